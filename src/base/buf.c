/* SPDX-License-Identifier: Apache-2.0 */
/*
 * buf.c - growing arrays.
 *
 * Invariant: n <= capacity, and capacity <= max where there is a maximum; data is NULL only
 * while capacity is 0.
 */
#include "base/buf.h"

#include "base/alloc.h"
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void
jd__buf_init(
    struct jd__buf *buf, const struct jd_alloc *alloc, size_t item_size, size_t max)
{
    *buf = (struct jd__buf){.alloc = jd__alloc_or_default(alloc),
        .max = max != 0 ? max : SIZE_MAX / item_size,
        .item_size = item_size};
}

void
jd__buf_done(struct jd__buf *buf)
{
    if (buf->data != NULL)
        jd__alloc_free(&buf->alloc, buf->data, buf->capacity * buf->item_size);
    buf->data = NULL;
    buf->n = 0;
    buf->capacity = 0;
}

enum jd_status
jd__buf_reserve(struct jd__buf *buf, size_t n, struct jd_error *err)
{
    if (n <= buf->capacity - buf->n)
        return JD_OK;
    if (n > buf->max - buf->n)
        return jd__fail(err, JD_E_LIMIT, "more than %zu items of %zu bytes in one array",
            buf->max, buf->item_size);
    size_t wanted = buf->n + n;
    size_t capacity = buf->capacity < 8 ? 8 : buf->capacity + buf->capacity / 2;
    if (capacity < wanted || capacity > buf->max)
        capacity = wanted;
    size_t size = 0;
    if (__builtin_mul_overflow(capacity, buf->item_size, &size))
        return jd__fail(err, JD_E_LIMIT, "an array is larger than memory can be");
    void *data =
        jd__alloc_resize(&buf->alloc, buf->data, buf->capacity * buf->item_size, size);
    if (data == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %zu bytes", size);
    buf->data = data;
    buf->capacity = capacity;
    return JD_OK;
}

enum jd_status
jd__buf_append(struct jd__buf *buf, const void *items, size_t n, struct jd_error *err)
{
    enum jd_status status = jd__buf_reserve(buf, n, err);
    if (status != JD_OK || n == 0)
        return status;
    char *to = (char *)buf->data + buf->n * buf->item_size;
    if (items != NULL)
        memcpy(to, items, n * buf->item_size);
    else
        memset(to, 0, n * buf->item_size);
    buf->n += n;
    return JD_OK;
}

enum jd_status
jd__buf_text(struct jd__buf *buf, struct jd_str text, struct jd_error *err)
{
    return jd__buf_append(buf, text.data, text.size, err);
}

enum jd_status
jd__buf_printf(struct jd__buf *buf, struct jd_error *err, const char *format, ...)
{
    va_list arguments;
    va_list again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    enum jd_status status = JD_OK;
    if (size < 0)
        status = jd__fail(err, JD_E_ARG, "a format cannot be written");
    else
        status = jd__buf_reserve(buf, (size_t)size + 1, err);
    if (status == JD_OK) {
        (void)vsnprintf((char *)buf->data + buf->n, (size_t)size + 1, format, again);
        buf->n += (size_t)size;
    }
    va_end(again);
    return status;
}
