#!/bin/sh
# embed.sh HEADER FILE...: C source with one `const struct str data_NAME` for each NAME.tsv.
# Lines that begin with # and empty lines are left out; HEADER declares the names.
set -eu
echo "#include \"$1\""
shift
for file; do
    echo "const struct str data_$(basename "$file" .tsv) = STR_INIT("
    sed -e '/^#/d' -e '/^$/d' -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/    "/' -e 's/$/\\n"/' "$file"
    echo ');'
done
