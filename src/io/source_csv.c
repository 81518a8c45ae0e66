/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_csv.c - how a delimited file is cut: its header line says it.
 *
 * The delimiter is that of comma, tab, semicolon and bar which cuts the header into most
 * fields, and of two alike that which cuts the first row so too; the quote is ' when the
 * header begins with one, and " otherwise.  A guess from the rows would change with the rows: a
 * ragged file would be read, wrongly, as one of other columns, where it now fails with the
 * line's number.
 */
#include "io/source.h"

#include "base/error.h"
#include "base/str.h"
#include "io/rows.h"

/* A header is looked for in so many lines: a quoted name may hold line ends. */
#define LINES_OF_HEADER 64u

bool
jd__csv_field(struct jd_str text, size_t *at, char delimiter, char quote,
    struct jd_str *out_field, bool *out_open)
{
    size_t i = *at;
    if (i > text.size)
        return false;
    bool starts_quoted = i < text.size && text.data[i] == quote;
    bool quoted = false;
    for (; i < text.size && (quoted || text.data[i] != delimiter); i++)
        if (text.data[i] == quote && starts_quoted)
            quoted = !quoted; /* a doubled quote closes and opens again */
    *out_open = quoted;
    *out_field = (struct jd_str){text.data + *at, i - *at};
    *at = i + 1; /* beyond the end, so that an empty last field is seen once */
    return true;
}

/* How many fields a delimiter gives. */
static size_t
count_fields(struct jd_str text, char delimiter, char quote, bool *out_open)
{
    struct jd_str field;
    size_t at = 0;
    size_t n = 0;
    *out_open = false;
    while (!*out_open && jd__csv_field(text, &at, delimiter, quote, &field, out_open))
        n++;
    return n;
}

struct dialect {
    char delimiter;
    char quote;
};

/* False while a quote is open: the header goes on in the next line. */
static bool
find_dialect(struct jd_str header, struct jd_str row, struct dialect *out_dialect)
{
    static const char delimiters[] = {',', '\t', ';', '|'};
    char quote = header.size > 0 && header.data[0] == '\'' ? '\'' : '"';
    size_t most = 0;
    bool whole = false;
    for (size_t i = 0; i < sizeof(delimiters); i++) {
        bool open = false;
        bool row_open = false;
        size_t n = count_fields(header, delimiters[i], quote, &open);
        bool agrees = n > 1 && count_fields(row, delimiters[i], quote, &row_open) == n;
        if (2 * n + agrees <= most)
            continue;
        most = 2 * n + agrees;
        whole = !open;
        *out_dialect = (struct dialect){delimiters[i], quote};
    }
    return whole;
}

/* Put lines together until the header is whole. */
static enum jd_status
join_lines(const struct jd__rows *rows, const char *path, struct jd__buf *header,
    struct dialect *out_dialect, struct jd_error *err)
{
    bool whole = false;
    size_t size = 0; /* of the lines alone */
    enum jd_status status = JD_OK;
    for (idx_t i = 0; status == JD_OK && i < rows->n && !whole; i++) {
        struct jd_str line = jd__rows_text(rows, 0, i);
        struct jd_str row = {NULL, 0};
        if (i + 1 < rows->n)
            row = jd__rows_text(rows, 0, i + 1);
        if (i > 0)
            status = jd__buf_append(header, "\n", 1, err);
        if (status == JD_OK)
            status = jd__buf_text(header, line, err);
        struct jd_str text = {header->data, header->n};
        whole = find_dialect(text, row, out_dialect);
        size += line.size;
    }
    if (status == JD_OK && size == 0)
        return jd__fail(err, JD_E_INPUT, "%s: line 1: no header", path);
    if (status == JD_OK && !whole)
        return jd__fail(err, JD_E_INPUT, "%s: line 1: a quote that is not closed", path);
    return status;
}

/* The header's text: the first line, and those after it while a quote is open. */
static enum jd_status
read_header(duckdb_connection connection, const char *path, const char *encoding,
    struct jd__buf *header, struct dialect *out_dialect, struct jd_error *err)
{
    struct jd__source lines;
    struct jd__rows rows = {0};
    jd__source_init(&lines, &header->alloc);
    enum jd_status status =
        jd__source_open(&lines, connection, path, JD__FORMAT_LINES, encoding, err);
    if (status == JD_OK) {
        lines.sql.n--; /* its NUL */
        status = jd__buf_printf(&lines.sql, err, " LIMIT %u", LINES_OF_HEADER);
    }
    if (status == JD_OK)
        status = jd__rows_open(&rows, connection, lines.sql.data, path, err);
    if (status == JD_OK)
        status = jd__rows_next(&rows, err);
    if (status == JD_OK)
        status = join_lines(&rows, path, header, out_dialect, err);
    jd__rows_close(&rows);
    jd__source_done(&lines);
    return status;
}

/* A name without its quotes and the blanks around it. */
static enum jd_status
clean(struct jd_str field, char quote, struct jd__buf *out_name, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    bool quoted = field.size >= 2 && field.data[0] == quote;
    size_t end = quoted ? field.size - 1 : field.size;
    out_name->n = 0;
    for (size_t i = quoted ? 1 : 0; i < end && status == JD_OK; i++) {
        if (quoted && field.data[i] == quote)
            i++; /* doubled: the second one stands */
        if (i < end && (field.data[i] != ' ' || out_name->n > 0))
            status = jd__buf_append(out_name, &field.data[i], 1, err);
    }
    while (out_name->n > 0 && ((const char *)out_name->data)[out_name->n - 1] == ' ')
        out_name->n--;
    return status;
}

/* A column without a name is called by its place, as `column3`. */
static enum jd_status
add_names(struct jd__source *source, struct jd_str header, struct dialect dialect,
    struct jd_error *err)
{
    size_t at = 0;
    bool open = false;
    struct jd_str field;
    enum jd_status status = JD_OK;
    struct jd__buf name;
    jd__buf_init(&name, &source->sql.alloc, 1, 0);
    while (status == JD_OK &&
           jd__csv_field(header, &at, dialect.delimiter, dialect.quote, &field, &open)) {
        status = clean(field, dialect.quote, &name, err);
        if (status == JD_OK && name.n == 0)
            status = jd__buf_printf(&name, err, "column%zu", source->names.n + 1);
        if (status == JD_OK)
            status = jd__source_add(source, (struct jd_str){name.data, name.n}, err);
    }
    jd__buf_done(&name);
    return status;
}

static enum jd_status
write_select(struct jd__source *source, const char *path, const char *encoding,
    struct dialect dialect, struct jd_error *err)
{
    struct jd__buf *sql = &source->sql;
    struct jd_str quote = {&dialect.quote, 1};
    enum jd_status status = jd__buf_text(sql, jd__str("SELECT * FROM read_csv("), err);
    if (status == JD_OK)
        status = jd__source_path(sql, path, err);
    if (status == JD_OK)
        status = jd__buf_printf(sql, err,
            ", auto_detect=false, header=true, skip=0, nullstr='', strict_mode=true, "
            "hive_partitioning=false, encoding='%s', max_line_size=%u, delim='%c', quote=",
            encoding, JD_LIMIT_ROW, dialect.delimiter);
    if (status == JD_OK)
        status = jd__duck_literal(sql, quote, err);
    if (status == JD_OK)
        status = jd__buf_text(sql, jd__str(", escape="), err);
    if (status == JD_OK)
        status = jd__duck_literal(sql, quote, err);
    for (size_t i = 0; i < source->names.n && status == JD_OK; i++)
        status = jd__buf_printf(
            sql, err, "%s'c%zu': 'VARCHAR'", i == 0 ? ", columns={" : ", ", i);
    return status != JD_OK ? status : jd__buf_text(sql, jd__str("})"), err);
}

enum jd_status
jd__source_csv(struct jd__source *source, duckdb_connection connection, const char *path,
    const char *encoding, struct jd_error *err)
{
    struct dialect dialect = {',', '"'};
    struct jd__buf header;
    jd__buf_init(&header, &source->sql.alloc, 1, 0);
    enum jd_status status = read_header(connection, path, encoding, &header, &dialect, err);
    if (status == JD_OK) {
        struct jd_str text = {header.data, header.n};
        status = add_names(source, text, dialect, err);
        if (status != JD_OK)
            jd__report_where(err, "%s: line 1", path);
    }
    if (status == JD_OK)
        status = write_select(source, path, encoding, dialect, err);
    jd__buf_done(&header);
    return status;
}
