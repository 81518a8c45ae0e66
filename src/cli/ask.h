/* SPDX-License-Identifier: Apache-2.0 */
/* ask.h - what the verbs on a store share: who asks, and how an answer is shown. */
#ifndef JD_CLI_ASK_H
#define JD_CLI_ASK_H

#include "cli/cli.h"
#include "cli/grid.h"

#include <joinder/questions.h>

#include <jansson.h>

/* The options of every question.  At the command --as is an assertion by whoever holds the
 * files, and the journal says "asserted". */
#define ASK_OPTIONS                                                                      \
    {"--as", "PERSON@AGENCY", "who asks", false},                                        \
        {"--purpose", "CODE", "investigation, audit or evaluation", false},              \
        {"--case", "NUMBER", "the case that it is for; an investigation needs one",      \
            false},                                                                      \
        {"--basis", "CODE", "order, consent or process", false},                         \
        {"--as-of", "DAY", "only what had happened by the end of that day", false},      \
        {"--known-at", "DAY", "only what was known by the end of that day", false},      \
        {"--format", "table|json|csv", "table is the default on a terminal, else json",  \
            false},                                                                      \
        {"--receipt", "FILE", "write the answer's receipt there, not on stderr", false}, \
    {                                                                                    \
        "--now", "DAY", "the clock to go by, for repeatable runs", false                 \
    }

/* How a body becomes tables: add rows to the grid, print lines before it. */
struct ask_shape {
    const char *const *columns; /* of the table; ends in NULL */
    void (*rows)(const json_t *body, struct grid *grid);
    void (*head)(const json_t *body, FILE *to); /* lines above the table; NULL: none */
    bool heads;                                 /* the first column stands above its rows */
    size_t n_spare; /* columns at the end that a narrow table leaves out */
};

/* One question to an open store; ctx is the verb's own. */
typedef enum jd_status (*ask_question)(struct jd_engine *engine,
    const struct jd_asking *asking, const struct cli *cli, const void *ctx,
    struct jd_answer *out_answer, struct jd_error *err);

/* Open the store that is the verb's first word, ask, show the answer; gives the exit code. */
int
ask_run(
    struct cli *cli, ask_question question, const void *ctx, const struct ask_shape *shape);

/* A member as text: borrowed for strings, else "" or a number in `room`. */
const char *
ask_text(const json_t *object, const char *key, char room[static 32]);

/* A number with two places, as bits are shown; "" for what is none. */
const char *
ask_real(const json_t *object, const char *key, char room[static 32]);

/* A probability with four digits, so that 0.9970 is not 1.00; "" where there is none. */
const char *
ask_probability(const json_t *object, char room[static 32]);

/* --now as microseconds; 0 when it is not given.  False after a message. */
bool
ask_now(const struct cli *cli, int64_t *out_now);

#endif
