/* SPDX-License-Identifier: Apache-2.0 */
/*
 * types.c - two tables: DuckDB's types to ours, and ours to DuckDB's.
 *
 * What loses nothing is taken as a number, what would (an unsigned 64-bit id) as text.  A
 * 128-bit number is a sum: it becomes REAL.
 */
#include "io/types.h"

#include "base/error.h"
#include "base/str.h"
#include "base/utf8.h"

#include <inttypes.h>

static const struct taken {
    duckdb_type theirs;
    enum jd_type ours;
    const char *cast;
} taken[] = {
    {DUCKDB_TYPE_VARCHAR, JD_TYPE_TEXT, "%s"},
    {DUCKDB_TYPE_BOOLEAN, JD_TYPE_BOOL, "%s"},
    {DUCKDB_TYPE_BIGINT, JD_TYPE_INT, "%s"},
    {DUCKDB_TYPE_TINYINT, JD_TYPE_INT, "CAST(%s AS BIGINT)"},
    {DUCKDB_TYPE_SMALLINT, JD_TYPE_INT, "CAST(%s AS BIGINT)"},
    {DUCKDB_TYPE_INTEGER, JD_TYPE_INT, "CAST(%s AS BIGINT)"},
    {DUCKDB_TYPE_UTINYINT, JD_TYPE_INT, "CAST(%s AS BIGINT)"},
    {DUCKDB_TYPE_USMALLINT, JD_TYPE_INT, "CAST(%s AS BIGINT)"},
    {DUCKDB_TYPE_UINTEGER, JD_TYPE_INT, "CAST(%s AS BIGINT)"},
    {DUCKDB_TYPE_DOUBLE, JD_TYPE_REAL, "%s"},
    {DUCKDB_TYPE_FLOAT, JD_TYPE_REAL, "CAST(%s AS DOUBLE)"},
    {DUCKDB_TYPE_DECIMAL, JD_TYPE_REAL, "CAST(%s AS DOUBLE)"},
    {DUCKDB_TYPE_HUGEINT, JD_TYPE_REAL, "CAST(%s AS DOUBLE)"},
    {DUCKDB_TYPE_UHUGEINT, JD_TYPE_REAL, "CAST(%s AS DOUBLE)"},
    {DUCKDB_TYPE_DATE, JD_TYPE_DATE, "%s"},
    {DUCKDB_TYPE_TIMESTAMP, JD_TYPE_TIME, "%s"},
    {DUCKDB_TYPE_TIMESTAMP_TZ, JD_TYPE_TIME, "%s"},
    {DUCKDB_TYPE_TIMESTAMP_S, JD_TYPE_TIME, "CAST(%s AS TIMESTAMP)"},
    {DUCKDB_TYPE_TIMESTAMP_MS, JD_TYPE_TIME, "CAST(%s AS TIMESTAMP)"},
    {DUCKDB_TYPE_TIMESTAMP_NS, JD_TYPE_TIME, "CAST(%s AS TIMESTAMP)"},
    {DUCKDB_TYPE_STRUCT, JD_TYPE_TEXT, "CAST(to_json(%s) AS VARCHAR)"},
    {DUCKDB_TYPE_MAP, JD_TYPE_TEXT, "CAST(to_json(%s) AS VARCHAR)"},
    {DUCKDB_TYPE_UNION, JD_TYPE_TEXT, "CAST(to_json(%s) AS VARCHAR)"},
};

static bool
is_nested(duckdb_type type)
{
    return type == DUCKDB_TYPE_STRUCT || type == DUCKDB_TYPE_MAP ||
           type == DUCKDB_TYPE_UNION || type == DUCKDB_TYPE_LIST ||
           type == DUCKDB_TYPE_ARRAY;
}

/* A list of single values is a list of their texts; a list of anything else is JSON text. */
static enum jd_type
list_of(duckdb_type item, const char **out_cast)
{
    if (is_nested(item)) {
        *out_cast = "CAST(to_json(%s) AS VARCHAR)";
        return JD_TYPE_TEXT;
    }
    *out_cast = "CAST(%s AS VARCHAR[])";
    return JD_TYPE_LIST;
}

enum jd_type
jd__type_of(duckdb_logical_type type, const char **out_cast)
{
    duckdb_type id = duckdb_get_type_id(type);
    if (id == DUCKDB_TYPE_LIST || id == DUCKDB_TYPE_ARRAY) {
        duckdb_logical_type child = id == DUCKDB_TYPE_LIST
                                        ? duckdb_list_type_child_type(type)
                                        : duckdb_array_type_child_type(type);
        enum jd_type ours = list_of(duckdb_get_type_id(child), out_cast);
        duckdb_destroy_logical_type(&child);
        return ours;
    }
    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
        if (taken[i].theirs != id)
            continue;
        *out_cast = taken[i].cast;
        return taken[i].ours;
    }
    *out_cast = "CAST(%s AS VARCHAR)";
    return JD_TYPE_TEXT;
}

enum jd_status
jd__type_cast(struct jd__buf *sql, const char *cast, idx_t i, struct jd_error *err)
{
    size_t before = (size_t)(strstr(cast, "%s") - cast);
    struct jd_str head = {cast, before};
    enum jd_status status = i == 0 ? JD_OK : jd__buf_text(sql, jd__str(", "), err);
    if (status == JD_OK)
        status = jd__buf_text(sql, head, err);
    if (status == JD_OK)
        status = jd__buf_printf(sql, err, "c%" PRIu64 "%s", i, cast + before + 2);
    return status;
}

static const duckdb_type made[] = {
    [JD_TYPE_NULL] = DUCKDB_TYPE_VARCHAR,
    [JD_TYPE_TEXT] = DUCKDB_TYPE_VARCHAR,
    [JD_TYPE_INT] = DUCKDB_TYPE_BIGINT,
    [JD_TYPE_REAL] = DUCKDB_TYPE_DOUBLE,
    [JD_TYPE_BOOL] = DUCKDB_TYPE_BOOLEAN,
    [JD_TYPE_DATE] = DUCKDB_TYPE_DATE,
    [JD_TYPE_TIME] = DUCKDB_TYPE_TIMESTAMP,
    [JD_TYPE_LIST] = DUCKDB_TYPE_LIST,
};

duckdb_logical_type
jd__type_make(enum jd_type type)
{
    if (type != JD_TYPE_LIST)
        return duckdb_create_logical_type(made[type]);
    duckdb_logical_type text = duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);
    duckdb_logical_type list = duckdb_create_list_type(text);
    duckdb_destroy_logical_type(&text);
    return list;
}

/* The texts of a dictionary, each with a NUL behind it. */
static enum jd_status
end_texts(const struct jd__dict *dict, struct jd__buf *bytes, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t code = 0; code < dict->n && status == JD_OK; code++) {
        struct jd_str text = jd__dict_text(dict, code);
        if (memchr(text.data, '\0', text.size) != NULL)
            return jd__fail(err, JD_E_ARG, "a text of few holds a NUL byte");
        if (!jd__utf8_is_valid(text))
            return jd__fail(err, JD_E_INPUT, "a text is not UTF-8");
        status = jd__buf_text(bytes, text, err);
        if (status == JD_OK)
            status = jd__buf_append(bytes, "", 1, err);
    }
    return status;
}

enum jd_status
jd__type_make_few(
    const struct jd__dict *dict, duckdb_logical_type *out_type, struct jd_error *err)
{
    const char *names[JD__LIMIT_FEW];
    struct jd__buf bytes;
    size_t at = 0;
    if (dict->type != JD_TYPE_TEXT || dict->n == 0 || dict->n > JD__LIMIT_FEW)
        return jd__fail(err, JD_E_ARG, "%" PRIu32 " values are not few texts", dict->n);
    jd__buf_init(&bytes, &dict->alloc, 1, 0);
    enum jd_status status = end_texts(dict, &bytes, err);
    for (uint32_t i = 0; i < dict->n && status == JD_OK; i++) {
        names[i] = (const char *)bytes.data + at;
        at += strlen(names[i]) + 1;
    }
    duckdb_logical_type type = NULL;
    if (status == JD_OK)
        type = duckdb_create_enum_type(names, dict->n);
    if (status == JD_OK && type == NULL)
        status = jd__fail(err, JD_E_NOMEM, "no memory for a column of few texts");
    jd__buf_done(&bytes);
    if (status == JD_OK)
        *out_type = type;
    return status;
}
