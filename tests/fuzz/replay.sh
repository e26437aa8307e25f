#!/bin/sh
# Every fuzz target reads its corpus without a crash.
set -u
bad=0
for corpus in "$SOURCE_DIR"/tests/fuzz/corpus/*/; do
    name=$(basename "$corpus")
    "$BUILD_DIR/tests/fuzz/fuzz_$name" "$corpus"* >/dev/null || {
        echo "fuzz_$name failed on its corpus"
        bad=1
    }
done
exit $bad
