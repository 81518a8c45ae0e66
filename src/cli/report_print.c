/* SPDX-License-Identifier: Apache-2.0 */
/* report_print.c - the tables behind the page, one at a time, or all as JSON. */
#include "cli/figures.h"
#include "cli/grid.h"
#include "cli/platform.h"
#include "cli/report.h"

#include <string.h>

/* The places that a row's objects and lists have on the page are of no use in a table. */
static bool
is_column(const char *key, const json_t *value)
{
    return !json_is_array(value) && !json_is_object(value) && strcmp(key, "l") != 0 &&
           strcmp(key, "r") != 0;
}

static void
print_grid(const struct report *report, const struct grid *grid)
{
    const char *format = cli_value(report->cli, "--format");
    if (format != NULL && strcmp(format, "csv") == 0)
        grid_print_csv(grid, stdout);
    else
        grid_print(grid, platform_columns(1), stdout);
}

/* The columns are those of the rows together, in the order in which they come. */
static uint32_t
find_columns(const json_t *rows, const char *columns[static GRID_MOST_COLUMNS + 1])
{
    uint32_t n = 0;
    size_t i = 0;
    json_t *row = NULL, *value = NULL;
    const char *key = NULL;
    json_array_foreach (rows, i, row) {
        json_object_foreach (row, key, value) {
            uint32_t at = 0;
            while (at < n && strcmp(columns[at], key) != 0)
                at++;
            if (at == n && n < GRID_MOST_COLUMNS && is_column(key, value))
                columns[n++] = key;
        }
    }
    columns[n] = NULL;
    return n;
}

static bool
print_rows(const struct report *report, const json_t *rows)
{
    const char *columns[GRID_MOST_COLUMNS + 1],
        *format = cli_value(report->cli, "--format");
    bool is_short = format == NULL || strcmp(format, "csv") != 0, ok = true;
    if (find_columns(rows, columns) == 0)
        return true;
    struct grid grid;
    grid_init(&grid, columns);
    figures_add_rows(&grid, rows, is_short ? FIGURES_SHORT : FIGURES_ALL);
    ok = !grid.failed;
    print_grid(report, &grid);
    grid_done(&grid);
    return ok;
}

/* Figures, those of an object in an object behind its name. */
static void
add_figures(struct grid *grid, const char *of, json_t *object)
{
    const char *key = NULL;
    json_t *value = NULL;
    json_object_foreach (object, key, value) {
        char name[80], room[40];
        (void)snprintf(name, sizeof(name), "%s%s%s", of, of[0] != '\0' ? "." : "", key);
        const char *cells[] = {name, figures_text(value, FIGURES_ALL, room)};
        if (json_is_object(value))
            add_figures(grid, name, value);
        else if (!json_is_array(value))
            grid_add(grid, cells);
    }
}

static bool
print_figures(const struct report *report, json_t *object)
{
    static const char *const columns[] = {"figure", "value", NULL};
    struct grid grid;
    grid_init(&grid, columns);
    add_figures(&grid, "", object);
    bool ok = !grid.failed;
    print_grid(report, &grid);
    grid_done(&grid);
    return ok;
}

/* How many rows each table has. */
static void
print_sections(const struct report *report)
{
    const char *names = REPORT_SECTIONS;
    (void)fputs("\nTables (--section):", stdout);
    while (*names != '\0') {
        char name[40];
        size_t size = strcspn(names, "|");
        (void)snprintf(name, sizeof(name), "%.*s", (int)size, names);
        const json_t *section = json_object_get(report->body, name);
        if (json_is_array(section))
            (void)printf(" %s (%zu)", name, json_array_size(section));
        else if (section != NULL)
            (void)printf(" %s", name);
        names += size + (names[size] == '|');
    }
    (void)putchar('\n');
}

/* A table, figures, or without a name the head and which tables there are. */
static bool
print_body(const struct report *report, json_t *body, bool is_named)
{
    if (json_is_array(body))
        return print_rows(report, body);
    if (is_named)
        return !json_is_object(body) || print_figures(report, body);
    bool ok = print_figures(report, json_object_get(body, "head"));
    print_sections(report);
    return ok;
}

bool
report_print(const struct report *report)
{
    const char *format = cli_value(report->cli, "--format");
    const char *name = cli_value(report->cli, "--section");
    json_t *body = name != NULL ? json_object_get(report->body, name) : report->body;
    bool is_json = format != NULL ? strcmp(format, "json") == 0 : !platform_is_terminal(1);
    bool ok = true;
    if (body == NULL)
        body = json_null();
    if (is_json)
        ok = json_dumpf(body, stdout, JSON_COMPACT | JSON_ENCODE_ANY) == 0 &&
             putchar('\n') != EOF;
    else
        ok = print_body(report, body, name != NULL);
    return ok && fflush(stdout) == 0;
}
