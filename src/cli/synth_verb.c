/* SPDX-License-Identifier: Apache-2.0 */
/* synth_verb.c - joinder synth: write the folders of a synthetic nation, and its truth. */
#include "cli/cli.h"

#include <joinder/synth.h>

static const struct cli_option options[] = {
    {"--people", "N", "inhabitants of the nation (20000)", false},
    {"--seed", "S", "any number: another seed, another nation (1)", false},
    {NULL, NULL, NULL, false},
};

static int
run(struct cli *cli)
{
    struct jd_synth_options how = jd_synth_options_default();
    if (!cli_threads(cli, &how.threads) ||
        !cli_whole(cli, "--people", JD_SYNTH_MOST_PEOPLE, &how.n_people) ||
        !cli_whole(cli, "--seed", UINT64_MAX, &how.seed))
        return CLI_USAGE;
    struct jd_progress progress = cli_progress(cli);
    struct jd_io_options io_options = jd_io_options_default();
    struct jd_io *io = NULL;
    struct jd_error err = {JD_OK, ""};
    how.watch = &progress;
    io_options.threads = how.threads;
    io_options.memory_bytes = cli_memory_of_sql(cli);
    enum jd_status status = jd_io_new(NULL, &io_options, &io, &err);
    if (status == JD_OK)
        status = jd_synth_write(NULL, &how, io, cli->words[0], &err);
    jd_io_free(io);
    cli_progress_done(cli);
    return status == JD_OK ? CLI_DONE : cli_failed(cli, &err);
}

const struct cli_verb verb_synth = {"synth", "DIR ",
    "The folders of a synthetic nation, and the truth beside.", 1, 1, options, run};
