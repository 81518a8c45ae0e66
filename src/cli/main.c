/* SPDX-License-Identifier: Apache-2.0 */
/* main.c - find the verb, take its options, run it, and see the answer written. */
#include "cli/platform.h"
#include "cli/timings.h"
#include "cli/verbs.h"

#include <stdlib.h>
#include <string.h>

/* What would take the whole machine ends as a failed request of ours, not by the system. */
static bool
wall_off(const struct cli *cli)
{
    uint64_t size = 0;
    if (!cli_memory(cli, &size))
        return false;
    bool walled = platform_wall_memory(size != 0 ? size : platform_memory() / 5 * 4);
    if (size != 0 && !walled)
        (void)cli_usage(cli, "--memory: this system bounds no memory");
    return walled || size == 0;
}

static int
run_taken(struct cli *cli)
{
    const struct cli_verb *verb = cli->verb;
    if (cli_has(cli, "--help"))
        return cli_print_help(verb);
    if (cli->n_words < verb->least_words || cli->n_words > verb->most_words)
        return cli_usage(cli, "usage: joinder %s %s[OPTION]...", verb->name, verb->words);
    struct timings timings = {.n = 0};
    if (cli_has(cli, "--timings"))
        cli->timings = &timings;
    (void)timings_stage(cli->timings, NULL);
    int code = wall_off(cli) ? verb->run(cli) : CLI_USAGE;
    cli_progress_done(cli);
    if (code == CLI_DONE)
        timings_print(cli->timings, cli);
    cli->timings = NULL;
    return code;
}

static int
run_verb(const struct cli_verb *verb, int argc, char **argv)
{
    size_t room = (size_t)argc + 1;
    struct cli cli = {.verb = verb,
        .words = calloc(room, sizeof(char *)),
        .names = calloc(room, sizeof(struct cli_option *)),
        .values = calloc(room, sizeof(char *)),
        .started = platform_seconds()};
    cli.progress.heard = cli.started;
    int code = CLI_IO;
    if (cli.words != NULL && cli.names != NULL && cli.values != NULL)
        code = cli_take_arguments(&cli, argc, argv);
    if (code == CLI_DONE)
        code = run_taken(&cli);
    cli_progress_done(&cli);
    free(cli.words);
    free(cli.names);
    free(cli.values);
    return code;
}

static const struct cli_verb *
find_verb(const char *name)
{
    for (size_t i = 0; cli_verbs[i] != NULL; i++)
        if (strcmp(cli_verbs[i]->name, name) == 0)
            return cli_verbs[i];
    return NULL;
}

/* What was typed is not repeated: it may hold anything. */
static int
no_such_verb(const char *typed)
{
    const char *nearest = cli_nearest_verb(typed);
    if (nearest != NULL)
        (void)fprintf(stderr, "joinder: no such verb; %s is meant?\n", nearest);
    else
        (void)fprintf(stderr, "joinder: no such verb; see joinder --help\n");
    return CLI_USAGE;
}

static int
run_command(int argc, char **argv)
{
    bool asks_help = strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0;
    const struct cli_verb *verb = find_verb(asks_help && argc > 2 ? argv[2] : argv[1]);
    if (asks_help && argc > 2 && verb != NULL)
        return cli_print_help(verb);
    if (asks_help && argc == 2) {
        cli_print_verbs(stdout);
        return CLI_DONE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        (void)printf("joinder %s\n", jd_version());
        return CLI_DONE;
    }
    if (verb == NULL)
        return no_such_verb(argv[asks_help ? 2 : 1]);
    return run_verb(verb, argc - 2, argv + 2);
}

int
main(int argc, char **argv)
{
    platform_catch_interrupt();
    platform_read_utf8();
    platform_outlive_file_limit();
    if (argc < 2) {
        cli_print_verbs(stderr);
        return CLI_USAGE;
    }
    int code = run_command(argc, argv);
    /* A full disk behind stdout shows only when it is flushed, on some systems when closed. */
    bool failed = ferror(stdout) != 0;
    if ((fclose(stdout) != 0 || failed) && code == CLI_DONE) {
        (void)fprintf(stderr, "joinder %s: the answer could not be written\n", argv[1]);
        code = CLI_IO;
    }
    return code;
}
