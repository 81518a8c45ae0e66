/* SPDX-License-Identifier: Apache-2.0 */
/*
 * agency.c - agency.json, checked against the keys that docs/reference/tables.md lists.
 *
 * A key that is not in the list is an error: a misspelt "sharing" would otherwise silently
 * close or open something.  So are a zone, a date pattern, an answer or an encoding that does
 * not exist: they are found here, before a row is read.
 */
#include "io/agency.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "base/utf8.h"
#include "io/box.h"
#include "io/norm.h"
#include "os/file.h"

#include <jansson.h>

enum { MOST_SIZE = 1024 * 1024, MOST_TEXT = 1024, MOST_ITEMS = 10000 };

enum shape { TEXT, TEXTS, OBJECTS, NAMED };

struct key {
    const char *name;
    enum shape shape;
    bool needed;
};

static const struct key agency_keys[] = {{"id", TEXT, true}, {"name", TEXT, true},
    {"ori", TEXT, false}, {"kind", TEXT, true}, {"country", TEXT, true},
    {"zone", TEXT, true}, {"contact", TEXT, false}, {"laws", TEXTS, false},
    {"people", OBJECTS, false}, {"sharing", OBJECTS, false},
    {"money_sources", TEXTS, false}, {"tables", NAMED, false}, {"files", NAMED, false},
    {NULL, TEXT, false}};
static const struct key people_keys[] = {
    {"id", TEXT, true}, {"role_kind", TEXT, true}, {NULL, TEXT, false}};
static const struct key sharing_keys[] = {{"to", TEXT, true}, {"role_kind", TEXT, true},
    {"item", TEXT, true}, {"answer", TEXT, true}, {NULL, TEXT, false}};
static const struct key table_keys[] = {{"delivery", TEXT, false}, {"dates", TEXTS, false},
    {"zone", TEXT, false}, {NULL, TEXT, false}};
static const struct key file_keys[] = {{"encoding", TEXT, true}, {NULL, TEXT, false}};

static const char *const answers[] = {"full", "pointer", "count", "none", NULL};
static const char *const deliveries[] = {"snapshot", "delta", NULL};
static const char *const encodings[] = {"utf-8", "utf-16", "latin-1", NULL};

static bool
is_text(const json_t *value)
{
    return json_is_string(value) && json_string_length(value) <= MOST_TEXT &&
           strlen(json_string_value(value)) == json_string_length(value);
}

static bool
are_texts(const json_t *value)
{
    bool ok = json_is_array(value) && json_array_size(value) <= MOST_ITEMS;
    for (size_t i = 0; ok && i < json_array_size(value); i++)
        ok = is_text(json_array_get(value, i));
    return ok;
}

static bool
has_shape(const json_t *value, enum shape shape)
{
    switch (shape) {
    case TEXT:
        return is_text(value);
    case TEXTS:
        return are_texts(value);
    case OBJECTS:
        return json_is_array(value) && json_array_size(value) <= MOST_ITEMS;
    case NAMED:
        return json_is_object(value);
    }
    return false;
}

static const char *
shape_name(enum shape shape)
{
    static const char *const names[] = {
        "a short text", "a list of short texts", "a list of objects", "an object"};
    return names[shape];
}

static const struct key *
find_key(const struct key *keys, const char *name)
{
    while (keys->name != NULL && strcmp(keys->name, name) != 0)
        keys++;
    return keys->name != NULL ? keys : NULL;
}

/* Each member of an object is a key of the list in its shape, and none that is needed lacks. */
static enum jd_status
check_keys(json_t *object, const struct key *keys, const char *where, struct jd_error *err)
{
    if (!json_is_object(object))
        return jd__fail(err, JD_E_INPUT, "%s is not an object", where);
    for (void *at = json_object_iter(object); at != NULL;
         at = json_object_iter_next(object, at)) {
        const struct key *key = find_key(keys, json_object_iter_key(at));
        if (key == NULL)
            return jd__fail(
                err, JD_E_INPUT, "%s: no such key: %.60s", where, json_object_iter_key(at));
        if (!has_shape(json_object_iter_value(at), key->shape))
            return jd__fail(err, JD_E_INPUT, "%s: %s is not %s", where, key->name,
                shape_name(key->shape));
    }
    for (; keys->name != NULL; keys++)
        if (keys->needed && json_object_get(object, keys->name) == NULL)
            return jd__fail(err, JD_E_INPUT, "%s: %s is missing", where, keys->name);
    return JD_OK;
}

/* A word must be one of a list; a missing one is fine. */
static enum jd_status
check_word(const json_t *object, const char *key, const char *const *words,
    const char *where, struct jd_error *err)
{
    const char *word = json_string_value(json_object_get(object, key));
    if (word == NULL)
        return JD_OK;
    while (*words != NULL && strcmp(*words, word) != 0)
        words++;
    if (*words == NULL)
        return jd__fail(err, JD_E_INPUT, "%s: %s is none that is known", where, key);
    return JD_OK;
}

static enum jd_status
check_list(
    const json_t *tree, const char *name, const struct key *keys, struct jd_error *err)
{
    const json_t *list = json_object_get(tree, name);
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *item = json_array_get(list, i);
        enum jd_status status = check_keys(item, keys, name, err);
        if (status == JD_OK)
            status = check_word(item, "answer", answers, name, err);
        if (status != JD_OK) {
            jd__report_where(err, "agency.json, item %zu", i + 1);
            return status;
        }
    }
    return JD_OK;
}

/* Is there such a zone, and such patterns?  The forms themselves know. */
static enum jd_status
check_forms(
    const json_t *tree, const json_t *table, const char *where, struct jd_error *err)
{
    const char *patterns[64];
    const json_t *dates = json_object_get(table, "dates");
    const char *zone = json_string_value(json_object_get(table, "zone"));
    size_t n = json_array_size(dates);
    struct jd__norm *norm = NULL;
    if (n > sizeof(patterns) / sizeof(patterns[0]))
        return jd__fail(err, JD_E_INPUT, "agency.json: %s: more than 64 dates", where);
    for (size_t i = 0; i < n; i++)
        patterns[i] = json_string_value(json_array_get(dates, i));
    const struct jd__norm_options options = {
        json_string_value(json_object_get(tree, "country")), n > 0 ? patterns : NULL,
        (uint32_t)n, zone};
    enum jd_status status = jd__norm_new(NULL, &options, &norm, err);
    if (status != JD_OK)
        jd__report_where(err, "agency.json: %s", where);
    jd__norm_free(norm);
    return status;
}

static enum jd_status
check_tables(const json_t *tree, struct jd_error *err)
{
    json_t *tables = json_object_get(tree, "tables");
    for (void *at = json_object_iter(tables); at != NULL;
         at = json_object_iter_next(tables, at)) {
        const char *name = json_object_iter_key(at);
        json_t *table = json_object_iter_value(at);
        if (!jd__folder_has_table(name))
            return jd__fail(
                err, JD_E_INPUT, "agency.json: tables: no standard table is %.60s", name);
        enum jd_status status = check_keys(table, table_keys, name, err);
        if (status == JD_OK)
            status = check_word(table, "delivery", deliveries, name, err);
        if (status != JD_OK) {
            jd__report_where(err, "agency.json, tables");
            return status;
        }
        status = check_forms(tree, table, name, err);
        if (status != JD_OK)
            return status;
    }
    return JD_OK;
}

static enum jd_status
check_files(const json_t *tree, struct jd_error *err)
{
    json_t *files = json_object_get(tree, "files");
    for (void *at = json_object_iter(files); at != NULL;
         at = json_object_iter_next(files, at)) {
        json_t *file = json_object_iter_value(at);
        enum jd_status status = check_keys(file, file_keys, json_object_iter_key(at), err);
        if (status == JD_OK)
            status = check_word(file, "encoding", encodings, json_object_iter_key(at), err);
        if (status != JD_OK) {
            jd__report_where(err, "agency.json, files");
            return status;
        }
    }
    return JD_OK;
}

/* Ids stand in names, lists and messages: a control character there is a trick or an accident. */
static bool
is_plain(const char *id)
{
    struct jd_str text = jd__str(id);
    bool plain = text.size > 0;
    for (size_t at = 0; plain && at < text.size;) {
        uint32_t code = jd__utf8_next(text, &at);
        plain = code >= 0x20 && !(code >= 0x7F && code <= 0x9F);
    }
    return plain;
}

/* An id is part of names cut at slashes and of people's names cut at the last "@". */
static bool
is_good_id(const char *id)
{
    return is_plain(id) && strpbrk(id, "/@ ") == NULL && strcmp(id, "*") != 0;
}

static enum jd_status
check_people(const json_t *tree, struct jd_error *err)
{
    const json_t *people = json_object_get(tree, "people");
    enum jd_status status = check_list(tree, "people", people_keys, err);
    for (size_t i = 0; status == JD_OK && i < json_array_size(people); i++)
        if (!is_plain(json_string_value(json_object_get(json_array_get(people, i), "id"))))
            status = jd__fail(err, JD_E_INPUT,
                "agency.json, item %zu: people: id is empty or holds a control character",
                i + 1);
    return status;
}

static enum jd_status
check_tree(json_t *tree, struct jd_error *err)
{
    enum jd_status status = check_keys(tree, agency_keys, "agency.json", err);
    if (status == JD_OK)
        status = check_people(tree, err);
    if (status == JD_OK)
        status = check_list(tree, "sharing", sharing_keys, err);
    if (status == JD_OK)
        status = check_tables(tree, err);
    if (status == JD_OK)
        status = check_files(tree, err);
    if (status == JD_OK)
        status = check_forms(tree, tree, "zone", err);
    if (status == JD_OK && !is_good_id(json_string_value(json_object_get(tree, "id"))))
        status = jd__fail(err, JD_E_INPUT,
            "agency.json: id is empty or holds a slash, an @, a blank or a "
            "control character");
    return status;
}

enum jd_status
jd__agency_parse(struct jd__folder *folder, struct jd_error *err)
{
    json_error_t wrong = {0};
    json_t *tree =
        json_loadb(folder->json, folder->json_size, JSON_REJECT_DUPLICATES, &wrong);
    folder->tree = tree;
    if (tree == NULL)
        return jd__fail(err, JD_E_INPUT, "agency.json is not JSON: line %d, column %d",
            wrong.line, wrong.column);
    enum jd_status status = check_tree(tree, err);
    if (status != JD_OK)
        return status;
    folder->agency = json_string_value(json_object_get(tree, "id"));
    folder->country = json_string_value(json_object_get(tree, "country"));
    folder->zone = json_string_value(json_object_get(tree, "zone"));
    return JD_OK;
}

/* What an agency hands over lies in its folder; and a pipe would be waited for. */
static bool
is_plain_file(const char *path)
{
    enum jd__path_kind kind = jd__path_kind(path, false);
    return kind == JD__PATH_FILE || kind == JD__PATH_NONE; /* NONE: reading says why */
}

enum jd_status
jd__agency_read(struct jd__folder *folder, struct jd_error *err)
{
    struct jd__buf path;
    jd__buf_init(&path, &folder->alloc, 1, 0);
    enum jd_status status = jd__buf_printf(&path, err, "%s/agency.json", folder->path);
    if (status == JD_OK && !is_plain_file(path.data))
        status = jd__fail(err, JD_E_DENIED,
            "%s: a link or no plain file: it is not followed", (const char *)path.data);
    if (status == JD_OK)
        status = jd__file_read(
            &folder->alloc, path.data, MOST_SIZE, &folder->json, &folder->json_size, err);
    jd__buf_done(&path);
    if (status != JD_OK)
        return status;
    status = jd__agency_parse(folder, err);
    if (status != JD_OK)
        jd__report_where(err, "%s", folder->path);
    return status;
}

enum jd_status
jd__agency_table(
    struct jd__folder *folder, struct jd__folder_table *table, struct jd_error *err)
{
    const json_t *of =
        json_object_get(json_object_get(folder->tree, "tables"), table->name);
    const char *delivery = json_string_value(json_object_get(of, "delivery"));
    const char *zone = json_string_value(json_object_get(of, "zone"));
    const json_t *dates = json_object_get(of, "dates");
    table->zone = zone != NULL ? zone : folder->zone;
    table->is_delta = delivery != NULL && strcmp(delivery, "delta") == 0;
    size_t n = json_array_size(dates);
    if (n == 0)
        return JD_OK;
    const char **patterns = jd__alloc_array(&folder->alloc, 0, n, sizeof(*patterns));
    if (patterns == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %zu date patterns", n);
    for (size_t i = 0; i < n; i++)
        patterns[i] = json_string_value(json_array_get(dates, i));
    table->dates = patterns;
    table->n_dates = (uint32_t)n;
    return JD_OK;
}

enum jd_status
jd__agency_encodings(
    const struct jd__folder *folder, struct jd__buf *out_encodings, struct jd_error *err)
{
    json_t *files = json_object_get(folder->tree, "files");
    enum jd_status status = JD_OK;
    for (void *at = json_object_iter(files); at != NULL && status == JD_OK;
         at = json_object_iter_next(files, at)) {
        const struct jd__encoding encoding = {json_object_iter_key(at),
            json_string_value(json_object_get(json_object_iter_value(at), "encoding"))};
        status = jd__buf_append(out_encodings, &encoding, 1, err);
    }
    return status;
}
