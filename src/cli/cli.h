/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli.h - what the verbs share: options, exit codes, messages, progress.
 *
 * A verb is one file that defines `const struct cli_verb verb_NAME`; add its name to the list
 * in verbs.h and its file to meson.build, and it has --help, checked options and a place in
 * `joinder --help`.  Verbs use public headers only.
 */
#ifndef JD_CLI_CLI_H
#define JD_CLI_CLI_H

#include <joinder/base.h>

#include <stdio.h>

/* How the command ends. */
enum cli_exit {
    CLI_DONE = 0,
    CLI_NO = 1,    /* the answer is no */
    CLI_USAGE = 2, /* wrong usage */
    CLI_DATA = 65, /* bad data */
    CLI_NOT_FOUND = 66,
    CLI_SOFTWARE = 70, /* what should not happen: a broken precondition inside */
    CLI_IO = 74,
    CLI_DENIED = 77,
    CLI_INTERRUPTED = 130
};

struct cli_option {
    const char *name;  /* "--out" */
    const char *value; /* what --help calls its value; NULL: a flag without one; "a|b": one
                        * of these; a DAY must be one, PAIRS and CLUSTERS
                        * end in what is written */
    const char *help;  /* one line */
    bool many;         /* may be given more than once */
};

struct cli;

struct cli_verb {
    const char *name;
    const char *words; /* how --help writes what is not an option: "FILE... ", or "a|b " */
    const char *summary; /* one line */
    uint32_t least_words, most_words;
    const struct cli_option *options; /* ends with a NULL name; common ones are added */
    int (*run)(struct cli *cli);      /* gives an exit code */
};

/* What was last told of the work. */
struct cli_progress {
    const char *what; /* NULL: nothing yet */
    uint64_t done, total;
    double since; /* seconds: when this work began, ... */
    double heard; /* ... when it was last heard of, and when that was last shown */
    double shown;
    int columns; /* of the line that stands on the terminal; 0: none */
};

struct timings; /* timings.h */

/* One call of the command, parsed. */
struct cli {
    const struct cli_verb *verb;
    const char **words; /* what is not an option */
    uint32_t n_words;
    const struct cli_option **names; /* the options given, in order ... */
    const char **values;             /* ... and their values; "" for a flag */
    uint32_t n_given;
    double started; /* seconds */
    struct cli_progress progress;
    struct timings *timings; /* NULL: not asked for */
};

/* The value of an option as last given, or NULL. */
const char *
cli_value(const struct cli *cli, const char *name);

/* The same, or what stands for an option that was not given. */
const char *
cli_value_or(const struct cli *cli, const char *name, const char *otherwise);

/* Was the option given? */
bool
cli_has(const struct cli *cli, const char *name);

/* The i-th value of an option that may be given many times, or NULL. */
const char *
cli_nth(const struct cli *cli, const char *name, uint32_t i);

/* Numbers; false (with a message) when the value is not one or lies outside. */
bool
cli_whole(const struct cli *cli, const char *name, uint64_t most, uint64_t *inout_value);
bool
cli_real(const struct cli *cli, const char *name, double least, double most,
    double *inout_value);

/* "YYYY-MM-DD" as microseconds; false when it is no day. */
bool
cli_day(const char *text, int64_t *out_time);

/* Days since 1970: the same day so many years on, 1 March for a 29 February that is not. */
int64_t
cli_years_after(int64_t day, uint64_t years);

/* Is this stream (1 stdout, 2 stderr) coloured?  By --color, NO_COLOR and what it is. */
bool
cli_colours(const struct cli *cli, int stream);

/* --threads, or 0. */
bool
cli_threads(const struct cli *cli, uint32_t *out_threads);

/* --memory in bytes, or 0; false when it is no size, or too small to work with. */
bool
cli_memory(const struct cli *cli, uint64_t *out_size);

/* The SQL engine's part of --memory; 0: its own default. */
uint64_t
cli_memory_of_sql(const struct cli *cli);

/* "joinder VERB: message" on stderr; gives CLI_USAGE. */
int
cli_usage(const struct cli *cli, const char *format, ...) JD_PRINTF(2, 3);

/* The report on stderr in one line; gives the exit code of its status. */
int
cli_failed(struct cli *cli, const struct jd_error *err);

/* The exit code of a status; the table is complete. */
int
cli_exit_of(enum jd_status status);

/* One character of a text. */
struct cli_character {
    size_t size;  /* bytes */
    int columns;  /* on a terminal: 0 for a mark over the one before, 2 for a wide one */
    bool is_safe; /* else '?' is shown for it */
    bool is_leftward; /* of a script that is written from right to left */
};
struct cli_character
cli_character(const char *text);

/* The order of two texts, by bytes: less than, equal to or more than 0. */
int
cli_compare(struct jd_str a, struct jd_str b);

/* The columns that a text fills. */
int
cli_columns(const char *text);

/* Write text for a reader. */
void
cli_put(const char *text, FILE *to);

/* Write what fits into some columns and move on behind it; give the columns that are left.
 * The last part ends in a mark when there is more. */
int
cli_put_part(const char **inout_text, int columns, bool is_last, FILE *to);

/* Progress on stderr (a terminal, work longer than a second), and Ctrl-C: progress.c. */
struct jd_progress
cli_progress(struct cli *cli);

/* Take the line of progress off the terminal; called before anything else is written. */
void
cli_progress_done(struct cli *cli);

#endif
