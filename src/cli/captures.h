/* SPDX-License-Identifier: Apache-2.0 */
/* captures.h - the matches that each blocking rule found, and those that all have missed. */
#ifndef JD_CLI_CAPTURES_H
#define JD_CLI_CAPTURES_H

#include "cli/linking.h"

enum { CAPTURES_RULES = 64 };

/* Sums of probabilities: matches as the model expects them.  Zeros at first. */
struct captures {
    double all;                   /* of all pairs */
    double found[CAPTURES_RULES]; /* by rule */
    double alone[CAPTURES_RULES]; /* of pairs that this rule alone yields */
    double twice;                 /* of pairs that exactly two rules yield */
};

void
captures_add(struct captures *captures, const struct jd_scored *pairs);

/* By --format on stdout; false when that failed. */
bool
captures_print(
    const struct cli *cli, const struct captures *captures, const struct jd_model *model);

#endif
