#!/bin/sh
# check-manual - every key of the configuration stands in readoutd.conf(5) and in the shipped configuration, every
# member of the JSON and every counter of models in readoutd(8).
set -eu
keys=$SOURCE_DIR/src/conf/conf_keys.c
[ -f "$keys" ] || exit 77
names=$(sed -n -e 's/^ *\(FEED\|NOTIFY\|MODEL\|LIST\|HEADERS\)([^"]*"\([a-z_]*\)",.*/\2/p' \
    -e 's/^ *\(GLOBAL\|PARSER\)([A-Z_]*, \([a-z_]*\),.*/\2/p' -e 's/^ *SECONDS(\([a-z_]*\), .*/\1/p' "$keys" | sort -u)
[ "$(printf '%s\n' "$names" | wc -l)" -ge 30 ] || { echo "the table of $keys is not read"; exit 1; }
status=0
for name in $names; do
    grep -q "^\.It .*Ic $name\( \|\$\)" "$SOURCE_DIR/man/readoutd.conf.5" ||
        { echo "readoutd.conf(5) does not explain $name"; status=1; }
    grep -q "^#\{0,1\} *$name = " "$SOURCE_DIR/conf/readoutd.conf" ||
        { echo "conf/readoutd.conf does not show $name"; status=1; }
done
members=$(sed -n 's/^ *JSON_[A-Z]*(struct spool_[a-z]*, \([a-z_0-9]*\),.*/\1/p; s/.* JSON_FIELD(struct spool_[a-z]*, \([a-z_0-9]*\),.*/\1/p' \
    "$SOURCE_DIR/src/deliver/spool.c" | sort -u)
[ "$(printf '%s\n' "$members" | wc -l)" -ge 20 ] || { echo "the tables of spool.c are not read"; exit 1; }
for name in $members; do
    sed -n '/^\.Ss The JSON/,/^\.Ss Pages/p' "$SOURCE_DIR/man/readoutd.8" | grep -qw "$name" ||
        { echo "readoutd(8) does not explain $name of the JSON"; status=1; }
done
counters=$(sed -n 's/^ *JSON_FIELD(struct tally_row, \([a-z_]*\),.*/\1/p' "$SOURCE_DIR/src/pipeline/tally.c")
[ "$(printf '%s\n' "$counters" | wc -l)" -ge 10 ] || { echo "the table of tally.c is not read"; exit 1; }
for name in $counters; do
    sed -n '/status\.json/,/is copied to/p' "$SOURCE_DIR/man/readoutd.8" | grep -qw "$name" ||
        { echo "readoutd(8) does not name the counter $name of status.json"; status=1; }
done
exit $status
