/* SPDX-License-Identifier: Apache-2.0 */
/* automatic_verb.h - dedupe without a model. */
#ifndef JD_CLI_AUTOMATIC_VERB_H
#define JD_CLI_AUTOMATIC_VERB_H

#include "cli/cli.h"

#include <joinder/automatic.h>

/* The options that dedupe has for it. */
#define AUTOMATIC_OPTIONS                                                                \
    {"--settings", "S.json", "what --settings-out wrote, edited or not", false},         \
        {"--settings-out", "S.json", "where what was chosen and learned goes", false},   \
        {"--ignore", "COLUMN", "leave a column out (may be repeated)", true},            \
        {"--label-column", "COLUMN", "the true entity, where it is known", false},       \
        {"--id", "COLUMN", "the records' id column (unique_id, or the first)", false},   \
        {"--partners", "K", "compare each record with its K best partners (40)", false}, \
        {"--max-pairs", "N", "compare at most N pairs (twice K a record)", false},       \
    {                                                                                    \
        "--format", "table|json", "table is the default", false                          \
    }

/* Run dedupe by the automatic model; gives the exit code. */
int
automatic_run(struct cli *cli);

/* The first option given that a model has no use for, or NULL. */
const char *
automatic_only(const struct cli *cli);

/* Print the summary, as a table or as one JSON object. */
void
automatic_tell(const struct jd_automatic *automatic, FILE *to);
void
automatic_tell_json(const struct jd_automatic *automatic, FILE *to);

#endif
