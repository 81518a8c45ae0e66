/* SPDX-License-Identifier: Apache-2.0 */
/* arguments.c - the command line as words and options, each value of the form it should have. */
#include "cli/verbs.h"

#include <joinder/io.h>
#include <joinder/text.h>

#include <stdlib.h>
#include <string.h>

/* Is the name so near to what was typed that it may be meant?  The nearest so far is kept. */
static void
weigh(const char *typed, const char *name, uint32_t *inout_nearest, const char **inout_name)
{
    const struct jd_str a = {typed, strlen(typed)}, b = {name, strlen(name)};
    uint32_t distance = 0;
    struct jd_error err = {JD_OK, ""};
    if (jd_damerau_levenshtein(NULL, a, b, &distance, &err) == JD_OK &&
        distance < *inout_nearest && distance < (b.size + 1) / 2) {
        *inout_nearest = distance;
        *inout_name = name;
    }
}

enum { TOO_FAR = 3 };

const char *
cli_nearest_verb(const char *typed)
{
    uint32_t nearest = TOO_FAR;
    const char *name = NULL;
    for (size_t i = 0; cli_verbs[i] != NULL; i++)
        weigh(typed, cli_verbs[i]->name, &nearest, &name);
    return name;
}

static const struct cli_option *
find_option(const struct cli_verb *verb, const char *typed, const char **out_nearest)
{
    const struct cli_option *lists[] = {verb->options, cli_common};
    uint32_t nearest = TOO_FAR;
    for (int i = 0; i < 2; i++)
        for (const struct cli_option *o = lists[i]; o->name != NULL; o++) {
            if (strcmp(o->name, typed) == 0)
                return o;
            weigh(typed + 2, o->name + 2, &nearest, out_nearest);
        }
    return NULL;
}

static int
no_such_option(const struct cli *cli, const char *typed, const char *nearest)
{
    if (nearest != NULL)
        return cli_usage(cli, "no option %s; --%s is meant?", typed, nearest);
    return cli_usage(cli, "no option %s; see joinder %s --help", typed, cli->verb->name);
}

/* Is the value one of the words of "a|b|c"? */
static bool
is_choice(const char *choices, const char *value)
{
    size_t size = strlen(value);
    for (const char *at = choices; at != NULL; at = strchr(at, '|')) {
        at += *at == '|';
        if (size > 0 && strncmp(at, value, size) == 0 &&
            (at[size] == '|' || at[size] == '\0'))
            return true;
    }
    return false;
}

/* What an option calls its value says which form it must have. */
static int
check_value(const struct cli *cli, const struct cli_option *option, const char *value)
{
    int64_t day = 0;
    struct jd_error err = {JD_OK, ""};
    static const char *const written[] = {"PAIRS", "CLUSTERS", "MEASURES"};
    bool is_written = false;
    for (size_t i = 0; i < sizeof(written) / sizeof(written[0]); i++)
        is_written = is_written || strcmp(option->value, written[i]) == 0;
    if (is_written && jd_io_check_ending(value, &err) != JD_OK)
        return cli_usage(cli, "%s", err.message);
    if (strchr(option->value, '|') != NULL && !is_choice(option->value, value))
        return cli_usage(cli, "%s is one of %s", option->name, option->value);
    if (strcmp(option->value, "DAY") == 0 && !cli_day(value, &day))
        return cli_usage(cli, "%s takes a day, YYYY-MM-DD", option->name);
    return CLI_DONE;
}

/* Take "--name value", "--name=value" or a flag at argv[*at]; CLI_DONE, or a usage error. */
static int
take_option(struct cli *cli, int argc, char **argv, int *at)
{
    char name[64];
    const char *equals = strchr(argv[*at], '='), *nearest = NULL;
    size_t size = equals != NULL ? (size_t)(equals - argv[*at]) : strlen(argv[*at]);
    if (size >= sizeof(name))
        return cli_usage(
            cli, "an option is too long; see joinder %s --help", cli->verb->name);
    memcpy(name, argv[*at], size);
    name[size] = '\0';
    const struct cli_option *option = find_option(cli->verb, name, &nearest);
    if (option == NULL)
        return no_such_option(cli, name, nearest);
    if (!option->many && cli_has(cli, name))
        return cli_usage(cli, "%s is given twice", name);
    if (option->value == NULL && equals != NULL)
        return cli_usage(cli, "%s takes no value", name);
    if (option->value != NULL && equals == NULL && *at + 1 == argc)
        return cli_usage(cli, "%s needs a value: %s", name, option->value);
    const char *value = option->value == NULL ? ""
                        : equals != NULL      ? equals + 1
                                              : argv[++*at];
    cli->names[cli->n_given] = option;
    cli->values[cli->n_given++] = value;
    return option->value != NULL ? check_value(cli, option, value) : CLI_DONE;
}

int
cli_take_arguments(struct cli *cli, int argc, char **argv)
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
