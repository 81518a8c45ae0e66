/* SPDX-License-Identifier: Apache-2.0 */
/*
 * grid.c - a table on a terminal.
 *
 * Widths are counted in characters, East Asian wide ones as two.  Control characters are shown
 * as '?', so that no value can move the cursor; in CSV they stand as they are unless somebody
 * is looking.
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

/* One character at text: its bytes, and its width on the terminal. */
static size_t
character(const char *text, int *out_width)
{
    unsigned char head = (unsigned char)text[0];
    size_t size = head >= 0xF0 ? 4 : head >= 0xE0 ? 3 : head >= 0xC0 ? 2 : 1;
    for (size_t i = 1; i < size; i++)
        if (((unsigned char)text[i] & 0xC0u) != 0x80u)
            size = i;
    /* From U+1100 on in three bytes, roughly: Hangul, CJK, full width; not the punctuation. */
    bool wide = size == 4 || (size == 3 && (head == 0xE1 ? (unsigned char)text[1] == 0x84
                                                         : head >= 0xE3 && head <= 0xED));
    *out_width = wide ? 2 : 1;
    return size;
}

static int
width_of(const char *text)
{
    int width = 0, one = 0;
    for (; text != NULL && *text != '\0'; text += character(text, &one), width += one)
        ;
    return width;
}

static void
print_cut(const char *text, int width, bool pad, FILE *to)
{
    int left = width, whole = width_of(text), one = 0;
    while (text != NULL && *text != '\0') {
        size_t size = character(text, &one);
        if (one > left - (whole > width ? 1 : 0))
            break;
        if (cli_control(text) != 0)
            (void)fputc('?', to);
        else
            (void)fwrite(text, 1, size, to);
        left -= one;
        text += size;
    }
    if (whole > width && left > 0) {
        (void)fputs("…", to);
        left--;
    }
    for (; pad && left > 0; left--)
        (void)fputc(' ', to);
}

static const char *
cell(const struct grid *grid, size_t row, size_t column)
{
    const char *text = grid->cells[row * grid->n_columns + column];
    return text != NULL ? text : "";
}

/* Each column as wide as its widest cell; then the widest gives way until all fits. */
static void
fit(const struct grid *grid, int width, int *widths)
{
    int sum = 0;
    if (grid->n_columns == 0)
        return;
    for (size_t c = 0; c < grid->n_columns; c++) {
        widths[c] = width_of(grid->columns[c]);
        for (size_t r = 0; r < grid->n_rows; r++) {
            int here = width_of(cell(grid, r, c));
            widths[c] = here > widths[c] ? here : widths[c];
        }
        sum += widths[c] + 2;
    }
    /* A last column that is kept may run over, but may not crowd the others out. */
    if (grid->keeps_last && sum - widths[grid->n_columns - 1] < 80)
        return;
    while (sum > width) {
        size_t widest = 0, n = grid->n_columns - (grid->keeps_last ? 1 : 0);
        for (size_t c = 1; c < n; c++)
            widest = widths[c] > widths[widest] ? c : widest;
        if (widths[widest] <= 8)
            return;
        widths[widest]--;
        sum--;
    }
}

void
grid_print(const struct grid *grid, int width, FILE *to)
{
    int widths[GRID_MOST_COLUMNS];
    fit(grid, width, widths);
    for (size_t c = 0; c < grid->n_columns; c++) {
        print_cut(grid->columns[c], widths[c], c + 1 < grid->n_columns, to);
        (void)fputs(c + 1 < grid->n_columns ? "  " : "\n", to);
    }
    for (size_t r = 0; r < grid->n_rows; r++)
        for (size_t c = 0; c < grid->n_columns; c++) {
            print_cut(cell(grid, r, c), widths[c], c + 1 < grid->n_columns, to);
            (void)fputs(c + 1 < grid->n_columns ? "  " : "\n", to);
        }
}

static void
print_csv(const char *text, FILE *to)
{
    bool quote = strpbrk(text, ",\"\r\n") != NULL;
    bool seen = platform_is_terminal(1);
    if (quote)
        (void)fputc('"', to);
    for (size_t size = 0; *text != '\0'; text += size == 0 ? 1 : size) {
        size = seen ? cli_control(text) : 0;
        if (*text == '"')
            (void)fputc('"', to);
        (void)fputc(size == 0 ? *text : '?', to);
    }
    if (quote)
        (void)fputc('"', to);
}

void
grid_print_csv(const struct grid *grid, FILE *to)
{
    for (size_t c = 0; c < grid->n_columns; c++) {
        print_csv(grid->columns[c], to);
        (void)fputs(c + 1 < grid->n_columns ? "," : "\r\n", to);
    }
    for (size_t r = 0; r < grid->n_rows; r++)
        for (size_t c = 0; c < grid->n_columns; c++) {
            print_csv(cell(grid, r, c), to);
            (void)fputs(c + 1 < grid->n_columns ? "," : "\r\n", to);
        }
}
