#!/bin/sh
# thesaurus.sh HEADER FOLDER: C source with the tables that HEADER declares, made of the WordNet files in FOLDER;
# with an empty FOLDER the tables have no word.
#
# Words are the single lower-case words of WordNet with their commonest senses, and irregular forms; words in -ing and
# -ed have the senses of their verb too. Animals and plants
# are left out: most of them are Latin; so are names, which the index writes in lower case too. A sense is linked to what it is a kind of (adjectives: to the head of their
# cluster) and to its opposites.
set -eu
header=$1
folder=$2
export LC_ALL=C
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

: >"$work/senses"
: >"$work/links"
if [ -n "$folder" ]; then
    # offset lex_file type word_count(hex) (word lex_id)... pointer_count (symbol offset type source)...
    awk '
        BEGIN { for (i = 0; i < 16; i++) { digit[substr("0123456789abcdef", i + 1, 1)] = i } }
        /^ / { next }
        {
            type = $3 == "s" ? "a" : $3
            if ($2 == "05" || $2 == "20") { next }
            p = 5 + 2 * (16 * digit[substr($4, 1, 1)] + digit[substr($4, 2, 1)])
            for (n = 5; n < p; n += 2) {
                sub(/\(.*/, "", $n)
                if ($n ~ /^[a-z]+$/) { print type $1, "word", $n }
            }
            for (n = $p + 0; n > 0; n--) {
                symbol = $(p + 1); to = $(p + 3) $(p + 2); p += 4
                if (symbol == "@" || symbol == "&") { print type $1, "is", to }
                if (symbol == "!") { print type $1, "not", to }
            }
        }' "$folder/data.noun" "$folder/data.verb" "$folder/data.adj" "$folder/data.adv" >"$work/links"
    # lemma type sense_count pointer_count symbol... sense_count tagged_count offset...
    awk '
        FILENAME == links { if ($2 == "word") { small[$1, $3] = 1 } next }
        function add_base(word, base) {
            count = split(senses[base], sense, " ")
            for (k = 1; k <= count; k++) { print word, sense[k] }
        }
        FILENAME ~ /exc$/ { if ($1 ~ /^[a-z]+$/) { forms[$2] = forms[$2] " " $1 } next }
        /^[a-z]+ / && length($1) > 1 {
            first = 7 + $4
            for (n = 0; n < $3 && n < 5; n++) {
                id = $2 $(first + n)
                if ((id, $1) in small) {
                    print $1, id
                    senses[$1] = senses[$1] " " id
                    count = split(forms[$1], form, " ")
                    for (k = 1; k <= count; k++) { print form[k], id }
                }
            }
        }
        END {
            for (word in senses) {
                stem = word
                if (sub(/(ing|ed)$/, "", stem)) {
                    add_base(word, stem)
                    add_base(word, stem "e")
                    if (sub(/bb$|dd$|gg$|ll$|mm$|nn$|pp$|rr$|tt$/, substr(stem, length(stem)), stem)) { add_base(word, stem) }
                }
            }
        }' links="$work/links" "$work/links" "$folder/noun.exc" "$folder/verb.exc" "$folder/adj.exc" "$folder/adv.exc" \
        "$folder/index.noun" "$folder/index.verb" "$folder/index.adj" "$folder/index.adv" | sort -u >"$work/senses"
fi

awk -v header="$header" '
    function id_of(synset) {
        if (!(synset in ids)) { names[ids_count] = synset; ids[synset] = ids_count++ }
        return ids[synset]
    }
    BEGIN { ids_count = 0; words = 0; senses = 0; at = 0; text = ""; print "#include \"" header "\"\n" }
    FILENAME == links_file {
        if ($2 == "is" || $2 == "not") { links[$1] = links[$1] " " $2 " " $3 }
        next
    }
    {
        if ($1 != last) {
            last = $1
            word[words] = $1; word_at[words] = at; word_senses[words] = senses; words++
            at += length($1)
        }
        sense[senses++] = id_of($2)
    }
    END {
        known = ids_count
        print "const char thesaurus_text[] ="
        for (i = 0; i < words; i++) { printf "%s\"%s\"", i % 8 == 0 ? "\n    " : " ", word[i] }
        if (words == 0) { print "    \"\"" }
        print ";\n\nconst struct thesaurus_word thesaurus_words[] = {"
        for (i = 0; i < words; i++) { print "    {" word_at[i] ", " word_senses[i] "}," }
        print "    {" at ", " senses "},\n};\n\nconst size_t thesaurus_word_count = " words ";\n"
        print "const uint32_t thesaurus_senses[] = {"
        for (i = 0; i < senses; i++) { print "    " sense[i] "," }
        print "    0,\n};\n\nconst uint32_t thesaurus_synsets[] = {"
        for (i = 0; i < known; i++) {
            print "    " total + 0 ","
            n = split(links[names[i]], part, " ")
            for (k = 1; k < n; k += 2) { link[total++] = 2 * id_of(part[k + 1]) + (part[k] == "not") }
        }
        print "    " total + 0 ",\n};\n\nconst size_t thesaurus_synset_count = " known ";\n"
        print "const uint32_t thesaurus_links[] = {"
        for (i = 0; i < total; i++) { print "    " link[i] "," }
        print "    0,\n};"
    }' links_file="$work/links" "$work/links" "$work/senses"
