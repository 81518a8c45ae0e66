/* SPDX-License-Identifier: Apache-2.0 */
/* page.h - an answer as lines and tables that fit a terminal, or as CSV. */
#ifndef JD_CLI_PAGE_H
#define JD_CLI_PAGE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

/* The most columns of a table. */
enum { PAGE_COLUMNS = 12 };

struct page; /* opaque */

/* NULL without memory. */
struct page *
page_new(void);

void
page_free(struct page *page);

/* A line of its own: "label: text".  Not in CSV. */
void
page_line(struct page *page, const char *label, const char *text);

/* Start a table; n names, at most PAGE_COLUMNS.  CSV shows the first table alone. */
void
page_table(struct page *page, const char *title, const char *const *names, size_t n);

/* The next cell: text (NULL is empty) or a number with some decimals. */
void
page_text(struct page *page, const char *text);
void
page_number(struct page *page, double number, int decimals);

/* A member of an object as a cell: texts as they are, numbers short, lists with commas. */
void
page_member(struct page *page, const json_t *object, const char *key);

/* Write it; false when memory ran out while it was laid out. */
bool
page_print(const struct page *page, FILE *to, int width);
bool
page_csv(const struct page *page, FILE *to);

#endif
