#!/bin/sh
# Holds the arrows between the rooms of src/: who may include whom, and what pure code may not call or keep.
set -u
src=${SOURCE_DIR:-.}/src
lib=${BUILD_DIR:-build}/src
bad=0

# room: rooms it may include (itself is understood)
allowed() {
    case $1 in
    core) ;;
    fmt) echo core ;;
    conf) echo core ;;
    sys) echo core fmt ;;
    text) echo core fmt ;;
    feed | article | digest) echo core fmt text ;;
    push) echo core fmt ;;
    llm | deliver) echo core fmt text conf feed article digest ;;
    work) echo core fmt text feed article digest sys ;;
    net) echo core fmt sys ;;
    store) echo core fmt sys feed article digest ;;
    pipeline) echo core fmt conf text feed article digest push llm deliver sys work net store ;;
    serve) echo core fmt conf sys push pipeline ;;
    daemon) echo core fmt conf sys net store work llm deliver pipeline serve ;;
    worker) echo core sys work ;;
    mailer) echo core sys net ;;
    ctl) echo core fmt sys work ;;
    *) echo none ;;
    esac
}

fail() {
    echo "check-layers: $*"
    bad=1
}

for room in "$src"/*/; do
    room=$(basename "$room")
    may=" $(allowed "$room") $room config.h "
    for file in "$src/$room"/*.[ch]; do
        [ -f "$file" ] || continue
        for inc in $(sed -n 's/^ *# *include *"\([a-z0-9_]*\)\/.*"/\1/p' "$file" | sort -u); do
            case $may in
            *" $inc "*) ;;
            *) fail "$room/$(basename "$file") includes $inc/" ;;
            esac
        done
        case $room in
        deliver | store)
            grep -oE '"(feed|article|digest)/[a-z_]+\.h"' "$file" | sort -u | while read -r inc; do
                case $inc in
                '"feed/feed.h"' | '"article/article.h"' | '"digest/digest.h"' | '"digest/report.h"') ;;
                *) echo "$room/$(basename "$file") includes $inc (structs only)" ;;
                esac
            done | grep . && bad=1
            ;;
        net) grep -q '"store/' "$file" && fail "net includes store" ;;
        esac
    done
done

# Pure libraries: no I/O, clock, environment, locale or process; no writable data.
for room in core fmt conf text feed article digest push llm deliver; do
    archive=$lib/lib$room.a
    [ -f "$archive" ] || continue
    calls=$(nm -u "$archive" 2>/dev/null | awk '$1 == "U" { sub(/@.*/, "", $2); print $2 }' | sort -u |
        grep -xE '(f?open(at|64)?|read|write|socket|connect|send|recv|time|gettimeofday|clock_gettime|localtime(_r)?|gmtime(_r)?|mktime|strftime|getenv|secure_getenv|setlocale|f?printf|puts|fputs|fwrite|perror|strtod|atof|strtof|tolower|toupper|isspace|isalpha|isdigit|rand|random|fork|execve?|system|popen|pthread_.*)')
    [ -z "$calls" ] || fail "$room calls $(echo "$calls" | tr '\n' ' ')"
    writable=$(size -A "$archive" 2>/dev/null | awk '/\(ex / { o = $1 } $1 ~ /^\.(data|bss)(\.|$)/ && $1 !~ /^\.data\.rel\.ro/ && $2 > 0 { print o ":" $1 }')
    case ${CHECK_LAYERS_INSTRUMENTED:-no} in
    no) [ -z "$writable" ] || fail "$room has writable data: $writable" ;;
    esac
done

[ $bad = 0 ] && echo "check-layers: arrows and purity hold"
exit $bad
