/* SPDX-License-Identifier: Apache-2.0 */
/* fold.h - one form for what is written in many ways: case, accents, blanks, days. */
#ifndef JD_AUTOMATIC_FOLD_H
#define JD_AUTOMATIC_FOLD_H

#include "automatic/automatic.h"

/* How a day is written. */
enum jd__day_format {
    JD__DAY_YMD,   /* 2017-07-05, 2017/7/5, with a time behind it or not */
    JD__DAY_DMY,   /* 5.7.2017, 05/07/17 */
    JD__DAY_MDY,   /* 7/5/2017 */
    JD__DAY_YMD8,  /* 20170705 */
    JD__DAY_DMY8,  /* 05072017 */
    JD__DAY_WORDS, /* 5 July 2017, Jul 5, 2017, 5 de julio de 2017 */
    JD__N_DAY_FORMATS
};

/* What a text is as a day of a format. */
enum jd__day_fit { JD__DAY_NONE, JD__DAY_SHAPED, JD__DAY_REAL };

/* How a column writes days: its commonest format, and which of 5/7/2017's two is commoner. */
struct jd__day_reading {
    enum jd__day_format first;
    bool month_first;
};

/* Write YYYYMMDD (if it fits at all); SHAPED for a thirteenth month and the like. */
enum jd__day_fit
jd__day_read(struct jd_str text, enum jd__day_format format, char out[static 8]);

/* The same by the column's first format; if that gives no day, by any other that does. */
enum jd__day_fit
jd__day_read_any(struct jd_str text, struct jd__day_reading reading, char out[static 8]);

/* Lower-case letters and digits without accents, everything else one blank (or none at all when
 * `closed`); apostrophes vanish.  Returns the size; a long text keeps its head and a hash. */
size_t
jd__fold(struct jd_str text, bool closed, char out[static JD__NORMAL_SIZE]);

/* The normal form of a value for its use; size 0: it says nothing. */
size_t
jd__normal(enum jd_column_use use, struct jd__day_reading reading, struct jd_str text,
    char out[static JD__NORMAL_SIZE]);

/* The next word of a normal form, from *at on; size 0 at the end. */
struct jd_str
jd__next_word(struct jd_str text, size_t *at);

/* A value of any type as text, in `room` unless it is text already. */
enum jd_status
jd__value_text(const struct jd__dict *dict, uint32_t code, struct jd__buf *room,
    struct jd_str *out, struct jd_error *err);

#endif
