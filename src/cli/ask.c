/* SPDX-License-Identifier: Apache-2.0 */
/* ask.c - questions to a store: body on stdout, receipt apart. */
#include "cli/ask.h"
#include "cli/platform.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Days since 1970-01-01 of a civil date (Hinnant 2021, days_from_civil). */
static int64_t
days_of(int64_t year, int64_t month, int64_t day)
{
    year -= month <= 2;
    int64_t era = year / 400, of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

bool
ask_now(const struct cli *cli, int64_t *out_now)
{
    const char *text = cli_value(cli, "--now");
    unsigned year = 0, month = 0, day = 0;
    char end = '\0';
    *out_now = 0;
    if (text == NULL)
        return true;
    /* NOLINTNEXTLINE(cert-err34-c): the form is checked by its length and ranges */
    int n = sscanf(text, "%4u-%2u-%2u%c", &year, &month, &day, &end);
    bool ok = n == 3 && strlen(text) == 10 && year >= 1970 && month >= 1 && month <= 12 &&
              day >= 1 && days_of(year, month, day) < days_of(year, month + 1, 1);
    if (!ok) {
        (void)cli_usage(cli, "--now takes a day such as 2018-06-01");
        return false;
    }
    *out_now = days_of(year, month, day) * INT64_C(86400) * 1000000;
    return true;
}

static bool
format_is_known(const struct cli *cli)
{
    const char *format = cli_value(cli, "--format");
    return format == NULL || strcmp(format, "json") == 0 || strcmp(format, "csv") == 0 ||
           strcmp(format, "table") == 0;
}

/* Who asks, and what for: jd_engine checks all of it again, and says what is missing. */
static int
read_asking(struct cli *cli, struct jd_asking *out_asking)
{
    if (cli_value(cli, "--as") == NULL || cli_value(cli, "--purpose") == NULL)
        return cli_usage(cli, "who asks, and what for? --as PERSON@AGENCY --purpose CODE");
    if (!format_is_known(cli))
        return cli_usage(cli, "--format is table, json or csv");
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
ask_probability(const json_t *object, char room[static 32])
{
    const json_t *value = json_object_get(object, "probability");
    room[0] = '\0';
    if (json_is_number(value))
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
    grid.keeps_last = shape->keeps_last;
    shape->rows(body, &grid);
    if (table && shape->head != NULL)
        shape->head(body, stdout);
    if (csv)
        grid_print_csv(&grid, stdout);
    else if (grid.n_rows > 0)
        grid_print(&grid, platform_columns(), stdout);
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
