/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file joinder/data.h
 * @brief Tables of named, typed columns in which every distinct value is stored once.
 *
 * A cell is a 32-bit code into its column's dictionary, so that whatever can be decided once
 * for a value (a normal form, a date, a key) is decided once, however many rows hold it.
 *
 *     const struct jd_column_spec columns[] = {{"id", JD_TYPE_TEXT}, {"age", JD_TYPE_INT}};
 *     struct jd_table *table = NULL;
 *     jd_table_new(NULL, "people", columns, 2, &table, &err);
 *     jd_table_put(table, 0, jd_text("a-1"), &err);
 *     jd_table_put(table, 1, jd_int(40), &err);
 *     jd_table_finish(table, &err);
 *
 * Promise:   cells come back exactly as they were put; rows keep their order.
 * Ownership: the caller owns a table until jd_table_free(); values read from it are borrowed
 *            and live as long as the table.
 * Threads:   a table is built by one thread; a finished one never changes and is shared freely.
 * Cost:      4 bytes a cell and, once for each distinct value, its bytes and about 16 more.
 */
#ifndef JOINDER_DATA_H
#define JOINDER_DATA_H

#include <joinder/base.h>

#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What a column holds.  Any cell may be null. */
enum jd_type {
    JD_TYPE_NULL = 0, /**< of a value: no value.  Not a column's type */
    JD_TYPE_TEXT = 1, /**< UTF-8 */
    JD_TYPE_INT = 2,  /**< 64-bit whole number */
    JD_TYPE_REAL = 3, /**< 64-bit float; -0 is 0, every NaN the same */
    JD_TYPE_BOOL = 4, /**< 0 or 1 in `integer` */
    JD_TYPE_DATE = 5, /**< days since 1970-01-01 in `integer` */
    JD_TYPE_TIME = 6, /**< microseconds since 1970-01-01 UTC in `integer` */
    JD_TYPE_LIST = 7, /**< a list of text; an item may be null (data NULL) */
};

/** One cell, borrowed. */
struct jd_value {
    struct jd_str text;         /**< of TEXT */
    int64_t integer;            /**< of INT, BOOL, DATE, TIME */
    double real;                /**< of REAL */
    const struct jd_str *items; /**< of LIST, to be put: n_items of them */
    uint32_t n_items;           /**< of LIST */
    enum jd_type type;          /**< JD_TYPE_NULL: nothing else is set */
};

/** A column's name and type. */
struct jd_column_spec {
    const char *name;  /**< copied */
    enum jd_type type; /**< not JD_TYPE_NULL */
};

struct jd_table; /* opaque */

/** A null value. */
static inline struct jd_value
jd_null(void)
{
    struct jd_value value;
    memset(&value, 0, sizeof(value));
    return value;
}

/** A text value of borrowed bytes; data NULL gives null. */
static inline struct jd_value
jd_text_of(struct jd_str text)
{
    struct jd_value value = jd_null();
    value.type = text.data != NULL ? JD_TYPE_TEXT : JD_TYPE_NULL;
    value.text = text;
    return value;
}

/** A text value of a C string; NULL gives null. */
static inline struct jd_value
jd_text(const char *text)
{
    struct jd_str str = {text, text != NULL ? strlen(text) : 0};
    return jd_text_of(str);
}

/** A value of one of the integer types. */
static inline struct jd_value
jd_int_as(enum jd_type type, int64_t integer)
{
    struct jd_value value = jd_null();
    value.type = type;
    value.integer = integer;
    return value;
}

/** A whole number. */
static inline struct jd_value
jd_int(int64_t integer)
{
    return jd_int_as(JD_TYPE_INT, integer);
}

/** A float. */
static inline struct jd_value
jd_real(double real)
{
    struct jd_value value = jd_null();
    value.type = JD_TYPE_REAL;
    value.real = real;
    return value;
}

/** A list of n borrowed texts. */
static inline struct jd_value
jd_list(const struct jd_str *items, uint32_t n)
{
    struct jd_value value = jd_null();
    value.type = JD_TYPE_LIST;
    value.items = items;
    value.n_items = n;
    return value;
}

/**
 * Start an empty table.
 *
 * @param alloc      where memory comes from; NULL for malloc
 * @param name       the table's name (a file's stem, a source's name); copied
 * @param out_table  set on success only; the caller frees it
 * @return JD_OK; JD_E_ARG for two columns of one name or an unknown type; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_table_new(const struct jd_alloc *alloc, const char *name,
    const struct jd_column_spec *columns, uint32_t n_columns, struct jd_table **out_table,
    struct jd_error *err);

/** Free a table; NULL is fine. */
JD_API void
jd_table_free(struct jd_table *table);

/**
 * Put the next cell of a column; a row is whole once each column got its cell.
 *
 * @return JD_OK; JD_E_ARG for a value of another type or a finished table; JD_E_LIMIT over
 *         JD_LIMIT_CELL, JD_LIMIT_LIST or 2^32 - 1 rows; JD_E_NOMEM
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_table_put(
    struct jd_table *table, uint32_t column, struct jd_value value, struct jd_error *err);

/**
 * Close the table: from here on it never changes.
 *
 * @return JD_OK; JD_E_ARG when columns differ in length
 */
JD_API JD_CHECK_RESULT enum jd_status
jd_table_finish(struct jd_table *table, struct jd_error *err);

/** The table's name. */
JD_API const char *
jd_table_name(const struct jd_table *table);

/** Rows of a finished table; whole rows so far while it is built. */
JD_API uint32_t
jd_table_n_rows(const struct jd_table *table);

/** How many columns there are. */
JD_API uint32_t
jd_table_n_columns(const struct jd_table *table);

/** A column's name and type; the name is borrowed. */
JD_API struct jd_column_spec
jd_table_column(const struct jd_table *table, uint32_t column);

/** The column of a name (exact bytes), or JD_NONE. */
JD_API uint32_t
jd_table_find(const struct jd_table *table, const char *name);

/** A cell.  A list's items are read by jd_table_item(). */
JD_API struct jd_value
jd_table_get(const struct jd_table *table, uint32_t column, uint32_t row);

/** Item `i` of a list cell; data NULL for a null item. */
JD_API struct jd_str
jd_table_item(const struct jd_table *table, uint32_t column, uint32_t row, uint32_t i);

#ifdef __cplusplus
}
#endif
#endif
