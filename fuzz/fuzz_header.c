/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_header.c - any bytes as the header of a CSV file: its fields, put together again with
 * the delimiter between them, are the header.
 */
#include "fuzz.h"

#include "io/source.h"

#include <string.h>

static void
check(struct jd_str text, char delimiter, char quote)
{
    struct jd_str field = {NULL, 0};
    size_t at = 0;
    size_t end = 0; /* of what was seen */
    size_t n = 0;
    bool open = false;
    while (jd__csv_field(text, &at, delimiter, quote, &field, &open)) {
        if (n > 0)
            fuzz_assert(text.data[end++] == delimiter);
        fuzz_assert(field.data == text.data + end && field.size <= text.size - end);
        end += field.size;
        fuzz_assert(at == end + 1);
        fuzz_assert(!open || end == text.size);
        n++;
    }
    fuzz_assert(n > 0 && end == text.size);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char delimiters[] = {',', '\t', ';', '|'};
    const struct jd_str text = {(const char *)data, size};
    for (size_t i = 0; i < sizeof(delimiters); i++) {
        check(text, delimiters[i], '"');
        check(text, delimiters[i], '\'');
    }
    return 0;
}
