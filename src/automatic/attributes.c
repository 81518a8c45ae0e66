/* SPDX-License-Identifier: Apache-2.0 */
/*
 * attributes.c - the values of compared columns in normal form, coded; names as bags of tokens.
 *
 * Invariant: counts has one entry a value, part_starts one more, once jd__attributes_make() is
 * done; a record's tokens are distinct and at most JD__MOST_TOKENS.
 */
#include "automatic/columns.h"
#include "automatic/fold.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"

void
jd__values_done(const struct jd_alloc *alloc, struct jd__values *values)
{
    jd__dict_free(values->dict);
    jd__dict_free(values->parts);
    struct jd__buf *bufs[] = {&values->counts, &values->sketches, &values->u,
        &values->part_starts, &values->part_codes, &values->part_counts};
    for (size_t i = 0; i < sizeof(bufs) / sizeof(bufs[0]); i++)
        if (bufs[i]->item_size != 0)
            jd__buf_done(bufs[i]);
    jd__alloc_free_array(
        alloc, values->aliases.keys, 0, values->aliases.n_slots, sizeof(uint64_t));
    jd__alloc_free_array(
        alloc, values->aliases.bits, 0, values->aliases.n_slots, sizeof(float));
    *values = (struct jd__values){0};
}

static enum jd_status
values_init(const struct jd_alloc *alloc, struct jd__values *values, enum jd_column_use use,
    struct jd_error *err)
{
    values->use = use;
    jd__buf_init(&values->counts, alloc, sizeof(uint32_t), 0);
    jd__buf_init(&values->sketches, alloc, sizeof(struct jd__sketch), 0);
    jd__buf_init(&values->u, alloc, JD__LEVELS * sizeof(float), 0);
    jd__buf_init(&values->part_starts, alloc, sizeof(uint32_t), 0);
    jd__buf_init(&values->part_codes, alloc, sizeof(uint32_t), 0);
    jd__buf_init(&values->part_counts, alloc, sizeof(uint32_t), 0);
    values->dict = jd__dict_new(alloc, JD_TYPE_TEXT);
    values->parts = jd__dict_new(alloc, JD_TYPE_TEXT);
    if (values->dict == NULL || values->parts == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for values");
    return JD_OK;
}

/* The code of a normal form, with a place for its count. */
static enum jd_status
code_of(struct jd__values *values, struct jd_str normal, uint32_t *out_code,
    struct jd_error *err)
{
    enum jd_status status = jd__dict_code(values->dict, jd_text_of(normal), out_code, err);
    if (status == JD_OK && *out_code == values->counts.n)
        status = jd__buf_append(&values->counts, NULL, 1, err);
    return status;
}

/* Codes by the codes of one table's column: each of its values is brought into form once. */
static enum jd_status
code_column(struct jd__values *values, struct jd__day_reading reading,
    const struct jd__dict *dict, uint32_t *out_codes, struct jd_error *err)
{
    struct jd__buf room;
    enum jd_status status = JD_OK;
    jd__buf_init(&room, &values->dict->alloc, 1, 0);
    for (uint32_t v = 0; v < dict->n && status == JD_OK; v++) {
        char normal[JD__NORMAL_SIZE];
        struct jd_str text = {NULL, 0};
        status = jd__value_text(dict, v, &room, &text, err);
        size_t n = status == JD_OK ? jd__normal(values->use, reading, text, normal) : 0;
        out_codes[v] = JD_NONE;
        if (n > 0)
            status = code_of(values, (struct jd_str){normal, n}, &out_codes[v], err);
    }
    jd__buf_done(&room);
    return status;
}

static enum jd_status
fill_attribute(struct jd_automatic *a, const struct jd_table *const *tables,
    uint32_t n_tables, struct jd__attribute *attribute, struct jd_error *err)
{
    const struct jd__found *found = jd__found_of(a, attribute->column);
    struct jd__values *values = &attribute->values;
    struct jd__day_reading reading = {
        (enum jd__day_format)found->format, found->month_first};
    uint32_t record = 0;
    enum jd_status status = JD_OK;
    for (uint32_t t = 0; t < n_tables && status == JD_OK; t++) {
        uint32_t c = jd__column_in(tables[t], found), n = jd_table_n_rows(tables[t]);
        const struct jd__dict *dict = c != JD_NONE ? jd__table_dict(tables[t], c) : NULL;
        size_t n_codes = dict != NULL ? dict->n : 0;
        uint32_t *codes = jd__alloc_array(&a->alloc, 0, n_codes, sizeof(*codes));
        if (codes == NULL)
            return jd__fail(err, JD_E_NOMEM, "no memory for %zu values", n_codes);
        if (dict != NULL)
            status = code_column(values, reading, dict, codes, err);
        for (uint32_t row = 0; row < n && status == JD_OK; row++) {
            uint32_t code = dict != NULL ? jd__table_codes(tables[t], c)[row] : JD_NONE;
            code = code != JD_NONE ? codes[code] : JD_NONE;
            attribute->codes[record++] = code;
            if (code != JD_NONE) {
                JD__AT(uint32_t, values->counts, code)++;
                values->n_holders++;
            }
        }
        jd__alloc_free_array(&a->alloc, codes, 0, n_codes, sizeof(*codes));
    }
    return status;
}

/* Split each value into its words, once. */
static enum jd_status
split_values(struct jd__values *values, struct jd_error *err)
{
    uint32_t end = 0;
    enum jd_status status = jd__buf_append(&values->part_starts, &end, 1, err);
    for (uint32_t v = 0; v < values->dict->n && status == JD_OK; v++) {
        struct jd_str word;
        for (size_t at = 0; status == JD_OK; end++) {
            uint32_t code = 0;
            word = jd__next_word(jd__dict_text(values->dict, v), &at);
            if (word.size == 0)
                break;
            status = jd__dict_code(values->parts, jd_text_of(word), &code, err);
            if (status == JD_OK && code == values->part_counts.n)
                status = jd__buf_append(&values->part_counts, NULL, 1, err);
            if (status == JD_OK)
                status = jd__buf_append(&values->part_codes, &code, 1, err);
            if (status == JD_OK)
                JD__AT(uint32_t, values->part_counts, code)++;
        }
        if (status == JD_OK)
            status = jd__buf_append(&values->part_starts, &end, 1, err);
    }
    return status;
}

static enum jd_status
sketch_values(struct jd__values *values, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t v = 0; v < values->dict->n && status == JD_OK; v++) {
        struct jd__sketch sketch = jd__sketch_of(jd__dict_text(values->dict, v));
        status = jd__buf_append(&values->sketches, &sketch, 1, err);
    }
    return status;
}

/* One role for each column of parts; in a whole name the place decides. */
static uint8_t
role_of(const struct jd__attribute *part, uint32_t nth_part, size_t at, size_t n)
{
    if (part->values.use == JD_USE_NAME)
        return at == 0 ? 0 : at + 1 == n ? 2 : 1;
    return (uint8_t)(nth_part == 0 ? 0 : nth_part == 1 ? 2 : 1);
}

/* Add the words of one value to a record's bag; a token that is there already is not added. */
static enum jd_status
add_tokens(struct jd__bag *bag, const struct jd__attribute *part, uint32_t nth_part,
    uint32_t record, size_t first, struct jd_error *err)
{
    if (part->codes[record] == JD_NONE)
        return JD_OK;
    struct jd_str text = jd__dict_text(part->values.dict, part->codes[record]), word;
    size_t n = 0, at = 0;
    while (jd__next_word(text, &at).size > 0)
        n++;
    enum jd_status status = JD_OK;
    at = 0;
    for (size_t i = 0; i < n && status == JD_OK; i++) {
        uint32_t code = 0;
        word = jd__next_word(text, &at);
        status = code_of(&bag->values, word, &code, err);
        bool there = bag->tokens.n - first >= JD__MOST_TOKENS;
        for (size_t k = first; k < bag->tokens.n; k++)
            there |= JD__AT(uint32_t, bag->tokens, k) == code;
        if (there || status != JD_OK)
            continue;
        uint8_t role = role_of(part, nth_part, i, n);
        status = jd__buf_append(&bag->tokens, &code, 1, err);
        if (status == JD_OK)
            status = jd__buf_append(&bag->roles, &role, 1, err);
        if (status == JD_OK)
            JD__AT(uint32_t, bag->values.counts, code)++;
    }
    return status;
}

/* The bags of all records, from the columns that hold names. */
static enum jd_status
fill_bag(struct jd_automatic *a, const struct jd__attribute *parts, uint32_t n_parts,
    struct jd_error *err)
{
    struct jd__bag *bag = &a->bag;
    uint32_t end = 0;
    enum jd_status status = values_init(&a->alloc, &bag->values, JD_USE_NAME, err);
    jd__buf_init(&bag->starts, &a->alloc, sizeof(uint32_t), 0);
    jd__buf_init(&bag->tokens, &a->alloc, sizeof(uint32_t), UINT32_MAX);
    jd__buf_init(&bag->roles, &a->alloc, sizeof(uint8_t), UINT32_MAX);
    if (status == JD_OK)
        status = jd__buf_append(&bag->starts, &end, 1, err);
    for (uint32_t r = 0; r < a->n_records && status == JD_OK; r++) {
        size_t first = bag->tokens.n;
        for (uint32_t p = 0; p < n_parts && status == JD_OK; p++)
            status = add_tokens(bag, &parts[p], p, r, first, err);
        bag->values.n_holders += bag->tokens.n > first;
        end = (uint32_t)bag->tokens.n;
        if (status == JD_OK)
            status = jd__buf_append(&bag->starts, &end, 1, err);
    }
    return status == JD_OK ? sketch_values(&bag->values, err) : status;
}

static void
attribute_done(struct jd_automatic *a, struct jd__attribute *attribute)
{
    jd__values_done(&a->alloc, &attribute->values);
    jd__alloc_free_array(
        &a->alloc, attribute->codes, 0, a->n_records, sizeof(*attribute->codes));
    *attribute = (struct jd__attribute){0};
}

static enum jd_status
make_attribute(struct jd_automatic *a, const struct jd_table *const *tables,
    uint32_t n_tables, uint32_t column, struct jd__attribute *attribute,
    struct jd_error *err)
{
    attribute->column = column;
    attribute->codes = jd__alloc_array(&a->alloc, 0, a->n_records, sizeof(uint32_t));
    if (attribute->codes == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %u records", a->n_records);
    enum jd_status status = values_init(
        &a->alloc, &attribute->values, jd__found_of(a, column)->report.use, err);
    attribute->values.of_birth = jd__found_of(a, column)->of_birth;
    attribute->values.moves = jd__found_of(a, column)->moves;
    if (status == JD_OK)
        status = fill_attribute(a, tables, n_tables, attribute, err);
    if (status == JD_OK && attribute->values.use == JD_USE_TEXT)
        status = split_values(&attribute->values, err);
    return status == JD_OK ? sketch_values(&attribute->values, err) : status;
}

/* The labels' codes take the place of a column's. */
static enum jd_status
take_truth(struct jd_automatic *a, const struct jd_table *const *tables, uint32_t n_tables,
    uint32_t column, struct jd_error *err)
{
    struct jd__attribute labels = {0};
    enum jd_status status = make_attribute(a, tables, n_tables, column, &labels, err);
    if (status == JD_OK && a->truth == NULL) {
        a->truth = labels.codes;
        a->summary.n_labelled = labels.values.n_holders;
        labels.codes = NULL; /* handed over */
    }
    attribute_done(a, &labels);
    return status;
}

enum jd_status
jd__attributes_make(struct jd_automatic *a, const struct jd_table *const *tables,
    uint32_t n_tables, struct jd_error *err)
{
    struct jd__attribute parts[JD__MOST_ATTRIBUTES] = {0};
    uint32_t n_parts = 0;
    enum jd_status status = JD_OK;
    for (uint32_t c = 0; c < a->found.n && status == JD_OK; c++) {
        const struct jd__found *found = jd__found_of(a, c);
        enum jd_column_use use = found->report.use;
        bool is_part = use == JD_USE_NAME || use == JD_USE_PART;
        if (use == JD_USE_LABEL)
            status = take_truth(a, tables, n_tables, c, err);
        if (!jd__is_compared(found) || n_parts + a->n_attributes == JD__MOST_ATTRIBUTES)
            continue;
        status = make_attribute(a, tables, n_tables, c,
            is_part ? &parts[n_parts++] : &a->attributes[a->n_attributes++], err);
    }
    if (status == JD_OK)
        status = fill_bag(a, parts, n_parts, err);
    for (uint32_t p = 0; p < n_parts; p++)
        attribute_done(a, &parts[p]);
    return status;
}
