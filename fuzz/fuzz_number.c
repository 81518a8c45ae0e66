/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_number.c - any bytes as a number: what is one reads back the same from its text. */
#include "fuzz.h"

#include "base/number.h"

#include <inttypes.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct jd_str text = {(const char *)data, size};
    char written[JD__NUMBER_SIZE];
    int64_t whole = 0, whole_again = 0;
    double real = 0, real_again = 0;
    bool is_whole = jd__parse_int(text, &whole);
    bool is_real = jd__parse_real(text, &real);
    if (is_whole) {
        int n = snprintf(written, sizeof(written), "%" PRId64, whole);
        fuzz_assert(jd__parse_int((struct jd_str){written, (size_t)n}, &whole_again));
        fuzz_assert(whole_again == whole);
        fuzz_assert(size >= 512 || is_real);
    }
    if (is_real) {
        size_t n = jd__format_real(real, written);
        bool finite = real - real == 0; /* digits enough become infinite */
        fuzz_assert(n < sizeof(written) && written[n] == '\0');
        fuzz_assert(jd__parse_real((struct jd_str){written, n}, &real_again) == finite);
        fuzz_assert(!finite || real_again == real);
    }
    return 0;
}
