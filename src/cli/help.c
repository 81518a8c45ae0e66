/* SPDX-License-Identifier: Apache-2.0 */
/* help.c - the table of verbs, and what --help says by it. */
#include "cli/verbs.h"

#define CLI_POINTER(name) &verb_##name,
const struct cli_verb *const cli_verbs[] = {CLI_VERBS(CLI_POINTER) NULL};

const struct cli_option cli_common[] = {
    {"--threads", "N", "use N threads (0, the default: all cores)", false},
    {"--memory", "SIZE", "at most this much memory, as 800M or 16G", false},
    {"--color", "auto|always|never", "auto: on a terminal, unless NO_COLOR is set", false},
    {"--help", NULL, "say this", false},
    {NULL, NULL, NULL, false},
};

static void
print_option(const struct cli_option *option)
{
    char left[64];
    (void)snprintf(left, sizeof(left), "%s%s%s", option->name,
        option->value != NULL ? " " : "", option->value != NULL ? option->value : "");
    (void)printf("  %-25s  %s\n", left, option->help);
}

int
cli_print_help(const struct cli_verb *verb)
{
    (void)printf("usage: joinder %s %s[OPTION]...\n\n%s\n\n", verb->name, verb->words,
        verb->summary);
    for (const struct cli_option *o = verb->options; o->name != NULL; o++)
        print_option(o);
    for (const struct cli_option *o = cli_common; o->name != NULL; o++)
        print_option(o);
    return CLI_DONE;
}

void
cli_print_verbs(FILE *to)
{
    (void)fputs("usage: joinder VERB ...\n\nOne system of many agencies' records.\n\n", to);
    for (size_t i = 0; cli_verbs[i] != NULL; i++)
        (void)fprintf(to, "  %-10s  %s\n", cli_verbs[i]->name, cli_verbs[i]->summary);
    (void)fputs(
        "\n`joinder VERB --help` says more; `joinder --version` the version.\n", to);
}
