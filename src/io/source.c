/* SPDX-License-Identifier: Apache-2.0 */
/* source.c - which reader a file needs, by its name and first bytes. */
#include "io/source.h"

#include "base/error.h"
#include "base/str.h"
#include "os/file.h"

static bool
ends_with(struct jd_str text, const char *ending)
{
    size_t size = strlen(ending);
    return text.size > size && memcmp(text.data + text.size - size, ending, size) == 0;
}

enum jd__format
jd__format_of(const char *path)
{
    static const struct ending {
        const char *ending;
        enum jd__format format;
    } endings[] = {
        {".csv", JD__FORMAT_CSV},
        {".tsv", JD__FORMAT_CSV},
        {".txt", JD__FORMAT_CSV},
        {".json", JD__FORMAT_JSON},
        {".jsonl", JD__FORMAT_JSON},
        {".ndjson", JD__FORMAT_JSON},
    };
    struct jd_str name = jd__str(path);
    if (ends_with(name, ".parquet"))
        return JD__FORMAT_PARQUET;
    if (ends_with(name, ".gz"))
        name.size -= 3;
    else if (ends_with(name, ".zst"))
        name.size -= 4;
    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
        if (ends_with(name, endings[i].ending))
            return endings[i].format;
    return JD__FORMAT_NONE;
}

void
jd__source_init(struct jd__source *source, const struct jd_alloc *alloc)
{
    jd__buf_init(&source->sql, alloc, 1, 0);
    jd__buf_init(&source->text, alloc, 1, 0);
    jd__buf_init(&source->names, alloc, sizeof(const char *), 0);
}

void
jd__source_done(struct jd__source *source)
{
    jd__buf_done(&source->sql);
    jd__buf_done(&source->text);
    jd__buf_done(&source->names);
}

/* In DuckDB's patterns a character in brackets stands for itself. */
enum jd_status
jd__source_path(struct jd__buf *sql, const char *path, struct jd_error *err)
{
    enum jd_status status = jd__buf_text(sql, jd__str("'"), err);
    for (const char *at = path; *at != '\0' && status == JD_OK; at++) {
        if (*at == '*' || *at == '?' || *at == '[')
            status = jd__buf_printf(sql, err, "[%c]", *at);
        else if (*at == '\'')
            status = jd__buf_text(sql, jd__str("''"), err);
        else
            status = jd__buf_append(sql, at, 1, err);
    }
    return status != JD_OK ? status : jd__buf_text(sql, jd__str("'"), err);
}

/* The names move as they grow, so pointers are made again from the offsets of the NULs. */
static void
point_at_names(struct jd__source *source)
{
    const char **names = source->names.data;
    const char *at = source->text.data;
    for (size_t i = 0; i < source->names.n; i++) {
        names[i] = at;
        at += strlen(at) + 1;
    }
}

enum jd_status
jd__source_add(struct jd__source *source, struct jd_str name, struct jd_error *err)
{
    const char *const *names = source->names.data;
    const char *none = NULL;
    if (memchr(name.data, '\0', name.size) != NULL)
        return jd__fail(err, JD_E_INPUT, "a column's name holds a NUL byte");
    for (size_t i = 0; i < source->names.n; i++)
        if (jd__str_is(name, names[i]))
            return jd__fail(err, JD_E_INPUT, "two columns named %s", names[i]);
    enum jd_status status = jd__buf_text(&source->text, name, err);
    if (status == JD_OK)
        status = jd__buf_append(&source->text, "", 1, err);
    if (status == JD_OK)
        status = jd__buf_append(&source->names, &none, 1, err);
    if (status == JD_OK)
        point_at_names(source);
    return status;
}

/* A byte order mark says UTF-16; without one a file is UTF-8. */
static enum jd_status
look_at_file(const struct jd_alloc *alloc, const char *path, const char **out_encoding,
    struct jd_error *err)
{
    static const char little[] = "\xFF\xFE";
    static const char big[] = "\xFE\xFF";
    char head[2] = {0};
    size_t n = 0;
    struct jd__file *file = NULL;
    if (jd__path_kind(path, true) == JD__PATH_NONE)
        return jd__fail(err, JD_E_NOT_FOUND, "%s: no such file", path);
    enum jd_status status = jd__file_open(alloc, path, JD__FILE_READ, false, &file, err);
    if (status == JD_OK)
        status = jd__file_read_at(file, 0, head, sizeof(head), &n, err);
    jd__file_close(file);
    if (status != JD_OK)
        return status;
    bool marked = n == 2 && (memcmp(head, little, 2) == 0 || memcmp(head, big, 2) == 0);
    if (*out_encoding == NULL)
        *out_encoding = marked ? "utf-16" : "utf-8";
    return JD_OK;
}

static enum jd_status
open_parquet(struct jd__source *source, const char *path, struct jd_error *err)
{
    enum jd_status status =
        jd__buf_text(&source->sql, jd__str("SELECT * FROM read_parquet("), err);
    if (status == JD_OK)
        status = jd__source_path(&source->sql, path, err);
    if (status == JD_OK)
        status = jd__buf_text(&source->sql, jd__str(", hive_partitioning=false)"), err);
    return status;
}

static enum jd_status
open_lines(
    struct jd__source *source, const char *path, const char *encoding, struct jd_error *err)
{
    enum jd_status status =
        jd__buf_text(&source->sql, jd__str("SELECT line AS c0 FROM read_csv("), err);
    if (status == JD_OK)
        status = jd__source_path(&source->sql, path, err);
    if (status == JD_OK)
        status = jd__buf_printf(&source->sql, err,
            ", auto_detect=false, header=false, delim='\1', quote='', escape='', "
            "nullstr='', "
            "columns={'line': 'VARCHAR'}, hive_partitioning=false, strict_mode=false, "
            "encoding='%s', max_line_size=%u)",
            encoding, JD_LIMIT_ROW);
    return status != JD_OK ? status : jd__source_add(source, jd__str("line"), err);
}

enum jd_status
jd__source_open(struct jd__source *source, duckdb_connection connection, const char *path,
    enum jd__format format, const char *encoding, struct jd_error *err)
{
    enum jd_status status = look_at_file(&source->text.alloc, path, &encoding, err);
    if (status != JD_OK)
        return status;
    switch (format) {
    case JD__FORMAT_NONE:
        return jd__fail(err, JD_E_INPUT,
            "%s: no known ending (.csv .tsv .txt .json .jsonl "
            ".ndjson .parquet, and .gz or .zst of the text ones)",
            path);
    case JD__FORMAT_CSV:
        status = jd__source_csv(source, connection, path, encoding, err);
        break;
    case JD__FORMAT_JSON:
        status = jd__source_json(source, connection, path, err);
        break;
    case JD__FORMAT_PARQUET:
        status = open_parquet(source, path, err);
        break;
    case JD__FORMAT_LINES:
        status = open_lines(source, path, encoding, err);
        break;
    }
    if (status != JD_OK || source->sql.n == 0)
        return status;
    return jd__buf_append(&source->sql, "", 1, err);
}
