#!/bin/sh
# embed-text.sh HEADER PREFIX FILE...: C source with one `const struct str PREFIX_NAME` for each NAME.*, byte by byte.
set -eu
echo "#include \"$1\""
prefix=$2
shift 2
for file; do
    name=$(basename "$file")
    echo "const struct str ${prefix}_${name%%.*} = STR_INIT("
    sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/    "/' -e 's/$/\\n"/' "$file"
    echo ');'
done
