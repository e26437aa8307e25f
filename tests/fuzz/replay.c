/*
 * Runs a fuzz target over the files it is given: what `make check` and other compilers do in libFuzzer's place.
 */
#include <stdio.h>
#include <stdlib.h>

#include "fuzz/fuzz.h"

int main(int argc, char **argv)
{
    static uint8_t bytes[1 << 20];

    for (int i = 1; i < argc; i++) {
        FILE *f = fopen(argv[i], "rb");
        size_t size;

        if (f == NULL) {
            perror(argv[i]);
            return EXIT_FAILURE;
        }
        size = fread(bytes, 1, sizeof(bytes), f);
        fclose(f);
        LLVMFuzzerTestOneInput(bytes, size);
    }
    printf("%d inputs\n", argc - 1);
    return argc > 1 ? EXIT_SUCCESS : EXIT_FAILURE;
}
