/* SPDX-License-Identifier: Apache-2.0 */
/* norms.h - normal forms for targets that need them. */
#ifndef JD_FUZZ_NORMS_H
#define JD_FUZZ_NORMS_H

#include "fuzz.h"

#include "io/norm.h"

/* One object for all inputs: opening ICU for each would leave no time for the rest. */
static struct jd__norm *
norm_of_all(void)
{
    static struct jd__norm *norm;
    const struct jd__norm_options options = {"US", NULL, 0, "America/New_York"};
    if (norm == NULL)
        fuzz_assert(jd__norm_new(NULL, &options, &norm, NULL) == JD_OK);
    return norm;
}

#endif
