/* SPDX-License-Identifier: Apache-2.0 */
/* norm.c - the forms by name, and those that a few lines can make. */
#include "io/norm.h"

#include "base/alloc.h"
#include "base/calendar.h"
#include "base/error.h"
#include "base/str.h"
#include "io/norm_parts.h"

#include <stdio.h>

static const char *const names[JD__N_FORMS] = {
    [JD__FORM_TEXT] = "TEXT",
    [JD__FORM_NAME] = "NAME",
    [JD__FORM_ADDRESS] = "ADDRESS",
    [JD__FORM_PHONE] = "PHONE",
    [JD__FORM_PLATE] = "PLATE",
    [JD__FORM_VIN] = "VIN",
    [JD__FORM_ID] = "ID",
    [JD__FORM_HANDLE] = "HANDLE",
    [JD__FORM_WALLET] = "WALLET",
    [JD__FORM_SEX] = "SEX",
    [JD__FORM_DATE] = "DATE",
    [JD__FORM_TIME] = "TIME",
};

/*
 * What people write when they do not know, as TEXT.  Short words that are somebody's name or a
 * country's code (na, x, xx) are not among them.
 */
static const char *const nothings[] = {"-", "--", "---", ".", "?", "??", "???", "n/a",
    "n.a.", "none", "null", "nil", "unk", "unk.", "unknown", "not known", "not provided",
    "not available", "refused", "tbd", "xxx", "xxxx", "no name", "fnu", "lnu", "nfn", "nln",
    "nmn"};

const char *
jd__form_name(enum jd__form form)
{
    return names[form];
}

bool
jd__form_find(const char *name, enum jd__form *out_form)
{
    for (size_t i = 0; i < JD__N_FORMS; i++) {
        if (strcmp(names[i], name) != 0)
            continue;
        *out_form = (enum jd__form)i;
        return true;
    }
    return false;
}

enum jd_status
jd__norm_new(const struct jd_alloc *alloc, const struct jd__norm_options *options,
    struct jd__norm **out_norm, struct jd_error *err)
{
    static const struct jd__norm_options none = {NULL, NULL, 0, NULL};
    options = options != NULL ? options : &none;
    struct jd__norm *norm = jd__alloc_array(alloc, sizeof(*norm), 0, 1);
    if (norm == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for normal forms");
    norm->alloc = jd__alloc_or_default(alloc);
    jd__buf_init(&norm->text, alloc, 1, 0);
    jd__buf_init(&norm->patterns, alloc, sizeof(struct jd__date_pattern), 0);
    jd__buf_init(&norm->wide, alloc, sizeof(UChar), 0);
    jd__buf_init(&norm->out, alloc, 1, 0);
    for (size_t i = 0; options->country != NULL && i < 2 && options->country[i] != '\0';
         i++) {
        char c = options->country[i];
        norm->country[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
    const char *zone = options->zone != NULL ? options->zone : "UTC";
    enum jd_status status = jd__norm_set_dates(norm, options->dates, options->n_dates, err);
    if (status == JD_OK && jd__norm_clock(norm, zone) == NULL)
        status = jd__fail(err, JD_E_INPUT, "no such time zone: %s", zone);
    if (status != JD_OK) {
        jd__norm_free(norm);
        return status;
    }
    (void)snprintf(norm->zone, sizeof(norm->zone), "%s", zone); /* fits: it was found */
    *out_norm = norm;
    return JD_OK;
}

void
jd__norm_free(struct jd__norm *norm)
{
    if (norm == NULL)
        return;
    struct jd_alloc alloc = norm->alloc;
    ucal_close(norm->clock);
    for (size_t i = 0; i < JD__N_CALENDARS; i++)
        ucal_close(norm->calendars[i]);
    for (size_t i = 0; i < JD__N_SCRIPTS; i++)
        if (norm->latin[i] != NULL)
            utrans_close(norm->latin[i]);
    jd__buf_done(&norm->text);
    jd__buf_done(&norm->patterns);
    jd__buf_done(&norm->wide);
    jd__buf_done(&norm->out);
    jd__alloc_free(&alloc, norm, sizeof(*norm));
}

/* Is there nothing in a text but a way to say so? */
static enum jd_status
says_nothing(
    struct jd__norm *norm, struct jd_str text, bool *out_nothing, struct jd_error *err)
{
    norm->out.n = 0;
    enum jd_status status = jd__norm_lower(norm, text, &norm->out, err);
    if (status != JD_OK)
        return status;
    struct jd_str lower = {norm->out.data, norm->out.n};
    *out_nothing = lower.size == 0;
    for (size_t i = 0; i < sizeof(nothings) / sizeof(nothings[0]) && !*out_nothing; i++)
        *out_nothing = jd__str_is(lower, nothings[i]);
    return JD_OK;
}

/* Upper case letters and digits. */
static enum jd_status
write_code(struct jd__norm *norm, struct jd_str text, struct jd_error *err)
{
    enum jd_status status = jd__norm_ascii(norm, text, &norm->out, err);
    char *out = norm->out.data;
    size_t kept = 0;
    for (size_t i = 0; status == JD_OK && i < norm->out.n; i++)
        if (jd__is_digit(out[i]) || jd__is_letter(out[i]))
            out[kept++] =
                out[i] >= 'a' && out[i] <= 'z' ? (char)(out[i] - 'a' + 'A') : out[i];
    norm->out.n = kept;
    return status;
}

static enum jd_status
write_id(struct jd__norm *norm, struct jd_str text, struct jd_error *err)
{
    enum jd_status status = write_code(norm, text, err);
    const char *out = norm->out.data;
    size_t zeros = 0;
    while (status == JD_OK && zeros < norm->out.n && out[zeros] == '0')
        zeros++;
    if (zeros == norm->out.n)
        norm->out.n = 0;
    return status;
}

static enum jd_status
write_vin(struct jd__norm *norm, struct jd_str text, struct jd_error *err)
{
    enum jd_status status = write_id(norm, text, err);
    char *out = norm->out.data;
    for (size_t i = 0; status == JD_OK && i < norm->out.n; i++)
        out[i] = out[i] == 'I' ? '1' : out[i] == 'O' || out[i] == 'Q' ? '0' : out[i];
    if (status == JD_OK && norm->out.n > 17)
        status = jd__fail(err, JD_E_INPUT, "more than the 17 characters of a VIN");
    return status;
}

/* The text without blanks; of any script, so by its bytes. */
static enum jd_status
write_unspaced(struct jd__norm *norm, struct jd_str text, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (size_t i = 0; i < text.size && status == JD_OK; i++)
        if (text.data[i] != ' ' && (text.data[i] < '\t' || text.data[i] > '\r'))
            status = jd__buf_append(&norm->out, &text.data[i], 1, err);
    return status;
}

static enum jd_status
write_handle(struct jd__norm *norm, struct jd_str text, struct jd_error *err)
{
    enum jd_status status = jd__norm_lower(norm, text, &norm->out, err);
    char *out = norm->out.data;
    size_t kept = 0;
    for (size_t i = 0; status == JD_OK && i < norm->out.n; i++)
        if (out[i] != ' ' && (out[i] != '@' || kept > 0))
            out[kept++] = out[i];
    norm->out.n = kept;
    return status;
}

static enum jd_status
write_date(struct jd__norm *norm, struct jd_str text, struct jd_error *err)
{
    struct jd__date date;
    enum jd_status status = jd__norm_date(norm, text, &date, err);
    return status != JD_OK ? status : jd__buf_text(&norm->out, jd__str(date.text), err);
}

static enum jd_status
write_time(struct jd__norm *norm, struct jd_str text, struct jd_error *err)
{
    struct jd__moment moment;
    struct jd__date date;
    char shown[32] = "";
    enum jd_status status = jd__norm_time(norm, text, NULL, &moment, err);
    if (status != JD_OK || moment.precision == JD__PRECISION_NONE)
        return status;
    if (moment.precision == JD__PRECISION_TIME) {
        int64_t seconds = moment.earliest / 1000000 - (moment.earliest % 1000000 < 0);
        jd__format_moment(seconds, shown);
        return jd__buf_text(&norm->out, jd__str(shown), err);
    }
    status = jd__norm_date(norm, text, &date, err);
    if (status != JD_OK)
        return status;
    if (moment.precision == JD__PRECISION_DAY) /* the first of January too */
        jd__format_day(date.earliest, date.text);
    return jd__buf_text(&norm->out, jd__str(date.text), err);
}

enum jd_status
jd__norm(struct jd__norm *norm, enum jd__form form, struct jd_str text, struct jd_str *out,
    struct jd_error *err)
{
    static enum jd_status (*const writers[JD__N_FORMS])(
        struct jd__norm *, struct jd_str, struct jd_error *) = {
        [JD__FORM_NAME] = jd__norm_name,
        [JD__FORM_ADDRESS] = jd__norm_address,
        [JD__FORM_PHONE] = jd__norm_phone,
        [JD__FORM_PLATE] = write_code,
        [JD__FORM_VIN] = write_vin,
        [JD__FORM_ID] = write_id,
        [JD__FORM_HANDLE] = write_handle,
        [JD__FORM_WALLET] = write_unspaced,
        [JD__FORM_SEX] = jd__norm_sex,
        [JD__FORM_DATE] = write_date,
        [JD__FORM_TIME] = write_time,
    };
    bool nothing = false;
    if (form != JD__FORM_TEXT && text.size > JD__LIMIT_NORM)
        return jd__fail(err, JD_E_INPUT, "longer than a %s can be", names[form]);
    enum jd_status status = says_nothing(norm, text, &nothing, err);
    if (status != JD_OK)
        return status;
    if (form != JD__FORM_TEXT) { /* whose text is there already */
        norm->out.n = 0;
        status = nothing ? JD_OK : writers[form](norm, text, err);
    }
    if (status != JD_OK)
        return status;
    struct jd_str made = {norm->out.data, norm->out.n};
    struct jd_str none = {NULL, 0};
    *out = made.size > 0 && !(nothing && form != JD__FORM_TEXT) ? made : none;
    return JD_OK;
}

void
jd__norm_version(char out[static 64])
{
    UErrorCode code = U_ZERO_ERROR;
    const char *zones = ucal_getTZDataVersion(&code);
    (void)snprintf(
        out, 64, "icu %s, zones %s", U_ICU_VERSION, U_FAILURE(code) ? "unknown" : zones);
}
