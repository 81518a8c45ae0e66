/* SPDX-License-Identifier: Apache-2.0 */
/* verbs.h - the table of verbs, in the order of `joinder --help`, and what reads it. */
#ifndef JD_CLI_VERBS_H
#define JD_CLI_VERBS_H

#include "cli/cli.h"

/* Adding a verb: one name here, one file in meson.build. */
#define CLI_VERBS(verb)                                                                    \
    verb(demo) verb(synth) verb(init) verb(ingest) verb(resolve) verb(check) verb(upgrade) \
        verb(search) verb(show) verb(why) verb(how) verb(review) verb(extend)              \
            verb(overlap) verb(reach) verb(draft) verb(train) verb(block) verb(predict)    \
                verb(score) verb(cluster) verb(dedupe) verb(explain) verb(evaluate)        \
                    verb(sample) verb(calibrate) verb(conflicts) verb(recidivism)          \
                        verb(report) verb(diff) verb(completion)
#define CLI_DECLARE(name) extern const struct cli_verb verb_##name;
CLI_VERBS(CLI_DECLARE)
#undef CLI_DECLARE

/* All verbs, and NULL. */
extern const struct cli_verb *const cli_verbs[];

/* The options that every verb has. */
extern const struct cli_option cli_common[];

/* `joinder --help`, and `joinder VERB --help`; gives CLI_DONE. */
void
cli_print_verbs(FILE *to);
int
cli_print_help(const struct cli_verb *verb);

/* Sort arguments into the words and options of a call, which has room for all; behind "--" all
 * are words.  Gives CLI_DONE, or a usage error after its message. */
int
cli_take_arguments(struct cli *cli, int argc, char **argv);

/* The verb that was perhaps meant, or NULL. */
const char *
cli_nearest_verb(const char *typed);

#endif
