/* SPDX-License-Identifier: Apache-2.0 */
/* upgrade_verb.c - joinder upgrade: a store copied into the format of this build. */
#include "cli/cli.h"

#include <joinder/engine.h>

static const struct cli_option options[] = {{NULL, NULL, NULL, false}};

static int
run(struct cli *cli)
{
    struct jd_error err = {JD_OK, ""};
    if (jd_engine_upgrade(NULL, cli->words[0], cli->words[1], &err) != JD_OK)
        return cli_failed(cli, &err);
    return CLI_DONE;
}

const struct cli_verb verb_upgrade = {"upgrade", "STORE NEW ",
    "Copy a store into a new folder, in this build's format.", 2, 2, options, run};
