/* SPDX-License-Identifier: Apache-2.0 */
/*
 * figures.h - what a verb found, as JSON, as tidy CSV, or for a reader.
 *
 * A body is an object of single figures, of objects of figures, and of arrays of rows.
 */
#ifndef JD_CLI_FIGURES_H
#define JD_CLI_FIGURES_H

#include "cli/cli.h"
#include "cli/grid.h"

#include <jansson.h>

/* How reals are written: with four places, six digits, or all of them. */
enum figures_form { FIGURES_PLACES, FIGURES_SHORT, FIGURES_ALL };

/* Is --format one of table, json and csv?  False after a message. */
bool
figures_format(const struct cli *cli);

/* By --format on stdout; by default JSON, tables on a terminal.  False when memory ran out. */
bool
figures_print(
    const struct cli *cli, json_t *body, bool (*print_tables)(const json_t *body));

/* Rows of cells by a grid's columns. */
void
figures_add_rows(struct grid *grid, const json_t *rows, enum figures_form form);

/* An array of rows as a table below an empty line; nothing for no rows. */
bool
figures_print_rows(const json_t *rows, const char *const *columns);

/* Text as it is, a number, yes or no; "" for null. */
const char *
figures_text(const json_t *value, enum figures_form form, char room[static 40]);

#endif
