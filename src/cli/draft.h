/* SPDX-License-Identifier: Apache-2.0 */
/* draft.h - comparisons and rules as settings have them, made of a few words. */
#ifndef JD_CLI_DRAFT_H
#define JD_CLI_DRAFT_H

#include "cli/linking.h"

#include <jansson.h>

/* The kinds of comparisons, a JSON object: src/cli/settings/comparisons.json. */
extern const char comparisons_json[];

/*
 * The comparison that COLUMN[,COLUMN]=KIND[:T,T...] says, for the caller to release.  Frequencies
 * are taken into account where the kind does so, or a column is among `frequent`.
 */
enum jd_status
draft_comparison(const json_t *kinds, const char *said, const char *const *frequent,
    uint32_t n_frequent, json_t **out_comparison, struct jd_error *err);

/* The blocking rule of columns (COLUMN,COLUMN), or of a condition as it stands. */
enum jd_status
draft_rule(const char *said, json_t **out_rule, struct jd_error *err);

#endif
