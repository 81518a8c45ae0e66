/* SPDX-License-Identifier: Apache-2.0 */
/*
 * norm.h - normal forms: what two agencies' spellings of one thing have in common.
 *
 * A standard attribute keeps its text as written and gets a column NAME_norm beside it; models
 * and search use that.  A value that stands for "not known" has no normal form (null); one that
 * cannot be what its column says is JD_E_INPUT, and its text is kept all the same.
 */
#ifndef JD_IO_NORM_H
#define JD_IO_NORM_H

#include <joinder/base.h>

enum jd__form {
    JD__FORM_TEXT,    /* lower case, single spaces */
    JD__FORM_NAME,    /* Latin letters, digits, single spaces; of any script */
    JD__FORM_ADDRESS, /* as NAME, with the usual words in their short form */
    JD__FORM_PHONE,   /* + and digits, as E.164 has them */
    JD__FORM_PLATE,   /* upper case letters and digits */
    JD__FORM_VIN,     /* as PLATE; I, O, Q, which no VIN holds, read as 1, 0, 0 */
    JD__FORM_ID,      /* as PLATE; zeros alone are no number */
    JD__FORM_HANDLE,  /* lower case without blanks and without an @ in front */
    JD__FORM_WALLET,  /* exactly as written, without blanks */
    JD__FORM_SEX,     /* f, m, x */
    JD__FORM_DATE,    /* 2017-07-05, 2017-07 or 2017 */
    JD__FORM_TIME,    /* 2017-07-05T14:03:00Z; a day alone as a DATE */
};
#define JD__N_FORMS 12

/* The name of a form, such as "NAME". */
const char *
jd__form_name(enum jd__form form);

/* The form of a name. */
bool
jd__form_find(const char *name, enum jd__form *out_form);

/* What a text cannot say of itself.  Everything may be NULL or 0. */
struct jd__norm_options {
    const char *country; /* two letters (ISO 3166): its calling code and order of dates */
    const char *const *dates; /* patterns, see norm_date.c; NULL: those of the country */
    uint32_t n_dates;
    const char *zone; /* IANA zone of times that do not say one; NULL: UTC */
};

struct jd__norm; /* opaque; used by one thread at a time */

/* JD_E_INPUT for a date pattern or zone that does not exist. */
enum jd_status
jd__norm_new(const struct jd_alloc *alloc, const struct jd__norm_options *options,
    struct jd__norm **out_norm, struct jd_error *err);

/* NULL is fine. */
void
jd__norm_free(struct jd__norm *norm);

/*
 * The normal form of a text, borrowed until the next call; data NULL when it says nothing.
 * JD_E_INPUT when it is not of this form.
 */
enum jd_status
jd__norm(struct jd__norm *norm, enum jd__form form, struct jd_str text, struct jd_str *out,
    struct jd_error *err);

/* How much of a date is known. */
enum jd__precision {
    JD__PRECISION_NONE, /* nothing: a placeholder; there is no interval */
    JD__PRECISION_YEAR,
    JD__PRECISION_MONTH,
    JD__PRECISION_DAY,
    JD__PRECISION_TIME, /* of moments only */
};

/* A date as an interval of days. */
struct jd__date {
    int64_t earliest; /* days since 1970-01-01 */
    int64_t latest;
    enum jd__precision precision;
    bool lowered; /* it said the first of January, which often stands for the year alone */
    bool two_digit; /* the century was guessed */
    char text[16]; /* 2017-07-05, 2017-07, 2017; empty when another calendar's month or year
                       is not one of ours */
};

/* Read a date; JD_E_INPUT when no pattern fits or the day does not exist. */
enum jd_status
jd__norm_date(struct jd__norm *norm, struct jd_str text, struct jd__date *out_date,
    struct jd_error *err);

/* A time as an interval of moments. */
struct jd__moment {
    int64_t earliest; /* microseconds since 1970-01-01 UTC */
    int64_t latest;   /* the same, but for a day alone and for a time that came twice */
    enum jd__precision precision;
    bool ambiguous; /* the clock showed it twice that day */
    bool skipped;   /* the clock never showed it: taken as if it had not been put forward */
};

/* Read a time; `zone` NULL: the zone of the options.  A zone in the text wins. */
enum jd_status
jd__norm_time(struct jd__norm *norm, struct jd_str text, const char *zone,
    struct jd__moment *out_moment, struct jd_error *err);

/* What the forms depend on beside this code, such as "icu 72.1, zones 2022e". */
void
jd__norm_version(char out[static 64]);

#endif
