/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_json.c - the columns of a JSON file: the keys of all its records, by first sight.
 *
 * A key is a list column when every value that it has is an array of single values; any other
 * is text (an object or a mixed array: its JSON text).  DuckDB gives the structure of each
 * record; records of one structure are looked at once.
 */
#include "io/source.h"

#include "base/error.h"
#include "base/str.h"
#include "data/dict.h"
#include "io/rows.h"

#include <inttypes.h>
#include <jansson.h>

/* What the values of a key have been so far. */
enum shape {
    SHAPE_NONE, /* null everywhere */
    SHAPE_LIST, /* arrays of single values */
    SHAPE_TEXT, /* anything else */
};

/* The keys of a file while they are gathered. */
struct keys {
    struct jd__source *source;
    struct jd__dict *names;      /* of the keys, in the order of the columns */
    struct jd__dict *structures; /* those that were looked at */
    struct jd__buf shapes;       /* enum shape, one a column */
};

/* DuckDB writes a structure as JSON: a text names a type, an array one type of items. */
static enum shape
shape_of(const json_t *structure)
{
    if (json_is_string(structure))
        return strcmp(json_string_value(structure), "NULL") == 0 ? SHAPE_NONE : SHAPE_TEXT;
    if (!json_is_array(structure))
        return SHAPE_TEXT;
    const json_t *item = json_array_get(structure, 0);
    return item == NULL ||
                   (json_is_string(item) && strcmp(json_string_value(item), "JSON") != 0)
               ? SHAPE_LIST
               : SHAPE_TEXT;
}

static enum jd_status
add_key(struct keys *keys, struct jd_str key, enum shape shape, struct jd_error *err)
{
    uint32_t column = JD_NONE;
    if (key.size == 0)
        return jd__fail(err, JD_E_INPUT, "an empty key");
    enum jd_status status = jd__dict_code(keys->names, jd_text_of(key), &column, err);
    if (status == JD_OK && column == keys->shapes.n) {
        status = jd__source_add(keys->source, key, err);
        if (status == JD_OK)
            status = jd__buf_append(&keys->shapes, &shape, 1, err);
        return status;
    }
    if (status != JD_OK)
        return status;
    enum shape *known = (enum shape *)keys->shapes.data + column;
    if (*known == SHAPE_NONE)
        *known = shape;
    else if (shape != SHAPE_NONE && shape != *known)
        *known = SHAPE_TEXT;
    return JD_OK;
}

static enum jd_status
add_structure(struct keys *keys, struct jd_str text, struct jd_error *err)
{
    json_error_t where;
    json_t *structure = json_loadb(text.data, text.size, JSON_DECODE_ANY, &where);
    enum jd_status status = JD_OK;
    if (structure == NULL || !json_is_object(structure))
        status = jd__fail(err, JD_E_INPUT, "not an object");
    for (void *at = structure != NULL ? json_object_iter(structure) : NULL;
         at != NULL && status == JD_OK; at = json_object_iter_next(structure, at))
        status = add_key(keys, jd__str(json_object_iter_key(at)),
            shape_of(json_object_iter_value(at)), err);
    json_decref(structure);
    return status;
}

/* Every record's structure, in file order. */
static enum jd_status
read_structures(
    struct keys *keys, duckdb_connection connection, const char *path, struct jd_error *err)
{
    struct jd__rows rows = {0};
    struct jd__buf sql;
    uint64_t n = 0;
    jd__buf_init(&sql, &keys->shapes.alloc, 1, 0);
    enum jd_status status = jd__buf_text(&sql,
        jd__str("SELECT CAST(json_structure(json) AS VARCHAR) FROM read_json_objects("),
        err);
    if (status == JD_OK)
        status = jd__source_path(&sql, path, err);
    if (status == JD_OK)
        status = jd__buf_append(&sql, ")", sizeof(")"), err);
    if (status == JD_OK)
        status = jd__rows_open(&rows, connection, sql.data, path, err);
    if (status == JD_OK)
        status = jd__rows_next(&rows, err);
    while (status == JD_OK && rows.chunk != NULL) {
        for (idx_t i = 0; i < rows.n && status == JD_OK; i++) {
            uint32_t code = 0;
            struct jd_str text = jd__rows_text(&rows, 0, i);
            uint32_t n_known = keys->structures->n;
            n++;
            status = jd__dict_code(keys->structures, jd_text_of(text), &code, err);
            if (status == JD_OK && code == n_known)
                status = add_structure(keys, text, err);
            if (status != JD_OK)
                jd__report_where(err, "%s: record %" PRIu64, path, n);
        }
        if (status == JD_OK)
            status = jd__rows_next(&rows, err);
    }
    jd__rows_close(&rows);
    jd__buf_done(&sql);
    return status;
}

static enum jd_status
write_select(const struct keys *keys, const char *path, struct jd_error *err)
{
    struct jd__buf *sql = &keys->source->sql;
    const char *const *names = keys->source->names.data;
    const enum shape *shapes = keys->shapes.data;
    if (keys->source->names.n == 0)
        return JD_OK; /* no record: no column, no statement */
    enum jd_status status = jd__buf_text(sql, jd__str("SELECT * FROM read_json("), err);
    if (status == JD_OK)
        status = jd__source_path(sql, path, err);
    if (status == JD_OK)
        status = jd__buf_text(sql, jd__str(", hive_partitioning=false, columns={"), err);
    for (size_t i = 0; i < keys->source->names.n && status == JD_OK; i++) {
        status = i == 0 ? JD_OK : jd__buf_text(sql, jd__str(", "), err);
        if (status == JD_OK)
            status = jd__duck_literal(sql, jd__str(names[i]), err);
        const char *type = shapes[i] == SHAPE_LIST ? ": 'VARCHAR[]'" : ": 'VARCHAR'";
        if (status == JD_OK)
            status = jd__buf_text(sql, jd__str(type), err);
    }
    return status != JD_OK ? status : jd__buf_text(sql, jd__str("})"), err);
}

enum jd_status
jd__source_json(struct jd__source *source, duckdb_connection connection, const char *path,
    struct jd_error *err)
{
    const struct jd_alloc *alloc = &source->sql.alloc;
    struct keys keys = {source, jd__dict_new(alloc, JD_TYPE_TEXT),
        jd__dict_new(alloc, JD_TYPE_TEXT), {.data = NULL}};
    jd__buf_init(&keys.shapes, alloc, sizeof(enum shape), 0);
    enum jd_status status = JD_OK;
    if (keys.names == NULL || keys.structures == NULL)
        status = jd__fail(err, JD_E_NOMEM, "no memory for the keys of %s", path);
    if (status == JD_OK)
        status = read_structures(&keys, connection, path, err);
    if (status == JD_OK)
        status = write_select(&keys, path, err);
    jd__buf_done(&keys.shapes);
    jd__dict_free(keys.structures);
    jd__dict_free(keys.names);
    return status;
}
