/* SPDX-License-Identifier: Apache-2.0 */
/* verbs.h - the list of verbs, in the order of `joinder --help`. */
#ifndef JD_CLI_VERBS_H
#define JD_CLI_VERBS_H

#include "cli/cli.h"

/* Adding a verb: one name here, one file in meson.build. */
#define CLI_VERBS(verb)                                                                   \
    verb(demo) verb(synth) verb(init) verb(ingest) verb(resolve) verb(check) verb(search) \
        verb(show) verb(why) verb(extend) verb(reach) verb(train) verb(predict)           \
            verb(cluster) verb(dedupe) verb(explain)
#define CLI_DECLARE(name) extern const struct cli_verb verb_##name;
CLI_VERBS(CLI_DECLARE)
#undef CLI_DECLARE

#endif
