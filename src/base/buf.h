/* SPDX-License-Identifier: Apache-2.0 */
/* buf.h - growing arrays that are born with a maximum. */
#ifndef JD_BASE_BUF_H
#define JD_BASE_BUF_H

#include <joinder/base.h>

/* Items of one size, in one block.  Start with jd__buf_init(); read `data` and `n`. */
struct jd__buf {
    struct jd_alloc alloc;
    void *data;
    size_t n;         /* items in use */
    size_t capacity;  /* items that fit */
    size_t max;       /* items that may ever fit */
    size_t item_size; /* bytes of one item */
};

/* An empty array of items of item_size bytes, never more than max of them (0: no bound). */
void
jd__buf_init(
    struct jd__buf *buf, const struct jd_alloc *alloc, size_t item_size, size_t max);

/* Free the memory; the buf is empty and usable again. */
void
jd__buf_done(struct jd__buf *buf);

/* Make room for n more items.  JD_E_LIMIT over the maximum, JD_E_NOMEM without memory. */
enum jd_status
jd__buf_reserve(struct jd__buf *buf, size_t n, struct jd_error *err);

/* Append n items (copied; `items` NULL: zeroes). */
enum jd_status
jd__buf_append(struct jd__buf *buf, const void *items, size_t n, struct jd_error *err);

/* Append formatted text to a buf of bytes. */
enum jd_status
jd__buf_printf(struct jd__buf *buf, struct jd_error *err, const char *format, ...)
    JD_PRINTF(3, 4);

/* Append text to a buf of bytes. */
enum jd_status
jd__buf_text(struct jd__buf *buf, struct jd_str text, struct jd_error *err);

#endif
