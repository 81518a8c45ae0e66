/* SPDX-License-Identifier: Apache-2.0 */
/*
 * page.c - lines and tables kept as texts, then written.
 *
 * Invariant: cells of a table are row by row, a whole number of rows when it is written; bytes
 * below a blank are shown as '?', so that no record can steer a terminal.
 */
#include "cli/page.h"

#include <stdlib.h>
#include <string.h>

struct cell {
    char *text;
    bool is_number;
};

/* A line is a block without columns: title and one cell. */
struct block {
    char *title;
    const char *names[PAGE_COLUMNS];
    size_t n_columns;
    struct cell *cells;
    size_t n_cells;
};

struct page {
    struct block *blocks;
    size_t n_blocks;
    bool failed;
};

struct page *
page_new(void)
{
    return calloc(1, sizeof(struct page));
}

void
page_free(struct page *page)
{
    if (page == NULL)
        return;
    for (size_t b = 0; b < page->n_blocks; b++) {
        for (size_t c = 0; c < page->blocks[b].n_cells; c++)
            free(page->blocks[b].cells[c].text);
        free(page->blocks[b].cells);
        free(page->blocks[b].title);
    }
    free(page->blocks);
    free(page);
}

static char *
copy_clean(const char *text)
{
    char *copy = strdup(text != NULL ? text : "");
    for (char *at = copy; at != NULL && *at != '\0'; at++)
        if ((unsigned char)*at < 0x20u || *at == 0x7F)
            *at = '?';
    return copy;
}

static struct block *
add_block(struct page *page, const char *title)
{
    size_t size = (page->n_blocks + 1) * sizeof(*page->blocks);
    struct block *blocks = page->failed ? NULL : realloc(page->blocks, size);
    if (blocks == NULL) {
        page->failed = true;
        return NULL;
    }
    page->blocks = blocks;
    struct block *block = &blocks[page->n_blocks++];
    memset(block, 0, sizeof(*block));
    block->title = copy_clean(title);
    page->failed = block->title == NULL;
    return block;
}

static void
add_cell(struct page *page, const char *text, bool is_number)
{
    if (page->failed || page->n_blocks == 0)
        return;
    struct block *block = &page->blocks[page->n_blocks - 1];
    struct cell *cells = realloc(block->cells, (block->n_cells + 1) * sizeof(*cells));
    char *copy = copy_clean(text);
    if (cells != NULL)
        block->cells = cells;
    if (cells == NULL || copy == NULL) {
        free(copy);
        page->failed = true;
        return;
    }
    cells[block->n_cells++] = (struct cell){copy, is_number};
}

void
page_line(struct page *page, const char *label, const char *text)
{
    if (text != NULL && add_block(page, label) != NULL)
        add_cell(page, text, false);
}

void
page_table(struct page *page, const char *title, const char *const *names, size_t n)
{
    struct block *block = add_block(page, title);
    for (size_t i = 0; block != NULL && i < n && i < PAGE_COLUMNS; i++)
        block->names[block->n_columns++] = names[i];
}

void
page_text(struct page *page, const char *text)
{
    add_cell(page, text, false);
}

void
page_number(struct page *page, double number, int decimals)
{
    char text[64];
    (void)snprintf(text, sizeof(text), "%.*f", decimals, number);
    add_cell(page, text, true);
}

/* A list's texts with commas between. */
static void
page_list(struct page *page, const json_t *list)
{
    char text[512] = "";
    size_t at = 0;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *item = json_string_value(json_array_get(list, i));
        int n = snprintf(text + at, sizeof(text) - at, "%s%s", i > 0 ? ", " : "",
            item != NULL ? item : "");
        at += n > 0 ? (size_t)n : 0;
        if (at >= sizeof(text))
            break;
    }
    page_text(page, text);
}

void
page_member(struct page *page, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (json_is_integer(value))
        page_number(page, (double)json_integer_value(value), 0);
    else if (json_is_real(value))
        page_number(page, json_real_value(value), 4);
    else if (json_is_boolean(value))
        page_text(page, json_is_true(value) ? "yes" : "no");
    else if (json_is_array(value))
        page_list(page, value);
    else
        page_text(page, json_string_value(value));
}

/* ---- writing ---- */

/* Characters, as a terminal counts most of them. */
static int
width_of(const char *text)
{
    int n = 0;
    for (; *text != '\0'; text++)
        n += ((unsigned char)*text & 0xC0u) != 0x80u;
    return n;
}

/* A text in a column of some width: cut with a mark, or filled up on the side it leans from. */
static void
put_cell(FILE *to, const char *text, int width, bool right, bool last)
{
    int has = width_of(text);
    int fill = has < width ? width - has : 0;
    if (right)
        (void)fprintf(to, "%*s", fill, "");
    if (has <= width) {
        (void)fputs(text, to);
    } else {
        const char *end = text;
        for (int n = 0; n < width; n += ((unsigned char)*end & 0xC0u) != 0x80u, end++)
            if (n == width - 1 && ((unsigned char)*end & 0xC0u) != 0x80u)
                break;
        (void)fprintf(to, "%.*s…", (int)(end - text), text);
    }
    if (!right && !last)
        (void)fprintf(to, "%*s", fill, "");
    if (!last)
        (void)fputs("  ", to);
}

/* The widest column gives until all fit; none below eight. */
static void
fit_widths(int *widths, size_t n, int width)
{
    for (;;) {
        int sum = 0;
        size_t widest = 0;
        for (size_t c = 0; c < n; c++) {
            sum += widths[c] + (c > 0 ? 2 : 0);
            if (widths[c] > widths[widest])
                widest = c;
        }
        if (sum <= width || widths[widest] <= 8)
            return;
        int over = sum - width;
        int gives = widths[widest] - 8 < over ? widths[widest] - 8 : over;
        widths[widest] -= gives > 4 ? (gives + 3) / 4 : gives;
    }
}

static void
print_table(const struct block *block, FILE *to, int width)
{
    int widths[PAGE_COLUMNS] = {0};
    size_t n = block->n_columns;
    for (size_t c = 0; c < n; c++)
        widths[c] = width_of(block->names[c]);
    for (size_t i = 0; i < block->n_cells; i++) {
        int has = width_of(block->cells[i].text);
        if (has > widths[i % n])
            widths[i % n] = has;
    }
    fit_widths(widths, n, width);
    if (block->title[0] != '\0')
        (void)fprintf(to, "\n%s\n", block->title);
    for (size_t c = 0; c < n; c++) {
        bool right = block->n_cells > c && block->cells[c].is_number;
        put_cell(to, block->names[c], widths[c], right, c + 1 == n);
    }
    (void)fputc('\n', to);
    for (size_t i = 0; i < block->n_cells; i++) {
        put_cell(to, block->cells[i].text, widths[i % n], block->cells[i].is_number,
            (i + 1) % n == 0);
        if ((i + 1) % n == 0)
            (void)fputc('\n', to);
    }
}

bool
page_print(const struct page *page, FILE *to, int width)
{
    for (size_t b = 0; b < page->n_blocks && !page->failed; b++) {
        const struct block *block = &page->blocks[b];
        if (block->n_columns == 0)
            (void)fprintf(to, "%s: %s\n", block->title,
                block->n_cells > 0 ? block->cells[0].text : "");
        else if (block->n_cells > 0)
            print_table(block, to, width);
    }
    return !page->failed;
}

static void
put_csv(FILE *to, const char *text, bool last)
{
    if (strpbrk(text, ",\"\n\r") == NULL) {
        (void)fputs(text, to);
    } else {
        (void)fputc('"', to);
        for (; *text != '\0'; text++) {
            if (*text == '"')
                (void)fputc('"', to);
            (void)fputc(*text, to);
        }
        (void)fputc('"', to);
    }
    (void)fputc(last ? '\n' : ',', to);
}

bool
page_csv(const struct page *page, FILE *to)
{
    const struct block *block = page->blocks;
    const struct block *end = block + page->n_blocks;
    while (block < end && block->n_columns == 0)
        block++;
    for (size_t c = 0; block < end && c < block->n_columns; c++)
        put_csv(to, block->names[c], c + 1 == block->n_columns);
    for (size_t i = 0; block < end && i < block->n_cells; i++)
        put_csv(to, block->cells[i].text, (i + 1) % block->n_columns == 0);
    return !page->failed;
}
