/* SPDX-License-Identifier: Apache-2.0 */
/* choices.h - settings as a user edits them. */
#ifndef JD_AUTOMATIC_CHOICES_H
#define JD_AUTOMATIC_CHOICES_H

#include "automatic/automatic.h"

#include <jansson.h>

/* Settings that were given, and what options add to them. */
struct jd__choices {
    json_t *root; /* NULL: none were given */
    struct jd__buf
        columns; /* struct jd_automatic_column; names borrowed from root or options */
    uint32_t partners;
    bool fixed_threshold;
    double threshold;
};

/* Read settings; options win over them. */
enum jd_status
jd__choices_read(const struct jd_automatic_options *options, struct jd__choices *out,
    struct jd_error *err);

/* Take the weights of settings that hold them: every compared column must have its own. */
enum jd_status
jd__choices_take_weights(
    const struct jd__choices *choices, struct jd_automatic *a, struct jd_error *err);

void
jd__choices_done(struct jd__choices *choices);

#endif
