/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_norm.c - any bytes as a name, a code, a date, a time: a normal form is its own, and an
 * interval does not end before it begins.  The first byte says the form.
 */
#include "norms.h"

#include "base/str.h"

static void
check_form(struct jd__norm *norm, enum jd__form form, struct jd_str text)
{
    struct jd_str once = {NULL, 0};
    struct jd_str twice = {NULL, 0};
    char kept[8192];
    if (jd__norm(norm, form, text, &once, NULL) != JD_OK || once.data == NULL)
        return;
    fuzz_assert(once.size > 0);
    if (once.size > sizeof(kept))
        return;
    memcpy(kept, once.data, once.size);
    once.data = kept;
    if (jd__norm(norm, form, once, &twice, NULL) == JD_OK && twice.data != NULL)
        fuzz_assert(jd__str_equal(once, twice));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct jd__norm *norm = norm_of_all();
    struct jd__date date;
    struct jd__moment moment;
    if (size == 0)
        return 0;
    const struct jd_str text = {(const char *)data + 1, size - 1};
    check_form(norm, (enum jd__form)(data[0] % JD__N_FORMS), text);
    if (jd__norm_date(norm, text, &date, NULL) == JD_OK &&
        date.precision != JD__PRECISION_NONE)
        fuzz_assert(date.earliest <= date.latest && date.latest - date.earliest <= 366);
    if (jd__norm_time(norm, text, NULL, &moment, NULL) == JD_OK)
        fuzz_assert(moment.earliest <= moment.latest);
    return 0;
}
