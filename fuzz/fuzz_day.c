/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_day.c - any bytes as a day: what is one is written back byte for byte. */
#include "fuzz.h"

#include "base/calendar.h"
#include "base/str.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct jd_str text = {(const char *)data, size};
    int64_t day = 0;
    char written[16];
    if (!jd__parse_day(text, &day))
        return 0;
    jd__format_day(day, written);
    fuzz_assert(jd__str_is(text, written));
    return 0;
}
