/* SPDX-License-Identifier: Apache-2.0 */
/*
 * grid.c - a table on a terminal.
 *
 * Each column is as wide as its widest cell, until all would be wider than the terminal: then
 * spare columns go, then the widest give way, never numbers.  A cell that is wider than its
 * column goes on in the next line, so that no name is lost; a cell like the one above is left
 * blank as long as all before it are.
 *
 * CSV is data: each cell's own bytes.  Only when somebody looks (stdout is a terminal) it is
 * shown as a table is, without what could move the cursor.
 */
#include "cli/grid.h"
#include "cli/cli.h"
#include "cli/platform.h"

#include <stdlib.h>
#include <string.h>

void
grid_init(struct grid *grid, const char *const *columns)
{
    *grid = (struct grid){0};
    while (columns[grid->n_columns] != NULL && grid->n_columns < GRID_MOST_COLUMNS) {
        grid->columns[grid->n_columns] = columns[grid->n_columns];
        grid->n_columns++;
    }
}

void
grid_add(struct grid *grid, const char *const *cells)
{
    if (grid->n_rows == grid->room) {
        size_t room = grid->room == 0 ? 16 : 2 * grid->room;
        char **more = realloc(grid->cells, room * grid->n_columns * sizeof(*more));
        grid->failed |= more == NULL;
        if (more == NULL)
            return;
        grid->cells = more;
        grid->room = room;
    }
    char **row = grid->cells + grid->n_rows * grid->n_columns;
    for (size_t c = 0; c < grid->n_columns; c++) {
        row[c] = strdup(cells[c] != NULL ? cells[c] : "");
        grid->failed |= row[c] == NULL;
    }
    grid->n_rows++;
}

void
grid_done(struct grid *grid)
{
    for (size_t i = 0; i < grid->n_rows * grid->n_columns; i++)
        free(grid->cells[i]);
    free(grid->cells);
    *grid = (struct grid){0};
}

static const char *
cell(const struct grid *grid, size_t row, size_t column)
{
    const char *text = grid->cells[row * grid->n_columns + column];
    return text != NULL ? text : "";
}

/* What a table is printed by. */
struct layout {
    const struct grid *grid;
    int widths[GRID_MOST_COLUMNS];
    bool numbers[GRID_MOST_COLUMNS]; /* the column holds numbers alone: they stand right */
    size_t first, end;               /* columns that are shown */
    FILE *to;
};

static bool
is_number(const char *text)
{
    return *text != '\0' && strspn(text, "-0123456789.") == strlen(text);
}

static void
measure(struct layout *layout)
{
    const struct grid *grid = layout->grid;
    for (size_t c = 0; c < grid->n_columns; c++) {
        layout->widths[c] = cli_columns(grid->columns[c]);
        layout->numbers[c] = true;
        bool any = false;
        for (size_t r = 0; r < grid->n_rows; r++) {
            const char *text = cell(grid, r, c);
            int here = cli_columns(text);
            layout->widths[c] = here > layout->widths[c] ? here : layout->widths[c];
            layout->numbers[c] &= *text == '\0' || is_number(text);
            any |= *text != '\0';
        }
        layout->numbers[c] &= any;
    }
}

static int
sum_of(const struct layout *layout)
{
    int sum = layout->first > 0 ? 2 : 0; /* lines below a heading are moved in */
    for (size_t c = layout->first; c < layout->end; c++)
        sum += layout->widths[c] + (c + 1 < layout->end ? 2 : 0);
    return sum;
}

/* The widest column of text that may be cut; `end` when there is none. */
static size_t
find_widest(const struct layout *layout)
{
    size_t widest = layout->end;
    for (size_t c = layout->first; c < layout->end; c++)
        if (!layout->numbers[c] && layout->widths[c] > GRID_LEAST_WIDTH &&
            (widest == layout->end || layout->widths[c] > layout->widths[widest]))
            widest = c;
    return widest;
}

static void
fit(struct layout *layout, int width)
{
    const struct grid *grid = layout->grid;
    measure(layout);
    layout->first = grid->heads ? 1 : 0;
    layout->end = grid->n_columns;
    while (sum_of(layout) > width && layout->end + grid->n_spare > grid->n_columns)
        layout->end--;
    while (sum_of(layout) > width && find_widest(layout) < layout->end)
        layout->widths[find_widest(layout)]--;
}

static void
pad(int columns, FILE *to)
{
    if (columns > 0)
        (void)fprintf(to, "%*s", columns, "");
}

/* The cells of a row in one line or a few: what does not fit goes on below. */
static void
print_cells(const struct layout *layout, const char **cells, bool is_bold)
{
    bool more = true;
    for (int line = 1; more; line++) {
        more = false;
        (void)fputs(is_bold ? "\033[1m" : "", layout->to);
        int owed = layout->first > 0 ? 2 : 0; /* columns to fill before the next cell */
        for (size_t c = layout->first; c < layout->end; c++) {
            int width = layout->widths[c], own = cli_columns(cells[c]);
            if (*cells[c] != '\0') {
                pad(owed + (layout->numbers[c] && own < width ? width - own : 0),
                    layout->to);
                owed = cli_put_part(&cells[c], width, line == GRID_MOST_LINES, layout->to);
                owed = layout->numbers[c] ? 0 : owed;
            } else {
                owed += width;
            }
            owed += 2;
            more |= *cells[c] != '\0' && line < GRID_MOST_LINES;
        }
        (void)fputs(is_bold ? "\033[0m\n" : "\n", layout->to);
    }
}

static void
print_headings(const struct layout *layout)
{
    const char *cells[GRID_MOST_COLUMNS];
    memcpy(cells, layout->grid->columns, sizeof(cells));
    print_cells(layout, cells, layout->grid->colour);
}

/* A line of its own for what the rows below share: a number is told with its column. */
static void
print_head(const struct layout *layout, const char *text)
{
    const struct grid *grid = layout->grid;
    (void)fputs(grid->colour ? "\033[1m" : "", layout->to);
    if (is_number(text))
        (void)fprintf(layout->to, "%s ", grid->columns[0]);
    cli_put(text, layout->to);
    (void)fputs(grid->colour ? "\033[0m\n" : "\n", layout->to);
}

static void
print_row(const struct layout *layout, size_t r)
{
    const struct grid *grid = layout->grid;
    const char *cells[GRID_MOST_COLUMNS];
    bool same = r > 0; /* as the row above, so far */
    for (size_t c = 0; c < layout->end; c++) {
        cells[c] = cell(grid, r, c);
        same = same && c + 1 < layout->end && strcmp(cells[c], cell(grid, r - 1, c)) == 0;
        if (c < layout->first && !same)
            print_head(layout, cells[c]);
        cells[c] = same ? "" : cells[c];
    }
    print_cells(layout, cells, false);
}

void
grid_print(const struct grid *grid, int width, FILE *to)
{
    struct layout layout = {.grid = grid, .to = to};
    fit(&layout, width);
    print_headings(&layout);
    for (size_t r = 0; r < grid->n_rows; r++)
        print_row(&layout, r);
}

static void
print_csv(const char *text, bool seen, FILE *to)
{
    bool quote = strpbrk(text, ",\"\r\n") != NULL;
    if (quote)
        (void)fputc('"', to);
    for (char one[8]; *text != '\0'; text += strlen(one)) {
        size_t size = seen ? cli_character(text).size : 1;
        memcpy(one, text, size);
        one[size] = '\0';
        if (*text == '"')
            (void)fputc('"', to);
        if (seen)
            cli_put(one, to);
        else
            (void)fputs(one, to);
    }
    if (quote)
        (void)fputc('"', to);
}

void
grid_print_csv(const struct grid *grid, FILE *to)
{
    bool seen = platform_is_terminal(1);
    for (size_t i = 0; i < (grid->n_rows + 1) * grid->n_columns; i++) {
        size_t c = i % grid->n_columns;
        const char *text =
            i < grid->n_columns ? grid->columns[c] : grid->cells[i - grid->n_columns];
        print_csv(text != NULL ? text : "", seen, to);
        (void)fputs(c + 1 < grid->n_columns ? "," : "\r\n", to);
    }
}
