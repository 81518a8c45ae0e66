/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz.h - the one function that a fuzz target has, and how it says that a promise is broken. */
#ifndef JD_FUZZ_H
#define JD_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* libFuzzer's name for it.  Returns 0. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Stop, so that the fuzzer keeps the input, unless the promise holds. */
#define fuzz_assert(promise)                                                    \
    do {                                                                        \
        if (!(promise)) {                                                       \
            (void)fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #promise); \
            abort();                                                            \
        }                                                                       \
    } while (0)

#endif
