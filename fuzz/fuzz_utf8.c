/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_utf8.c - any bytes as text: valid exactly when no character of it is broken. */
#include "fuzz.h"

#include "base/utf8.h"

#include <string.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct jd_str text = {(const char *)data, size};
    bool broken = false;
    size_t n = 0;
    for (size_t at = 0; at < size; n++) {
        size_t from = at;
        char again[4];
        uint32_t code = jd__utf8_next(text, &at);
        fuzz_assert(at > from && at <= size && code <= 0x10FFFF);
        if (code == 0xFFFD && at - from == 1)
            broken = true;
        else
            fuzz_assert(jd__utf8_put(code, again) == at - from &&
                        memcmp(again, text.data + from, at - from) == 0);
    }
    fuzz_assert(jd__utf8_is_valid(text) == !broken);
    fuzz_assert(jd__utf8_count(text) == n);
    return 0;
}
