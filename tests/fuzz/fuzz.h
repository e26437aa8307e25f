/*
 * fuzz/fuzz - the one function of a fuzz target: any bytes in, no crash, no hang, no broken promise.
 */
#ifndef READOUT_TESTS_FUZZ_FUZZ_H
#define READOUT_TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
