/* SPDX-License-Identifier: Apache-2.0 */
/* check_verb.c - joinder check: every byte of a store against its hashes. */
#include "cli/cli.h"

#include <joinder/engine.h>

static const struct cli_option options[] = {
    {"--rebuild", NULL, "first make what is derived from the journal anew", false},
    {NULL, NULL, NULL, false},
};

static void
say(void *ctx, const char *line)
{
    (void)ctx;
    (void)printf("%s\n", line);
}

static int
run(struct cli *cli)
{
    struct jd_error err = {JD_OK, ""};
    const struct jd_engine_damage damage = {say, NULL};
    if (cli_has(cli, "--rebuild") && jd_engine_rebuild(NULL, cli->words[0], &err) != JD_OK)
        return cli_failed(cli, &err);
    if (jd_engine_check(NULL, cli->words[0], &damage, &err) != JD_OK)
        return cli_failed(cli, &err);
    (void)printf("whole\n");
    return CLI_DONE;
}

const struct cli_verb verb_check = {"check", "STORE ",
    "Read every byte of a store against its hashes.", 1, 1, options, run};
