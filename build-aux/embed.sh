#!/bin/sh
# Turns data files into C: embed.sh FILE... prints `const char data_NAME[]` for each conf/data/NAME.tsv.
# Lines that begin with # and empty lines are left out.
set -eu
for file in "$@"; do
    name=$(basename "$file" .tsv)
    printf 'extern const char data_%s[];\nconst char data_%s[] =\n' "$name" "$name"
    awk '
        /^#/ || /^$/ { next }
        {
            gsub(/\\/, "\\\\")
            gsub(/"/, "\\\"")
            gsub(/\t/, "\\t")
            print "    \"" $0 "\\n\""
        }
        END { print "    \"\";" }
    ' "$file"
done
