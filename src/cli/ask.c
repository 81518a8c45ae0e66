/* SPDX-License-Identifier: Apache-2.0 */
/* ask.c - questions to a store: body on stdout, receipt apart. */
#include "cli/ask.h"
#include "cli/platform.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

bool
ask_now(const struct cli *cli, int64_t *out_now)
{
    *out_now = 0;
    if (!cli_has(cli, "--now") ||
        (cli_day(cli_value(cli, "--now"), out_now) && *out_now > 0))
        return true;
    (void)cli_usage(cli, "--now takes a day, YYYY-MM-DD, behind 1970-01-01");
    return false;
}

/* Who asks, and what for: jd_engine checks all of it again, and says what is missing. */
static int
read_asking(struct cli *cli, struct jd_asking *out_asking)
{
    if (cli_value(cli, "--as") == NULL || cli_value(cli, "--purpose") == NULL)
        return cli_usage(cli, "who asks, and what for? --as PERSON@AGENCY --purpose CODE");
    *out_asking = jd_asking_default();
    out_asking->asker = cli_value(cli, "--as");
    out_asking->purpose = cli_value(cli, "--purpose");
    out_asking->case_number = cli_value(cli, "--case");
    out_asking->basis = cli_value(cli, "--basis");
    out_asking->as_of = cli_value(cli, "--as-of");
    out_asking->known_at = cli_value(cli, "--known-at");
    return CLI_DONE;
}

const char *
ask_text(const json_t *object, const char *key, char room[static 32])
{
    const json_t *value = json_object_get(object, key);
    if (json_is_string(value))
        return json_string_value(value);
    room[0] = '\0';
    if (json_is_integer(value))
        (void)snprintf(room, 32, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_real(value))
        (void)snprintf(room, 32, "%.2f", json_real_value(value));
    else if (json_is_boolean(value))
        (void)snprintf(room, 32, "%s", json_is_true(value) ? "yes" : "no");
    return room;
}

const char *
ask_real(const json_t *object, const char *key, char room[static 32])
{
    const json_t *value = json_object_get(object, key);
    room[0] = '\0';
    if (json_is_number(value))
        (void)snprintf(room, 32, "%.2f", json_number_value(value));
    return room;
}

/* Agencies that hold something which is not shown: a list of its own, of no order. */
static void
show_pointers(const json_t *body, FILE *to)
{
    const json_t *pointers = json_object_get(body, "pointers");
    for (size_t i = 0; i < json_array_size(pointers); i++) {
        char room[2][32];
        const json_t *agency = json_array_get(pointers, i);
        (void)fputs(i == 0 ? "\n" : "", to);
        cli_put(ask_text(agency, "id", room[0]), to);
        (void)fputs(" holds something of this: ask ", to);
        const char *contact = ask_text(agency, "contact", room[1]);
        cli_put(contact[0] != '\0' ? contact : ask_text(agency, "id", room[0]), to);
        (void)fputs("\n", to);
    }
}

const char *
ask_probability(const json_t *object, char room[static 32])
{
    const json_t *value = json_object_get(object, "probability");
    room[0] = '\0';
    /* Rounded to one it would look like a certainty. */
    if (json_is_number(value) && json_number_value(value) > 0.9999)
        (void)snprintf(room, 32, ">0.9999");
    else if (json_is_number(value))
        (void)snprintf(room, 32, "%.4f", json_number_value(value));
    return room;
}

static bool
show_body(
    const struct cli *cli, const struct jd_answer *answer, const struct ask_shape *shape)
{
    const char *format = cli_value(cli, "--format");
    bool table = format != NULL ? strcmp(format, "table") == 0 : platform_is_terminal(1);
    bool csv = format != NULL && strcmp(format, "csv") == 0;
    if (!table && !csv)
        return fwrite(answer->body, 1, answer->body_size, stdout) == answer->body_size &&
               fputc('\n', stdout) != EOF;
    json_t *body = json_loadb(answer->body, answer->body_size, 0, NULL);
    struct grid grid;
    grid_init(&grid, shape->columns);
    grid.n_spare = shape->n_spare;
    grid.heads = shape->heads;
    grid.colour = cli_colours(cli, 1);
    shape->rows(body, &grid);
    if (table && shape->head != NULL)
        shape->head(body, stdout);
    if (csv)
        grid_print_csv(&grid, stdout);
    else if (grid.n_rows > 0)
        grid_print(&grid, platform_columns(1), stdout);
    show_pointers(body, csv ? stderr : stdout);
    bool ok = body != NULL && !grid.failed;
    grid_done(&grid);
    json_decref(body);
    return ok;
}

static bool
show_receipt(const struct cli *cli, const struct jd_answer *answer)
{
    const char *path = cli_value(cli, "--receipt");
    FILE *file = path != NULL ? fopen(path, "w") : stderr;
    if (file == NULL)
        return false;
    bool ok =
        fwrite(answer->receipt, 1, answer->receipt_size, file) == answer->receipt_size &&
        fputc('\n', file) != EOF;
    if (path != NULL && fclose(file) != 0)
        ok = false;
    return ok;
}

int
ask_run(
    struct cli *cli, ask_question question, const void *ctx, const struct ask_shape *shape)
{
    struct jd_asking asking;
    struct jd_answer answer = {0};
    struct jd_error err = {JD_OK, ""};
    struct jd_engine *engine = NULL;
    struct jd_progress progress = cli_progress(cli);
    struct jd_engine_options options = jd_engine_options_default();
    int code = read_asking(cli, &asking);
    if (code == CLI_DONE &&
        (!cli_threads(cli, &options.threads) || !ask_now(cli, &options.now)))
        code = CLI_USAGE;
    if (code != CLI_DONE)
        return code;
    options.progress = &progress;
    options.memory_bytes = cli_memory_of_sql(cli);
    enum jd_status status = jd_engine_open(NULL, cli->words[0], &options, &engine, &err);
    if (status == JD_OK)
        status = question(engine, &asking, cli, ctx, &answer, &err);
    cli_progress_done(cli);
    if (status != JD_OK) {
        code = cli_failed(cli, &err);
    } else if (!show_receipt(cli, &answer) || !show_body(cli, &answer, shape)) {
        (void)fprintf(stderr,
            "joinder %s: the answer or its receipt could not be written\n",
            cli->verb->name);
        code = CLI_IO;
    }
    jd_answer_done(&answer);
    jd_engine_close(engine);
    return code;
}
