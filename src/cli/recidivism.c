/* SPDX-License-Identifier: Apache-2.0 */
/*
 * recidivism.c - joinder recidivism: how many come back, at each threshold of linkage.
 *
 * Of each person (a cluster with a release) the first release of the cohort counts.  It is
 * followed for a window of years where the data reach that far (--until); a return is the first
 * day after the release, up to the same day of the year in which the window ends.  Rates of one
 * file of clusters with several thresholds show what linkage alone does to them: false links
 * join one man's release with another's arrest, missed links part them.
 */
#include "cli/about.h"
#include "cli/figures.h"

#include <joinder/calibrate.h>

#include <stdlib.h>
#include <string.h>

static const struct cli_option options[] = {
    {"--release", "FILE:COLUMN", "days of release (needed; may be repeated)", true},
    {"--return", "FILE:COLUMN", "days of coming back (needed; repeatable)", true},
    {"--until", "DAY", "the last day that the files tell of (needed)", false},
    {"--from", "DAY", "leave out releases before this day", false},
    {"--within", "YEARS", "a window of whole years (1, 2 and 3)", true},
    {"--column", "COLUMN", "a column of clusters (all that begin with cluster_)", true},
    {"--id", "COLUMN", "the records' id column (unique_id)", false},
    {"--source", "COLUMN", "the column that says a source (source_dataset)", false},
    {"--format", "FORMAT", "table (the default on a terminal), json or csv", false},
    {NULL, NULL, NULL, false},
};

enum { MOST_FILES = 32, MOST_WINDOWS = 16, NO_DAY = INT32_MIN };
static const int64_t microseconds_a_day = INT64_C(86400) * 1000000;

/* Something on a day, to a record: days are since 1970. */
struct happened {
    uint32_t record;
    int32_t day;
};

struct study {
    struct nodes nodes;
    struct happened *releases, *returns;
    size_t n_releases, n_returns;
    int32_t from, until;
    uint64_t windows[MOST_WINDOWS];
    uint32_t n_windows;
};

/* ---- files ---- */

/* A day, also written as text; NO_DAY for null; false for anything else. */
static bool
read_day(struct jd_value value, int32_t *out_day)
{
    char text[16] = "";
    int64_t time = 0;
    *out_day = NO_DAY;
    if (value.type == JD_TYPE_NULL || (value.type == JD_TYPE_TEXT && value.text.size == 0))
        return true;
    if (value.type == JD_TYPE_DATE)
        time = value.integer * microseconds_a_day;
    else if (value.type == JD_TYPE_TIME)
        time = value.integer;
    else if (value.type != JD_TYPE_TEXT || value.text.size != 10)
        return false;
    else {
        memcpy(text, value.text.data, 10);
        if (!cli_day(text, &time))
            return false;
    }
    int64_t day = time / microseconds_a_day - (time % microseconds_a_day < 0);
    *out_day = (int32_t)day;
    return day > -3000000 && day < 3000000;
}

static enum jd_status
read_days(const struct study *study, const struct jd_table *table, const char *name,
    struct happened **inout_all, size_t *inout_n, struct jd_error *err)
{
    struct about about;
    uint32_t column = JD_NONE, n_rows = jd_table_n_rows(table);
    enum jd_status status = about_find(&about, &study->nodes, table, err);
    if (status == JD_OK)
        status = about_column(&about, name, &column, err);
    if (status != JD_OK)
        return status;
    struct happened *all =
        realloc(*inout_all, (*inout_n + (size_t)n_rows + 1) * sizeof(*all));
    if (all == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u rows", n_rows);
    *inout_all = all;
    for (uint32_t row = 0; row < n_rows && status == JD_OK; row++) {
        struct happened h = {JD_NONE, NO_DAY};
        if (!read_day(jd_table_get(table, column, row), &h.day))
            return LINKING_FAIL(err, JD_E_INPUT, "row %u of table %.100s: %.100s is no day",
                row + 1, jd_table_name(table), name);
        status = about_record(&about, row, &h.record, err);
        if (status == JD_OK && h.day != NO_DAY)
            all[(*inout_n)++] = h;
    }
    return status;
}

/* CLUSTERS, then the files of one option after the other. */
static enum jd_status
read_files(
    struct study *study, struct cli *cli, struct linking *linking, struct jd_error *err)
{
    static const char *const names[] = {"--release", "--return"};
    const char *files[MOST_FILES + 1] = {cli->words[0]}, *columns[MOST_FILES];
    char *rooms[MOST_FILES] = {NULL};
    bool is_return[MOST_FILES] = {false};
    uint32_t n = 0;
    enum jd_status status = JD_OK;
    for (int which = 0; which < 2; which++)
        for (uint32_t i = 0; cli_nth(cli, names[which], i) != NULL && n < MOST_FILES; i++) {
            const char *text = cli_nth(cli, names[which], i);
            rooms[n] = malloc(strlen(text) + 1);
            if (rooms[n] == NULL) {
                status = LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u files", n);
                goto done;
            }
            columns[n] = about_split(text, rooms[n]);
            is_return[n] = which == 1;
            files[n + 1] = rooms[n];
            n++;
        }
    status = linking_read(linking, cli, files, n + 1, err);
    if (status == JD_OK)
        status = nodes_init(&study->nodes, linking->tables[0],
            cli_value_or(cli, "--id", "unique_id"),
            cli_value_or(cli, "--source", "source_dataset"), err);
    for (uint32_t i = 0; i < n && status == JD_OK; i++)
        status = read_days(study, linking->tables[i + 1], columns[i],
            is_return[i] ? &study->returns : &study->releases,
            is_return[i] ? &study->n_returns : &study->n_releases, err);
done:
    for (uint32_t i = 0; i < n; i++)
        free(rooms[i]);
    return status;
}

/* ---- figures ---- */

/* By cluster the first release of the cohort, and the first return after it. */
struct person {
    int32_t released, returned;
};

static void
follow(const struct study *study, const struct given_clusters *clusters,
    struct person *persons)
{
    for (uint32_t i = 0; i < clusters->n; i++)
        persons[i] = (struct person){NO_DAY, NO_DAY};
    for (size_t i = 0; i < study->n_releases; i++) {
        const struct happened *h = &study->releases[i];
        struct person *p = &persons[clusters->of_record[h->record]];
        if (h->day >= study->from && h->day <= study->until &&
            (p->released == NO_DAY || h->day < p->released))
            p->released = h->day;
    }
    for (size_t i = 0; i < study->n_returns; i++) {
        const struct happened *h = &study->returns[i];
        struct person *p = &persons[clusters->of_record[h->record]];
        if (p->released != NO_DAY && h->day > p->released && h->day <= study->until &&
            (p->returned == NO_DAY || h->day < p->returned))
            p->returned = h->day;
    }
}

static json_t *
row_of(const struct study *study, const struct person *persons, uint32_t n, uint64_t years)
{
    uint64_t released = 0, followed = 0, returned = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (persons[i].released == NO_DAY)
            continue;
        released++;
        int32_t end = (int32_t)cli_years_after(persons[i].released, years);
        if (end > study->until)
            continue;
        followed++;
        returned += persons[i].returned != NO_DAY && persons[i].returned <= end;
    }
    /* A share of some of infinitely many: Wilson's interval. */
    struct jd_stratum all = {0, UINT64_MAX / 2, followed, returned};
    struct jd_share rate = jd_strata_estimate(&all, 1, 0).precision;
    json_t *row = json_object();
    (void)json_object_set_new(row, "years", json_integer((json_int_t)years));
    (void)json_object_set_new(row, "released", json_integer((json_int_t)released));
    (void)json_object_set_new(row, "followed", json_integer((json_int_t)followed));
    (void)json_object_set_new(row, "returned", json_integer((json_int_t)returned));
    (void)json_object_set_new(
        row, "rate", followed > 0 ? json_real(rate.share) : json_null());
    (void)json_object_set_new(
        row, "rate_low", followed > 0 ? json_real(rate.low) : json_null());
    (void)json_object_set_new(
        row, "rate_high", followed > 0 ? json_real(rate.high) : json_null());
    return row;
}

static enum jd_status
tell_column(
    const struct study *study, const char *column, json_t *rows, struct jd_error *err)
{
    struct given_clusters clusters = {0};
    struct person *persons = NULL;
    enum jd_status status = given_clusters_read(&clusters, &study->nodes, column, err);
    if (status == JD_OK) {
        persons = calloc((size_t)clusters.n + 1, sizeof(*persons));
        if (persons == NULL)
            status = LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u persons", clusters.n);
    }
    if (status == JD_OK)
        follow(study, &clusters, persons);
    for (uint32_t w = 0; w < study->n_windows && status == JD_OK; w++) {
        json_t *row = row_of(study, persons, clusters.n, study->windows[w]);
        (void)json_object_set_new(row, "by", json_string(column));
        (void)json_array_append_new(rows, row);
    }
    free(persons);
    given_clusters_done(&clusters);
    return status;
}

static enum jd_status
tell(const struct study *study, const struct cli *cli, json_t *body, struct jd_error *err)
{
    const struct jd_table *table = study->nodes.table;
    json_t *rows = json_array();
    enum jd_status status = JD_OK;
    (void)json_object_set_new(
        body, "releases", json_integer((json_int_t)study->n_releases));
    (void)json_object_set_new(body, "returns", json_integer((json_int_t)study->n_returns));
    (void)json_object_set_new(body, "rates", rows);
    for (uint32_t i = 0; cli_nth(cli, "--column", i) != NULL && status == JD_OK; i++)
        status = tell_column(study, cli_nth(cli, "--column", i), rows, err);
    for (uint32_t i = 0;
         i < jd_table_n_columns(table) && !cli_has(cli, "--column") && status == JD_OK; i++)
        if (strncmp(jd_table_column(table, i).name, "cluster_", 8) == 0)
            status = tell_column(study, jd_table_column(table, i).name, rows, err);
    if (status == JD_OK && json_array_size(rows) == 0)
        status = LINKING_FAIL(err, JD_E_INPUT,
            "no column of table %.100s begins with cluster_", jd_table_name(table));
    return status;
}

/* ---- the verb ---- */

static bool
print_table(const json_t *body)
{
    static const char *const columns[] = {"by", "years", "released", "followed", "returned",
        "rate", "rate_low", "rate_high", NULL};
    (void)printf("%lld releases, %lld returns\n",
        (long long)json_integer_value(json_object_get(body, "releases")),
        (long long)json_integer_value(json_object_get(body, "returns")));
    return figures_print_rows(json_object_get(body, "rates"), columns);
}

static bool
read_window(struct study *study, const char *text)
{
    char *end = NULL;
    unsigned long years = strtoul(text, &end, 10);
    if (*text < '1' || *text > '9' || *end != '\0' || years > 100)
        return false;
    study->windows[study->n_windows++] = years;
    return true;
}

/* Are the files of both options FILE:COLUMN, and not too many? */
static bool
files_are_whole(const struct cli *cli)
{
    static const char *const names[] = {"--release", "--return"};
    uint32_t n = 0;
    for (int which = 0; which < 2; which++)
        for (uint32_t i = 0; cli_nth(cli, names[which], i) != NULL; i++, n++)
            if (!about_is_whole(cli_nth(cli, names[which], i)) || n >= MOST_FILES)
                return false;
    return true;
}

static bool
read_windows(struct study *study, const struct cli *cli)
{
    for (uint32_t i = 0; cli_nth(cli, "--within", i) != NULL; i++)
        if (i == MOST_WINDOWS || !read_window(study, cli_nth(cli, "--within", i)))
            return false;
    for (uint64_t years = 1; years <= 3 && !cli_has(cli, "--within"); years++)
        study->windows[study->n_windows++] = years;
    return true;
}

/* The day of an option, which was looked at when it was taken. */
static int32_t
day_of(const struct cli *cli, const char *option, int32_t otherwise)
{
    int64_t time = 0;
    return cli_has(cli, option) && cli_day(cli_value(cli, option), &time)
               ? (int32_t)(time / microseconds_a_day)
               : otherwise;
}

static int
run(struct cli *cli)
{
    struct linking linking = {0};
    struct study study = {0};
    struct jd_error err = {0};
    uint32_t threads = 0;
    if (!cli_threads(cli, &threads) || !figures_format(cli))
        return CLI_USAGE;
    if (!cli_has(cli, "--release") || !cli_has(cli, "--return") || !cli_has(cli, "--until"))
        return cli_usage(cli, "--release, --return and --until are needed");
    if (!files_are_whole(cli))
        return cli_usage(
            cli, "--release and --return are FILE:COLUMN, %d together", MOST_FILES);
    if (!read_windows(&study, cli))
        return cli_usage(cli, "--within is 1 to 100 years, %d times at most", MOST_WINDOWS);
    study.from = day_of(cli, "--from", NO_DAY + 1);
    study.until = day_of(cli, "--until", NO_DAY + 1);
    json_t *body = json_object();
    enum jd_status status = read_files(&study, cli, &linking, &err);
    if (status == JD_OK)
        status = tell(&study, cli, body, &err);
    if (status == JD_OK && !figures_print(cli, body, print_table))
        status = LINKING_FAIL(&err, JD_E_NOMEM, "the figures cannot be written");
    json_decref(body);
    free(study.releases);
    free(study.returns);
    nodes_done(&study.nodes);
    linking_done(&linking);
    return status == JD_OK ? CLI_DONE : cli_failed(cli, &err);
}

const struct cli_verb verb_recidivism = {"recidivism", "CLUSTERS ",
    "How many come back after release, at each threshold of linkage?", 1, 1, options, run};
