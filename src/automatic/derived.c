/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derived.c - columns that only repeat what another holds, and columns that are too many.
 *
 * A given name that stands in a whole name too would count twice.  A column is derived when,
 * on a sample of records, nearly all of its words stand in the other column of the same record.
 */
#include "automatic/columns.h"
#include "automatic/fold.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"

enum { SAMPLE = 512, LEAST = 20 };

/* The sampled cells in normal form, column by column. */
struct sample {
    uint32_t n;
    char (*cells)[JD__NORMAL_SIZE]; /* n a column */
    uint8_t *sizes;
};

/* The row of a record, of all tables in order. */
static const struct jd_table *
table_of(const struct jd_table *const *tables, uint64_t record, uint32_t *out_row)
{
    uint32_t t = 0;
    for (; record >= jd_table_n_rows(tables[t]); t++)
        record -= jd_table_n_rows(tables[t]);
    *out_row = (uint32_t)record;
    return tables[t];
}

static enum jd_status
draw(struct jd_automatic *a, const struct jd_table *const *tables, const uint32_t *columns,
    uint32_t n_columns, struct sample *sample, struct jd_error *err)
{
    struct jd__buf room;
    enum jd_status status = JD_OK;
    jd__buf_init(&room, &a->alloc, 1, 0);
    for (size_t i = 0; i < (size_t)n_columns * sample->n && status == JD_OK; i++) {
        uint32_t row = 0;
        uint64_t record = (uint64_t)(i % sample->n) * a->n_records / sample->n;
        const struct jd_table *table = table_of(tables, record, &row);
        uint32_t c = jd__column_in(table, jd__found_of(a, columns[i / sample->n]));
        uint32_t code = c != JD_NONE ? jd__table_codes(table, c)[row] : JD_NONE;
        struct jd_str text = {NULL, 0};
        if (code != JD_NONE)
            status = jd__value_text(jd__table_dict(table, c), code, &room, &text, err);
        sample->sizes[i] = (uint8_t)jd__fold(text, false, sample->cells[i]);
    }
    jd__buf_done(&room);
    return status;
}

static bool
has_word(struct jd_str text, struct jd_str wanted)
{
    struct jd_str word;
    for (size_t at = 0; (word = jd__next_word(text, &at)).size > 0;)
        if (jd__str_equal(word, wanted))
            return true;
    return false;
}

/* Do (nearly) all words of column i stand in column j? */
static bool
repeats(const struct sample *sample, uint32_t i, uint32_t j)
{
    uint32_t n = 0, n_both = 0, n_within = 0;
    for (uint32_t r = 0; r < sample->n; r++) {
        size_t x = (size_t)i * sample->n + r, y = (size_t)j * sample->n + r;
        struct jd_str one = {sample->cells[x], sample->sizes[x]}, word;
        struct jd_str other = {sample->cells[y], sample->sizes[y]};
        bool within = true;
        n += one.size > 0;
        if (one.size == 0 || other.size == 0)
            continue;
        for (size_t at = 0; within && (word = jd__next_word(one, &at)).size > 0;)
            within = has_word(other, word);
        n_both++;
        n_within += within;
    }
    return n >= LEAST && n_both >= 0.9 * n && n_within >= 0.95 * n_both;
}

static enum jd_status
drop_derived(struct jd_automatic *a, const struct jd_table *const *tables,
    const uint32_t *columns, uint32_t n_columns, const bool *told, struct jd_error *err)
{
    struct sample sample = {.n = a->n_records < SAMPLE ? a->n_records : SAMPLE};
    size_t n = (size_t)n_columns * sample.n;
    sample.cells = jd__alloc_array(&a->alloc, 0, n, sizeof(*sample.cells));
    sample.sizes = jd__alloc_array(&a->alloc, 0, n, sizeof(*sample.sizes));
    enum jd_status status = JD_OK;
    if (sample.cells == NULL || sample.sizes == NULL)
        status = jd__fail(err, JD_E_NOMEM, "no memory for a sample of columns");
    if (status == JD_OK)
        status = draw(a, tables, columns, n_columns, &sample, err);
    for (uint32_t i = 0; i < n_columns && status == JD_OK; i++)
        for (uint32_t j = 0; j < n_columns; j++) {
            struct jd_automatic_column *one =
                &JD__AT(struct jd__found, a->found, columns[i]).report;
            const struct jd__found *container = jd__found_of(a, columns[j]);
            /* An address of e-mail is made of a name, but seldom is all of it. */
            bool other =
                jd__is_compared(container) && container->report.use != JD_USE_EMAIL;
            if (i == j || !other || told[columns[i]] || !repeats(&sample, i, j) ||
                (i < j && repeats(&sample, j, i))) /* of two alike the first stays */
                continue;
            one->use = JD_USE_IGNORED;
            one->why = "repeats another column";
            break;
        }
    jd__alloc_free_array(&a->alloc, sample.cells, 0, n, sizeof(*sample.cells));
    jd__alloc_free_array(&a->alloc, sample.sizes, 0, n, sizeof(*sample.sizes));
    return status;
}

/* The compared columns, the most telling ones; the others are ignored from here on. */
static uint32_t
most_telling(struct jd_automatic *a, const bool *told, uint32_t out[JD__MOST_ATTRIBUTES])
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < a->found.n; i++) {
        struct jd__found *found = &JD__AT(struct jd__found, a->found, i);
        if (!jd__is_compared(found))
            continue;
        if (n < JD__MOST_ATTRIBUTES) {
            out[n++] = i;
            continue;
        }
        uint32_t least = 0;
        for (uint32_t k = 1; k < n; k++)
            if (!told[out[k]] &&
                (told[out[least]] ||
                    jd__found_of(a, out[k])->worth < jd__found_of(a, out[least])->worth))
                least = k;
        uint32_t loser = i;
        if (!told[out[least]] &&
            (told[i] || jd__found_of(a, out[least])->worth < found->worth)) {
            loser = out[least];
            memmove(&out[least], &out[least + 1], (n - 1 - least) * sizeof(*out));
            out[n - 1] = i;
        }
        JD__AT(struct jd__found, a->found, loser).report.use = JD_USE_IGNORED;
        JD__AT(struct jd__found, a->found, loser).report.why = "others tell more";
    }
    return n;
}

enum jd_status
jd__columns_thin(struct jd_automatic *a, const struct jd_table *const *tables,
    uint32_t n_tables, const bool *told, struct jd_error *err)
{
    (void)n_tables;
    uint32_t columns[JD__MOST_ATTRIBUTES] = {0};
    uint32_t n_columns = most_telling(a, told, columns);
    if (n_columns < 2 || a->n_records == 0)
        return JD_OK;
    enum jd_status status = drop_derived(a, tables, columns, n_columns, told, err);
    /* Of two whole names the first is the record's own; the others are compared as texts. */
    bool has_name = false;
    for (uint32_t i = 0; i < n_columns && status == JD_OK; i++) {
        struct jd_automatic_column *report =
            &JD__AT(struct jd__found, a->found, columns[i]).report;
        if (report->use == JD_USE_NAME && has_name && !told[columns[i]])
            report->use = JD_USE_TEXT;
        has_name |= report->use == JD_USE_NAME;
    }
    return status;
}
