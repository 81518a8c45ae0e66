/* SPDX-License-Identifier: Apache-2.0 */
/* figures.c - what a verb found, as JSON, as tidy CSV, or for a reader. */
#include "cli/figures.h"

#include "cli/grid.h"
#include "cli/platform.h"

#include <string.h>

const char *
figures_text(const json_t *value, enum figures_form form, char room[static 40])
{
    double real = json_real_value(value);
    room[0] = '\0';
    if (json_is_string(value))
        return json_string_value(value);
    if (json_is_integer(value))
        (void)snprintf(room, 40, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_real(value) && form == FIGURES_PLACES)
        (void)snprintf(room, 40, "%.4f", real);
    else if (json_is_real(value))
        (void)snprintf(room, 40, "%.*g", form == FIGURES_SHORT ? 6 : 17, real);
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
    const char *cells[] = {
        table, by, group, measure, figures_text(value, FIGURES_ALL, room)};
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
                group = figures_text(weight, FIGURES_ALL, room);
            add_figures(
                &grid, key, by != NULL ? by : "weight", group != NULL ? group : "", row);
        }
    }
    grid_print_csv(&grid, stdout);
    grid_done(&grid);
}

/* ---- for a reader ---- */

void
figures_add_rows(struct grid *grid, const json_t *rows, enum figures_form form)
{
    json_t *row = NULL;
    size_t i = 0;
    json_array_foreach (rows, i, row) {
        const char *cells[GRID_MOST_COLUMNS];
        char rooms[GRID_MOST_COLUMNS][40];
        for (size_t c = 0; c < grid->n_columns; c++)
            cells[c] = figures_text(json_object_get(row, grid->columns[c]), form, rooms[c]);
        grid_add(grid, cells);
    }
}

bool
figures_print_rows(const json_t *rows, const char *const *columns)
{
    struct grid grid;
    grid_init(&grid, columns);
    figures_add_rows(&grid, rows, FIGURES_PLACES);
    bool ok = !grid.failed;
    if (grid.n_rows > 0) {
        (void)putchar('\n');
        grid_print(&grid, platform_columns(1), stdout);
    }
    grid_done(&grid);
    return ok;
}

bool
figures_format(const struct cli *cli)
{
    const char *format = cli_value(cli, "--format");
    if (format == NULL || strcmp(format, "json") == 0 || strcmp(format, "csv") == 0 ||
        strcmp(format, "table") == 0)
        return true;
    (void)cli_usage(cli, "--format is table, json or csv");
    return false;
}

bool
figures_print(const struct cli *cli, json_t *body, bool (*print_tables)(const json_t *body))
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
