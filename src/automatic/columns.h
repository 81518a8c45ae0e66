/* SPDX-License-Identifier: Apache-2.0 */
/* columns.h - what the recognition of columns is made of. */
#ifndef JD_AUTOMATIC_COLUMNS_H
#define JD_AUTOMATIC_COLUMNS_H

#include "automatic/automatic.h"

/* Text without blanks around it. */
static inline struct jd_str
jd__trimmed_text(struct jd_str text)
{
    while (text.size > 0 && (unsigned char)text.data[0] <= ' ')
        text.data++, text.size--;
    while (text.size > 0 && (unsigned char)text.data[text.size - 1] <= ' ')
        text.size--;
    return text;
}

static inline struct jd_str
jd__trimmed(const char *text)
{
    return jd__trimmed_text((struct jd_str){text, strlen(text)});
}

/* The column's number in a table, or JD_NONE. */
uint32_t
jd__column_in(const struct jd_table *table, const struct jd__found *found);

/* Is the column compared? */
static inline bool
jd__is_compared(const struct jd__found *found)
{
    return found->report.use >= JD_USE_NAME && found->report.use != JD_USE_LABEL;
}

/* Ignore columns that only repeat another, and all but the most telling ones (derived.c). */
enum jd_status
jd__columns_thin(struct jd_automatic *a, const struct jd_table *const *tables,
    uint32_t n_tables, const bool *told, struct jd_error *err);

#endif
