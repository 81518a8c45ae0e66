/* SPDX-License-Identifier: Apache-2.0 */
/*
 * completion.c - joinder completion: a shell's script, from the tables that --help is made of.
 *
 * Each script completes verbs, a verb's options, the values of an option that has a list of
 * them, and file names for words and for what is a file.
 */
#include "cli/verbs.h"

#include <string.h>

static const struct cli_option options[] = {{NULL, NULL, NULL, false}};

/* Is the value of this name the path of a file? */
static bool
is_file(const char *value)
{
    static const char *const files[] = {"FILE", "M.json", "PAIRS", "CLUSTERS", "PAGE.html"};
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
        if (strcmp(value, files[i]) == 0)
            return true;
    return false;
}

/* "a|b|c" as "a b c"; nothing for what is no list. */
static void
put_choices(const char *value)
{
    for (const char *at = strchr(value, '|') != NULL ? value : ""; *at != '\0'; at++)
        (void)putchar(*at == '|' ? ' ' : *at);
}

/* Text inside '...'; zsh also wants what ends a description escaped. */
static void
put_quoted(const char *text, const char *escaped)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'') {
            (void)fputs("'\\''", stdout);
            continue;
        }
        if (strchr(escaped, *text) != NULL)
            (void)putchar('\\');
        (void)putchar(*text);
    }
}

/* Call for each option of a verb, its own and the common ones. */
static void
each_option(const struct cli_verb *verb,
    void (*put)(const struct cli_verb *verb, const struct cli_option *option))
{
    for (const struct cli_option *o = verb->options; o->name != NULL; o++)
        put(verb, o);
    for (const struct cli_option *o = cli_common; o->name != NULL; o++)
        put(verb, o);
}

static void
put_name(const struct cli_verb *verb, const struct cli_option *option)
{
    (void)verb;
    (void)printf(" %s", option->name);
}

static void
put_bash_value(const struct cli_verb *verb, const struct cli_option *option)
{
    if (option->value == NULL)
        return;
    (void)printf("    '%s %s') ", verb->name, option->name);
    if (is_file(option->value))
        (void)fputs("files=yes", stdout);
    else
        (void)fputs("words='", stdout);
    if (!is_file(option->value)) {
        put_choices(option->value);
        (void)putchar('\'');
    }
    (void)fputs(" ;;\n", stdout);
}

/* bash cuts a word at '=', so "--format=js" comes as three. */
static void
print_bash(void)
{
    (void)fputs("# bash completion for joinder; made by `joinder completion bash`\n"
                "_joinder() {\n"
                "    local word=${COMP_WORDS[COMP_CWORD]} words='' files='' line=''\n"
                "    local before=${COMP_WORDS[COMP_CWORD - 1]}\n"
                "    if [ \"$word\" = = ]; then\n"
                "        word=''\n"
                "    elif [ \"$before\" = = ]; then\n"
                "        before=${COMP_WORDS[COMP_CWORD - 2]}\n"
                "    fi\n"
                "    [ \"$COMP_CWORD\" -gt 1 ] || before=''\n"
                "    case \"${COMP_WORDS[1]} $before\" in\n",
        stdout);
    for (size_t i = 0; cli_verbs[i] != NULL; i++)
        each_option(cli_verbs[i], put_bash_value);
    (void)fputs("    *' ')\n        words='--help --version", stdout);
    for (size_t i = 0; cli_verbs[i] != NULL; i++)
        (void)printf(" %s", cli_verbs[i]->name);
    (void)fputs(
        "' ;;\n    *)\n        files=yes\n        case ${COMP_WORDS[1]} in\n", stdout);
    for (size_t i = 0; cli_verbs[i] != NULL; i++) {
        (void)printf("        %s) words='", cli_verbs[i]->name);
        put_choices(cli_verbs[i]->words);
        each_option(cli_verbs[i], put_name);
        (void)fputs("' ;;\n", stdout);
    }
    (void)fputs("        esac\n"
                "        ;;\n"
                "    esac\n"
                "    COMPREPLY=()\n"
                "    while IFS='' read -r line; do\n"
                "        COMPREPLY+=(\"$line\")\n"
                "    done < <(\n"
                "        compgen -W \"$words\" -- \"$word\"\n"
                "        [ -z \"$files\" ] || [ \"${word#-}\" != \"$word\" ] ||\n"
                "            compgen -f -- \"$word\"\n"
                "    )\n"
                "}\n"
                "complete -o filenames -F _joinder joinder\n",
        stdout);
}

static void
put_zsh_option(const struct cli_verb *verb, const struct cli_option *option)
{
    (void)verb;
    (void)printf(" \\\n            '%s%s%s[", option->many ? "*" : "", option->name,
        option->value != NULL ? "=" : "");
    put_quoted(option->help, "[]");
    (void)putchar(']');
    if (option->value != NULL) {
        (void)printf(":%s:", strchr(option->value, '|') != NULL ? "which" : option->value);
        (void)fputs(is_file(option->value) ? "_files" : "(", stdout);
        put_choices(option->value);
        (void)fputs(is_file(option->value) ? "" : ")", stdout);
    }
    (void)putchar('\'');
}

static void
print_zsh(void)
{
    (void)fputs("#compdef joinder\n"
                "# zsh completion for joinder; made by `joinder completion zsh`\n"
                "_joinder() {\n"
                "    local -a verbs=(\n",
        stdout);
    for (size_t i = 0; cli_verbs[i] != NULL; i++) {
        (void)printf("        '%s:", cli_verbs[i]->name);
        put_quoted(cli_verbs[i]->summary, ":");
        (void)fputs("'\n", stdout);
    }
    (void)fputs("    )\n"
                "    if (( CURRENT == 2 )); then\n"
                "        _describe verb verbs\n"
                "        return\n"
                "    fi\n"
                "    local verb=$words[2]\n"
                "    shift words\n"
                "    (( CURRENT-- ))\n"
                "    case $verb in\n",
        stdout);
    for (size_t i = 0; cli_verbs[i] != NULL; i++) {
        const char *words = cli_verbs[i]->words;
        (void)printf("    %s)\n        _arguments", cli_verbs[i]->name);
        each_option(cli_verbs[i], put_zsh_option);
        (void)fputs(strchr(words, '|') != NULL ? " \\\n            '1:which:("
                                               : " \\\n            '*:file:_files'",
            stdout);
        put_choices(words);
        (void)fputs(
            strchr(words, '|') != NULL ? ")'\n        ;;\n" : "\n        ;;\n", stdout);
    }
    (void)fputs("    esac\n"
                "}\n"
                "if [ \"$funcstack[1]\" = _joinder ]; then\n"
                "    _joinder \"$@\"\n"
                "else\n"
                "    compdef _joinder joinder\n"
                "fi\n",
        stdout);
}

static void
put_fish_option(const struct cli_verb *verb, const struct cli_option *option)
{
    (void)printf("complete -c joinder -n '__fish_seen_subcommand_from %s' -l %s",
        verb->name, option->name + 2);
    if (option->value != NULL)
        (void)fputs(is_file(option->value) ? " -r -F" : " -x -a '", stdout);
    if (option->value != NULL && !is_file(option->value)) {
        put_choices(option->value);
        (void)putchar('\'');
    }
    (void)fputs(" -d '", stdout);
    put_quoted(option->help, "");
    (void)fputs("'\n", stdout);
}

static void
print_fish(void)
{
    (void)fputs("# fish completion for joinder; made by `joinder completion fish`\n"
                "complete -c joinder -n __fish_use_subcommand -f\n",
        stdout);
    for (size_t i = 0; cli_verbs[i] != NULL; i++) {
        const char *name = cli_verbs[i]->name, *words = cli_verbs[i]->words;
        (void)printf("complete -c joinder -n __fish_use_subcommand -a %s -d '", name);
        put_quoted(cli_verbs[i]->summary, "");
        (void)fputs("'\n", stdout);
        each_option(cli_verbs[i], put_fish_option);
        if (strchr(words, '|') == NULL)
            continue;
        (void)printf(
            "complete -c joinder -n '__fish_seen_subcommand_from %s' -f -a '", name);
        put_choices(words);
        (void)fputs("'\n", stdout);
    }
}

static int
run(struct cli *cli)
{
    static const struct {
        const char *name;
        void (*print)(void);
    } shells[] = {{"bash", print_bash}, {"zsh", print_zsh}, {"fish", print_fish}};
    for (size_t i = 0; i < sizeof(shells) / sizeof(shells[0]); i++)
        if (strcmp(cli->words[0], shells[i].name) == 0) {
            shells[i].print();
            return CLI_DONE;
        }
    return cli_usage(cli, "there is a script for bash, zsh and fish");
}

const struct cli_verb verb_completion = {"completion", "bash|zsh|fish ",
    "A script by which a shell completes verbs and options.", 1, 1, options, run};
