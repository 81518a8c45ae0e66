/* SPDX-License-Identifier: Apache-2.0 */
/* main.c - find the verb, check its options, run it. */
#include "cli/platform.h"
#include "cli/verbs.h"

#include <stdlib.h>
#include <string.h>

#define CLI_POINTER(name) &verb_##name,
static const struct cli_verb *const verbs[] = {CLI_VERBS(CLI_POINTER)};
enum { N_VERBS = sizeof(verbs) / sizeof(verbs[0]) };

/* Every verb has these. */
static const struct cli_option common[] = {
    {"--threads", "N", "use N threads (0, the default: all cores)", false},
    {"--help", NULL, "say this", false},
    {NULL, NULL, NULL, false},
};

static void
print_option(const struct cli_option *option)
{
    char left[64];
    (void)snprintf(left, sizeof(left), "%s%s%s", option->name,
        option->value != NULL ? " " : "", option->value != NULL ? option->value : "");
    (void)printf("  %-26s %s\n", left, option->help);
}

static int
print_help(const struct cli_verb *verb)
{
    (void)printf("usage: joinder %s %s[OPTION]...\n\n%s\n\n", verb->name, verb->words,
        verb->summary);
    for (const struct cli_option *o = verb->options; o->name != NULL; o++)
        print_option(o);
    for (const struct cli_option *o = common; o->name != NULL; o++)
        print_option(o);
    return CLI_DONE;
}

static int
print_verbs(FILE *to)
{
    (void)fprintf(
        to, "usage: joinder VERB ...\n\nOne system of many agencies' records.\n\n");
    for (size_t i = 0; i < N_VERBS; i++)
        (void)fprintf(to, "  %-10s %s\n", verbs[i]->name, verbs[i]->summary);
    (void)fprintf(
        to, "\n`joinder VERB --help` says more; `joinder --version` the version.\n");
    return to == stdout ? CLI_DONE : CLI_USAGE;
}

static const struct cli_option *
find_option(const struct cli_verb *verb, const char *name)
{
    const struct cli_option *lists[] = {verb->options, common};
    for (int i = 0; i < 2; i++)
        for (const struct cli_option *o = lists[i]; o->name != NULL; o++)
            if (strcmp(o->name, name) == 0)
                return o;
    return NULL;
}

/* Take "--name value", "--name=value" or a flag at argv[*at]; CLI_DONE, or a usage error. */
static int
take_option(struct cli *cli, int argc, char **argv, int *at)
{
    char name[64];
    const char *equals = strchr(argv[*at], '=');
    size_t size = equals != NULL ? (size_t)(equals - argv[*at]) : strlen(argv[*at]);
    if (size >= sizeof(name))
        return cli_usage(
            cli, "an option is too long; see joinder %s --help", cli->verb->name);
    memcpy(name, argv[*at], size);
    name[size] = '\0';
    const struct cli_option *option = find_option(cli->verb, name);
    if (option == NULL)
        return cli_usage(cli, "no option %s; see joinder %s --help", name, cli->verb->name);
    if (!option->many && cli_has(cli, name))
        return cli_usage(cli, "%s is given twice", name);
    const char *value = "";
    if (option->value == NULL && equals != NULL)
        return cli_usage(cli, "%s takes no value", name);
    if (option->value != NULL) {
        if (equals == NULL && *at + 1 == argc)
            return cli_usage(cli, "%s needs a value: %s", name, option->value);
        value = equals != NULL ? equals + 1 : argv[++*at];
    }
    cli->names[cli->n_given] = option;
    cli->values[cli->n_given++] = value;
    return CLI_DONE;
}

/* Sort the arguments into words and options; behind "--" all are words. */
static int
take_arguments(struct cli *cli, int argc, char **argv)
{
    bool only_words = false;
    int code = CLI_DONE;
    for (int i = 0; i < argc && code == CLI_DONE; i++) {
        if (!only_words && strcmp(argv[i], "--") == 0)
            only_words = true;
        else if (!only_words && strncmp(argv[i], "--", 2) == 0)
            code = take_option(cli, argc, argv, &i);
        else
            cli->words[cli->n_words++] = argv[i];
    }
    return code;
}

static int
run_taken(struct cli *cli)
{
    const struct cli_verb *verb = cli->verb;
    if (cli_has(cli, "--help"))
        return print_help(verb);
    if (cli->n_words < verb->least_words || cli->n_words > verb->most_words)
        return cli_usage(cli, "usage: joinder %s %s[OPTION]...", verb->name, verb->words);
    return verb->run(cli);
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
    int code = CLI_IO;
    if (cli.words != NULL && cli.names != NULL && cli.values != NULL)
        code = take_arguments(&cli, argc, argv);
    if (code == CLI_DONE)
        code = run_taken(&cli);
    cli_progress_done(&cli);
    free(cli.words);
    free(cli.names);
    free(cli.values);
    return code;
}

int
main(int argc, char **argv)
{
    platform_catch_interrupt();
    if (argc < 2)
        return print_verbs(stderr);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)
        return print_verbs(stdout);
    if (strcmp(argv[1], "--version") == 0) {
        (void)printf("joinder %s\n", jd_version());
        return CLI_DONE;
    }
    int code = CLI_USAGE;
    const struct cli_verb *verb = NULL;
    for (size_t i = 0; i < N_VERBS && verb == NULL; i++)
        if (strcmp(verbs[i]->name, argv[1]) == 0)
            verb = verbs[i];
    if (verb != NULL)
        code = run_verb(verb, argc - 2, argv + 2);
    else
        (void)fprintf(stderr, "joinder: no such verb; see joinder --help\n");
    /* A full disk behind stdout shows only when it is flushed. */
    if ((fflush(stdout) != 0 || ferror(stdout)) && code == CLI_DONE) {
        (void)fprintf(stderr, "joinder: the answer could not be written\n");
        code = CLI_IO;
    }
    return code;
}
