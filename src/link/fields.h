/* SPDX-License-Identifier: Apache-2.0 */
/* fields.h - what a condition reads of a record: a column, or a value made of its columns. */
#ifndef JD_LINK_FIELDS_H
#define JD_LINK_FIELDS_H

#include "data/table.h"
#include "link/expr.h"
#include "link/lines.h"
#include "text/text.h"

/* The code of a value whose computing raised an error. */
#define JD__FAILED (JD_NONE - 1)

/*
 * A code for each record, into a dictionary; JD_NONE for null, JD__FAILED.  A derived field
 * stands on a code that the record has anyway, and says what becomes of each.
 */
struct jd__field {
    enum jd_type type;
    bool
        is_exact; /* the values are of just this type in SQL too: kernels may compare them */
    const struct jd__dict *dict;
    const uint32_t *base; /* a code a record; NULL when the field is a constant */
    uint32_t stride;      /* codes from one record's to the next */
    const uint32_t *map;  /* what becomes of each base code; NULL: it stays */
    uint32_t null_code;   /* what becomes of a null base; the constant's code */

    uint32_t column;         /* of the table, or JD_NONE */
    char *key;               /* the tree of a derived field, or NULL */
    struct jd_table *values; /* owned; holds the dictionary of a derived field */
    uint32_t *own_base;      /* owned; a tuple's number, when several columns are read */
    uint32_t *own_map;       /* owned */
    size_t n_map;
    struct jd__sketch *sketches; /* owned; of each value of a text, once asked for */
};

/* All fields of a linkage, each once. */
struct jd__fields {
    struct jd_alloc alloc;
    const struct jd_sql *sql;
    const struct jd_table *table; /* all records */
    struct jd__buf items;         /* of struct jd__field */
    struct jd__lines lines;       /* codes of all fields, by record, once they are woven */
};

static inline uint32_t
jd__field_code(const struct jd__field *field, uint32_t record)
{
    uint32_t code =
        field->base != NULL ? field->base[(size_t)record * field->stride] : JD_NONE;
    if (code == JD_NONE)
        return field->null_code;
    return field->map != NULL ? field->map[code] : code;
}

/* Does computing some value of the field raise an error? */
bool
jd__field_may_fail(const struct jd__field *field);

void
jd__fields_init(struct jd__fields *fields, const struct jd_alloc *alloc,
    const struct jd_sql *sql, const struct jd_table *table);

void
jd__fields_done(struct jd__fields *fields);

static inline const struct jd__field *
jd__fields_at(const struct jd__fields *fields, uint32_t field)
{
    return (const struct jd__field *)fields->items.data + field;
}

/* The table's column of a name, without regard to case; JD_E_INPUT naming one not there. */
enum jd_status
jd__fields_find(const struct jd__fields *fields, struct jd_str name, uint32_t *out_column,
    struct jd_error *err);

/* The field of a column. */
enum jd_status
jd__fields_column(struct jd__fields *fields, struct jd_str name, uint32_t *out_field,
    struct jd_error *err);

/* The field of a part that touches one side at most, computed once per distinct value of what
 * it reads. */
enum jd_status
jd__fields_hoist(struct jd__fields *fields, const struct jd__condition *condition,
    uint32_t node, uint32_t *out_field, struct jd_error *err);

/* Give a derived field codes of its own, so that equal values are equal numbers in its line. */
enum jd_status
jd__fields_settle(struct jd__fields *fields, uint32_t field, struct jd_error *err);

/*
 * Lay the codes of all fields that there are side by side for each record, and `more` numbers
 * behind them, from word *out_first on.  Once; fields that come later stay apart.
 */
enum jd_status
jd__fields_weave(struct jd__fields *fields, const uint32_t *const *more, uint32_t n_more,
    uint32_t threads, uint32_t *out_first, struct jd_error *err);

/* Look at each value of a field of texts, for comparisons of them. */
enum jd_status
jd__fields_sketch(struct jd__fields *fields, uint32_t field, struct jd_error *err);

/* A finished table of one row of nulls: what is evaluated on it is only bound and typed. */
enum jd_status
jd__null_row(const struct jd_alloc *alloc, const struct jd_column_spec *columns,
    uint32_t n_columns, struct jd_table **out_table, struct jd_error *err);

/* Put a value of a dictionary (JD_NONE: null) into a table; `items` is scratch for lists. */
enum jd_status
jd__put_code(struct jd_table *to, uint32_t column, const struct jd__dict *dict,
    uint32_t code, struct jd__buf *items, struct jd_error *err);

/* Number the distinct pairs (ids[i], codes[i]) in their order, leaving out ids of JD_NONE. */
enum jd_status
jd__rank_combine(const struct jd_alloc *alloc, uint32_t *ids, const uint32_t *codes,
    uint32_t n, uint32_t *out_n_ids, struct jd_error *err);

#endif
