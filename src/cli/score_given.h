/* SPDX-License-Identifier: Apache-2.0 */
/* score_given.h - joinder score of pairs that a file lists, or that lie within clusters. */
#ifndef JD_CLI_SCORE_GIVEN_H
#define JD_CLI_SCORE_GIVEN_H

#include "cli/linking.h"

/* Score the pairs of --pairs or --clusters, and write them as predict would. */
enum jd_status
score_given(
    struct cli *cli, struct linking *linking, uint64_t most_pairs, struct jd_error *err);

#endif
