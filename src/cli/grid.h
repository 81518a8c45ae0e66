/* SPDX-License-Identifier: Apache-2.0 */
/* grid.h - rows of text as a table that fits the terminal, or as CSV. */
#ifndef JD_CLI_GRID_H
#define JD_CLI_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* The most columns, and lines of a row; what is left of a column that gives way to others. */
enum { GRID_MOST_COLUMNS = 12, GRID_MOST_LINES = 4, GRID_LEAST_WIDTH = 8 };

struct grid {
    const char *columns[GRID_MOST_COLUMNS]; /* headings; NULL behind the last */
    size_t n_columns;
    char **cells; /* n_rows * n_columns, owned */
    size_t n_rows;
    size_t room;    /* rows that fit */
    size_t n_spare; /* columns at the end that a narrow table leaves out */
    bool heads;     /* the first column stands above its rows, in a line of its own */
    bool colour;
    bool failed; /* memory ran out: rows are missing */
};

/* Start with a list of headings that ends in NULL. */
void
grid_init(struct grid *grid, const char *const *columns);

/* Add a row; NULL cells are empty.  `cells` has one for each column. */
void
grid_add(struct grid *grid, const char *const *cells);

/* Print as a table of at most `width` columns (a longer cell goes on below, and is cut in the end), or as CSV (RFC 4180). */
void
grid_print(const struct grid *grid, int width, FILE *to);
void
grid_print_csv(const struct grid *grid, FILE *to);

void
grid_done(struct grid *grid);

#endif
