/* SPDX-License-Identifier: Apache-2.0 */
/* evaluate_print.c - the figures of joinder evaluate as JSON, as tidy CSV, or for a reader. */
#include "cli/evaluate.h"
#include "cli/grid.h"
#include "cli/platform.h"

#include <string.h>

/* A number as it is, a rate with four places; nothing for null. */
static const char *
text_of(const json_t *value, const char *real_format, char room[static 40])
{
    room[0] = '\0';
    if (json_is_string(value))
        return json_string_value(value);
    if (json_is_integer(value))
        (void)snprintf(room, 40, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_real(value) && strcmp(real_format, "%.4f") == 0)
        (void)snprintf(room, 40, "%.4f", json_real_value(value));
    else if (json_is_real(value))
        (void)snprintf(room, 40, "%.17g", json_real_value(value));
    else if (json_is_boolean(value))
        (void)snprintf(room, 40, "%s", json_is_true(value) ? "yes" : "no");
    return room;
}

/* ---- CSV: a row for each figure ---- */

static void
add_figure(struct grid *grid, const char *table, const char *by, const char *group,
    const char *measure, const json_t *value)
{
    char room[40];
    const char *cells[] = {table, by, group, measure, text_of(value, "%.17g", room)};
    grid_add(grid, cells);
}

/* An object of figures, or one figure. */
static void
add_figures(
    struct grid *grid, const char *table, const char *by, const char *group, json_t *object)
{
    const char *key = NULL;
    json_t *value = NULL;
    json_object_foreach (object, key, value)
        if (strcmp(key, "by") != 0 && strcmp(key, "group") != 0 &&
            strcmp(key, "weight") != 0)
            add_figure(grid, table, by, group, key, value);
}

static void
print_csv(json_t *body)
{
    static const char *const columns[] = {"table", "by", "group", "measure", "value", NULL};
    struct grid grid;
    const char *key = NULL;
    json_t *part = NULL, *row = NULL;
    size_t i = 0;
    grid_init(&grid, columns);
    json_object_foreach (body, key, part) {
        if (json_is_object(part))
            add_figures(&grid, key, "", "", part);
        else if (!json_is_array(part))
            add_figure(&grid, "records", "", "", key, part);
        json_array_foreach (part, i, row) {
            char room[40];
            const json_t *weight = json_object_get(row, "weight");
            const char *by = json_string_value(json_object_get(row, "by"));
            const char *group = json_string_value(json_object_get(row, "group"));
            if (weight != NULL)
                group = text_of(weight, "%.17g", room);
            add_figures(
                &grid, key, by != NULL ? by : "weight", group != NULL ? group : "", row);
        }
    }
    grid_print_csv(&grid, stdout);
    grid_done(&grid);
}

/* ---- for a reader ---- */

static void
print_f1(const char *of, const json_t *figures)
{
    static const char *const keys[] = {"precision", "recall", "f1"};
    char room[40];
    (void)printf("%s:", of);
    for (int i = 0; i < 3; i++) {
        const char *text = text_of(json_object_get(figures, keys[i]), "%.4f", room);
        (void)printf(" %s %s", keys[i], *text != '\0' ? text : "none");
    }
    (void)putchar('\n');
}

static long long
whole(const json_t *object, const char *key)
{
    return (long long)json_integer_value(json_object_get(object, key));
}

static void
print_head(const json_t *body)
{
    const json_t *pairs = json_object_get(body, "pairs");
    const json_t *wrong = json_object_get(body, "wrong");
    const json_t *split = json_object_get(body, "split");
    (void)printf("%lld records, %lld with a truth: %lld persons in %lld clusters\n",
        whole(body, "records"), whole(body, "labelled"), whole(body, "persons"),
        whole(body, "clusters"));
    (void)printf("%lld pairs given, %lld real, %lld both\n", whole(pairs, "given"),
        whole(pairs, "real"), whole(pairs, "both"));
    print_f1("pairs", pairs);
    print_f1("B-cubed", json_object_get(body, "b_cubed"));
    (void)printf("persons with a wrong record: %lld, %.1f per 10,000 (in %lld clusters)\n",
        whole(wrong, "persons"), json_real_value(json_object_get(wrong, "per_10000")),
        whole(wrong, "clusters"));
    (void)printf("persons in more than one cluster: %lld, %.1f per 10,000\n",
        whole(split, "persons"), json_real_value(json_object_get(split, "per_10000")));
}

/* An array of rows as a table. */
static bool
print_rows(const json_t *rows, const char *const *columns)
{
    struct grid grid;
    json_t *row = NULL;
    size_t i = 0;
    grid_init(&grid, columns);
    json_array_foreach (rows, i, row) {
        const char *cells[GRID_MOST_COLUMNS];
        char rooms[GRID_MOST_COLUMNS][40];
        for (size_t c = 0; c < grid.n_columns; c++)
            cells[c] = text_of(json_object_get(row, columns[c]), "%.4f", rooms[c]);
        grid_add(&grid, cells);
    }
    bool ok = !grid.failed;
    if (grid.n_rows > 0) {
        (void)putchar('\n');
        grid_print(&grid, platform_columns(1), stdout);
    }
    grid_done(&grid);
    return ok;
}

static void
print_ratios(const json_t *ratios)
{
    json_t *row = NULL;
    size_t i = 0;
    json_array_foreach (ratios, i, row) {
        (void)fputs(
            json_is_true(json_object_get(row, "is_defect")) ? "DEFECT: " : "", stdout);
        cli_put(json_string_value(json_object_get(row, "by")), stdout);
        (void)printf(": %s are %.1f times as frequent for ",
            json_string_value(json_object_get(row, "of")),
            json_real_value(json_object_get(row, "ratio")));
        cli_put(json_string_value(json_object_get(row, "highest")), stdout);
        (void)fputs(" as for ", stdout);
        cli_put(json_string_value(json_object_get(row, "lowest")), stdout);
        (void)puts(json_is_true(json_object_get(row, "may_be_chance"))
                       ? " (may be chance: the 95 % intervals overlap)"
                       : "");
    }
}

static bool
print_tables(const json_t *body)
{
    static const char *const groups[] = {"by", "group", "records", "links", "false_links",
        "false_rate", "real_links", "missed_links", "missed_rate", NULL};
    static const char *const thresholds[] = {
        "weight", "probability", "tp", "fp", "fn", "precision", "recall", "f1", NULL};
    print_head(body);
    bool ok = print_rows(json_object_get(body, "groups"), groups);
    print_ratios(json_object_get(body, "ratios"));
    return print_rows(json_object_get(body, "thresholds"), thresholds) && ok;
}

bool
evaluate_print(const struct cli *cli, json_t *body)
{
    const char *format = cli_value(cli, "--format");
    bool table = format != NULL ? strcmp(format, "table") == 0 : platform_is_terminal(1);
    bool ok = true;
    if (table)
        ok = print_tables(body);
    else if (format != NULL && strcmp(format, "csv") == 0)
        print_csv(body);
    else
        ok = json_dumpf(body, stdout, JSON_COMPACT) == 0 && putchar('\n') != EOF;
    return ok && fflush(stdout) == 0;
}
