/* SPDX-License-Identifier: Apache-2.0 */
/* init.c - joinder init: an empty store. */
#include "cli/ask.h"

static const struct cli_option options[] = {
    {"--operator", "PERSON@AGENCY", "who may take in, join, audit and evaluate", false},
    {"--now", "DAY", "the clock to go by, for repeatable runs", false},
    {NULL, NULL, NULL, false},
};

static int
run(struct cli *cli)
{
    struct jd_error err = {JD_OK, ""};
    int64_t now = 0;
    if (cli_value(cli, "--operator") == NULL)
        return cli_usage(cli, "who runs the store? --operator PERSON@AGENCY");
    if (!ask_now(cli, &now))
        return CLI_USAGE;
    if (jd_engine_init(NULL, cli->words[0], cli_value(cli, "--operator"), now, &err) !=
        JD_OK)
        return cli_failed(cli, &err);
    return CLI_DONE;
}

const struct cli_verb verb_init = {
    "init", "STORE ", "Make an empty store.", 1, 1, options, run};
