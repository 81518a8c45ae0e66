/* SPDX-License-Identifier: Apache-2.0 */
/*
 * box.c - running a stranger's SELECT.
 *
 * Three walls, each enough by itself for most of what could go wrong:
 *
 * 1. DuckDB's own: external access off but for the folder, configuration locked, one thread, a
 *    bound of memory.
 * 2. The syntax tree: json_serialize_sql() takes nothing but SELECT; in it every table must be
 *    a file of the folder or a WITH of the statement, and every function one that is known to
 *    reach nothing.  So no reader is called but ours, on files that are plain files.
 * 3. A watchdog that interrupts it, and bounds on rows and text.
 *
 * What DuckDB does not count of memory is bounded by the wall around the process, which is the
 * program's to set (docs/internals/memory.md).
 */
#include "io/box.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "base/utf8.h"
#include "io/box_files.h"
#include "io/rows.h"
#include "io/sql.h"
#include "io/take.h"
#include "os/file.h"
#include "os/task.h"

#include <inttypes.h>

#define DEFAULT_SECONDS 60u
#define DEFAULT_ROWS 100000000u
#define DEFAULT_MEMORY (UINT64_C(1) << 30)

/* The longest statement, in bytes. */
#define LIMIT_STATEMENT ((size_t)256 * 1024)

/* Tables that a function may make: of numbers and of JSON in a column. */
static const char *const table_functions[] = {
    "range", "generate_series", "unnest", "json_each", "json_tree", "repeat"};

struct jd__box {
    struct jd_alloc alloc;
    struct jd_io *io;
    struct jd__box_options options;
    struct jd__box_files files;
    duckdb_database db;
};

/* ---- opening ---- */

static enum jd_status
lock_up(struct jd__box *box, struct jd_error *err)
{
    struct jd__buf sql;
    duckdb_connection connection = NULL;
    jd__buf_init(&sql, &box->alloc, 1, 0);
    enum jd_status status =
        jd__buf_text(&sql, jd__str("SET GLOBAL allowed_directories = ["), err);
    if (status == JD_OK)
        status = jd__duck_literal(&sql, jd__str(box->files.folder), err);
    if (status == JD_OK)
        status = jd__buf_printf(&sql, err,
            "]; SET GLOBAL enable_external_access = false; "
            "SET GLOBAL lock_configuration = true");
    if (status == JD_OK && duckdb_connect(box->db, &connection) != DuckDBSuccess)
        status = jd__fail(err, JD_E_IO, "DuckDB takes no connection");
    if (status == JD_OK)
        status = jd__duck_run(connection, sql.data, NULL, err);
    duckdb_disconnect(&connection);
    jd__buf_done(&sql);
    return status;
}

static uint64_t
usual_memory(const struct jd_io *io)
{
    uint64_t bound = io->options.memory_bytes;
    return bound != 0 && bound < DEFAULT_MEMORY ? bound : DEFAULT_MEMORY;
}

enum jd_status
jd__box_open(struct jd_io *io, const char *folder, const struct jd__box_options *options,
    struct jd__box **out_box, struct jd_error *err)
{
    struct jd__box *box = jd__alloc_array(&io->alloc, sizeof(*box), 0, 1);
    if (box == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %s", folder);
    box->alloc = io->alloc;
    box->io = io;
    if (options != NULL)
        box->options = *options;
    struct jd__box_options *o = &box->options;
    o->seconds = o->seconds != 0 ? o->seconds : DEFAULT_SECONDS;
    o->max_rows = o->max_rows != 0 ? o->max_rows : DEFAULT_ROWS;
    o->memory_bytes = o->memory_bytes != 0 ? o->memory_bytes : usual_memory(io);
    const struct jd__duck_options duck = {1, o->memory_bytes, o->temp_dir, true};
    enum jd_status status = jd__box_files_list(&io->alloc, folder, &box->files, err);
    if (status == JD_OK)
        status = jd__duck_open(&duck, &box->db, err);
    if (status == JD_OK)
        status = lock_up(box, err);
    if (status != JD_OK) {
        jd__box_close(box);
        return status;
    }
    *out_box = box;
    return JD_OK;
}

void
jd__box_close(struct jd__box *box)
{
    if (box == NULL)
        return;
    struct jd_alloc alloc = box->alloc;
    duckdb_close(&box->db);
    jd__box_files_done(&box->files);
    jd__alloc_free(&alloc, box, sizeof(*box));
}

const char *
jd__box_folder(const struct jd__box *box)
{
    return box->files.folder;
}

static const char *
encoding_of(const struct jd__box *box, const char *file)
{
    for (uint32_t i = 0; i < box->options.n_encodings; i++)
        if (strcmp(box->options.encodings[i].file, file) == 0)
            return box->options.encodings[i].encoding;
    return NULL;
}

/* ---- the statement's tree ---- */

/* A walk over a statement: names of its WITHs, and the tables that it reads. */
struct reading {
    struct jd__box *box;
    struct jd__buf withs;         /* const char *, borrowed from the tree */
    struct jd__buf tables;        /* const char *, borrowed from the tree */
    const json_t *table_function; /* the last one: it makes rows, one by one */
};

static enum jd_status
add_withs(struct reading *reading, json_t *map, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (size_t i = 0; i < json_array_size(map) && status == JD_OK; i++) {
        const char *key = json_string_value(json_object_get(json_array_get(map, i), "key"));
        /* Out of the WITH's sight, a name like this would be a file's, past our views. */
        if (key == NULL || strpbrk(key, "./") != NULL)
            return jd__fail(err, JD_E_INPUT, "a WITH's name cannot hold a dot or a slash");
        status = jd__buf_append(&reading->withs, &key, 1, err);
    }
    return status;
}

static enum jd_status
add_table(struct reading *reading, const json_t *node, struct jd_error *err)
{
    const char *schema = json_string_value(json_object_get(node, "schema_name"));
    const char *table = json_string_value(json_object_get(node, "table_name"));
    if (schema != NULL && schema[0] != '\0')
        return jd__fail(err, JD_E_INPUT,
            "no table %s.%s: a file's whole name stands in quotes, FROM \"NAME\"", schema,
            table != NULL ? table : "");
    if (table == NULL || !json_is_null(json_object_get(node, "at_clause")))
        return jd__fail(err, JD_E_INPUT, "AT cannot stand here");
    return jd__buf_append(&reading->tables, &table, 1, err);
}

static enum jd_status
check_table_function(const json_t *node, struct jd_error *err)
{
    const char *name = json_string_value(
        json_object_get(json_object_get(node, "function"), "function_name"));
    for (size_t i = 0; i < sizeof(table_functions) / sizeof(table_functions[0]); i++)
        if (name != NULL && strcmp(name, table_functions[i]) == 0)
            return JD_OK;
    return jd__fail(err, JD_E_DENIED,
        "%s() cannot be read from: files are read by their names, FROM \"NAME\"",
        name != NULL ? name : "this");
}

/*
 * Functions that make text or lists of any length out of a number, and where that number
 * stands.  DuckDB does not count their memory, so the number must be there to be seen.
 */
static const struct grower {
    const char *name;
    size_t argument; /* SIZE_MAX: refused; 0: the format of a text */
} growers[] = {{"range", SIZE_MAX}, {"generate_series", SIZE_MAX}, {"bar", SIZE_MAX},
    {"repeat", 1}, {"lpad", 1}, {"rpad", 1}, {"list_resize", 1}, {"array_resize", 1},
    {"format", 0}, {"printf", 0}};

/* A format may not hold widths of six digits, or widths that are arguments. */
static bool
is_small_format(const char *format)
{
    size_t digits = 0;
    for (const char *at = format; *at != '\0'; at++) {
        digits = *at >= '0' && *at <= '9' ? digits + 1 : 0;
        if (digits > 5 || *at == '*' || (*at == '{' && at > format && at[-1] == ':'))
            return false;
    }
    return true;
}

static enum jd_status
check_grower(const json_t *node, struct jd_error *err)
{
    const char *name = json_string_value(json_object_get(node, "function_name"));
    for (size_t i = 0; name != NULL && i < sizeof(growers) / sizeof(growers[0]); i++) {
        if (strcmp(name, growers[i].name) != 0)
            continue;
        size_t argument = growers[i].argument;
        const json_t *given = json_array_get(json_object_get(node, "children"), argument);
        const json_t *value = json_object_get(json_object_get(given, "value"), "value");
        bool small = json_is_number(value) ? json_number_value(value) <= JD_LIMIT_CELL
                                           : json_is_string(value) && argument == 0 &&
                                                 is_small_format(json_string_value(value));
        if (argument == SIZE_MAX || !small)
            return jd__fail(err, JD_E_INPUT, "%s() %s", name,
                argument == SIZE_MAX ? "can stand behind FROM only"
                                     : "needs a constant of at most 65536 here");
    }
    return JD_OK;
}

static enum jd_status
visit(void *ctx, json_t *node, struct jd_error *err)
{
    struct reading *reading = ctx;
    const json_t *sample = json_object_get(node, "sample");
    json_t *withs = json_object_get(json_object_get(node, "cte_map"), "map");
    if (sample != NULL && !json_is_null(sample))
        return jd__fail(
            err, JD_E_INPUT, "SAMPLE cannot be used: it changes from call to call");
    enum jd_status status = add_withs(reading, withs, err);
    const char *type = json_string_value(json_object_get(node, "type"));
    const char *class = json_string_value(json_object_get(node, "class"));
    if (status == JD_OK && class != NULL && strcmp(class, "FUNCTION") == 0 &&
        node != reading->table_function)
        status = check_grower(node, err);
    if (status != JD_OK || type == NULL || class != NULL)
        return status;
    if (strcmp(type, "SHOW_REF") == 0)
        return jd__fail(err, JD_E_INPUT, "SHOW and DESCRIBE cannot be used");
    if (strcmp(type, "BASE_TABLE") == 0)
        return add_table(reading, node, err);
    if (strcmp(type, "TABLE_FUNCTION") != 0)
        return JD_OK;
    reading->table_function = json_object_get(node, "function");
    return check_table_function(node, err);
}

/* ---- views of files ---- */

/* CREATE VIEW "table" (its columns) AS SELECT * FROM read_…('/folder/file', …). */
static enum jd_status
write_view(const struct jd__source *source, const char *table, struct jd__buf *sql,
    struct jd_error *err)
{
    const char *const *names = source->names.data;
    enum jd_status status = jd__buf_text(sql, jd__str("CREATE VIEW IF NOT EXISTS "), err);
    if (status == JD_OK)
        status = jd__duck_name(sql, jd__str(table), err);
    for (size_t i = 0; i < source->names.n && status == JD_OK; i++) {
        status = jd__buf_text(sql, jd__str(i == 0 ? " (" : ", "), err);
        if (status == JD_OK)
            status = jd__duck_name(sql, jd__str(names[i]), err);
    }
    const char *as = source->names.n > 0 ? ") AS " : " AS ";
    if (status == JD_OK)
        status = jd__buf_text(sql, jd__str(as), err);
    return status != JD_OK ? status
                           : jd__buf_append(sql, source->sql.data, source->sql.n, err);
}

static enum jd_status
make_view(struct jd__box *box, duckdb_connection connection, const char *table,
    const char *file, struct jd_error *err)
{
    struct jd__source source;
    struct jd__buf path;
    struct jd__buf sql;
    enum jd__format format = jd__format_of(file);
    jd__source_init(&source, &box->alloc);
    jd__buf_init(&path, &box->alloc, 1, 0);
    jd__buf_init(&sql, &box->alloc, 1, 0);
    if (jd__box_files_is_text(file))
        format = JD__FORMAT_LINES;
    enum jd_status status = jd__buf_printf(&path, err, "%s%s", box->files.folder, file);
    if (status == JD_OK)
        status = jd__source_open(
            &source, connection, path.data, format, encoding_of(box, file), err);
    if (status == JD_OK && source.sql.n == 0)
        status = jd__fail(err, JD_E_INPUT, "%s: no record, so no column", file);
    if (status == JD_OK)
        status = write_view(&source, table, &sql, err);
    if (status == JD_OK)
        status = jd__duck_run(connection, sql.data, file, err);
    jd__buf_done(&sql);
    jd__buf_done(&path);
    jd__source_done(&source);
    return status;
}

static bool
is_with(const struct reading *reading, const char *table)
{
    const char *const *withs = reading->withs.data;
    for (size_t i = 0; i < reading->withs.n; i++)
        if (jd__box_files_same(withs[i], table))
            return true;
    return false;
}

/* Every table that is no WITH must be a file, and a WITH may be made of a file of its name. */
static enum jd_status
make_views(struct reading *reading, duckdb_connection connection, struct jd_error *err)
{
    const char *const *tables = reading->tables.data;
    enum jd_status status = JD_OK;
    for (size_t i = 0; i < reading->tables.n && status == JD_OK; i++) {
        const char *file = NULL;
        if (is_with(reading, tables[i]) &&
            jd__box_files_find(&reading->box->files, tables[i], &file, NULL) != JD_OK)
            continue;
        status = jd__box_files_find(&reading->box->files, tables[i], &file, err);
        if (status == JD_OK)
            status = make_view(reading->box, connection, tables[i], file, err);
    }
    return status;
}

/* ---- running ---- */

/* Stops a statement that takes too long, or that nobody waits for any more. */
struct watchdog {
    struct jd__gate *gate;
    duckdb_connection connection;
    const struct jd_progress *progress;
    int64_t left; /* microseconds */
    bool ended;   /* under the gate: the statement has ended */
    bool late;
    bool stopped;
};

/* How often it looks up. */
enum { LOOK_MICROSECONDS = 20000 };

static void
watch(void *ctx)
{
    struct watchdog *dog = ctx;
    const struct jd_progress *progress = dog->progress;
    jd__gate_lock(dog->gate);
    while (!dog->ended) {
        if (jd__gate_wait(dog->gate, LOOK_MICROSECONDS) || dog->ended)
            continue; /* woken: by the end, or by chance */
        dog->left -= LOOK_MICROSECONDS;
        dog->late |= dog->left <= 0;
        if (!dog->stopped && progress->should_stop != NULL)
            dog->stopped = progress->should_stop(progress->ctx, "sql", 0, 0);
        /* Again and again: a statement that has not begun yet does not hear it. */
        if (dog->late || dog->stopped)
            duckdb_interrupt(dog->connection);
    }
    jd__gate_unlock(dog->gate);
}

static enum jd_status
take_watched(struct jd__box *box, duckdb_connection connection, const struct jd__take *take,
    struct jd_table **out_table, struct jd_error *err)
{
    struct watchdog dog = {.connection = connection,
        .progress = &box->io->options.progress,
        .left = (int64_t)box->options.seconds * 1000000};
    struct jd__task *task = NULL;
    enum jd_status status = jd__gate_new(&box->alloc, &dog.gate, err);
    if (status == JD_OK)
        status = jd__task_start(&box->alloc, watch, &dog, &task, err);
    if (status == JD_OK)
        status = jd__take(connection, take, out_table, err);
    if (task != NULL) {
        jd__gate_lock(dog.gate);
        dog.ended = true;
        jd__gate_signal(dog.gate);
        jd__gate_unlock(dog.gate);
        jd__task_end(task);
    }
    jd__gate_free(dog.gate);
    if (dog.late && !dog.stopped && status == JD_E_CANCELLED)
        status = jd__fail(err, JD_E_LIMIT, "%s: stopped after %" PRIu32 " seconds",
            take->where, box->options.seconds);
    return status;
}

/* The statement as a view, so that what stands behind its semicolon cannot reach ours. */
static enum jd_status
run_statement(struct jd__box *box, duckdb_connection connection, struct jd_str statement,
    const struct jd__take *take, struct jd_table **out_table, struct jd_error *err)
{
    static const char head[] = "CREATE TEMP VIEW \"the statement\" AS ";
    struct jd__buf sql;
    jd__buf_init(&sql, &box->alloc, 1, 0);
    enum jd_status status = jd__buf_append(&sql, head, sizeof(head) - 1, err);
    if (status == JD_OK)
        status = jd__buf_text(&sql, statement, err);
    if (status == JD_OK)
        status = jd__buf_append(&sql, "", 1, err);
    if (status == JD_OK)
        status = jd__duck_run(connection, sql.data, take->where, err);
    if (status == JD_OK)
        status = take_watched(box, connection, take, out_table, err);
    jd__buf_done(&sql);
    return status;
}

/* The tree of the statement; its root is the caller's. */
static enum jd_status
parse(struct jd__box *box, struct jd_str statement, json_t **out_root, struct jd_error *err)
{
    struct jd__rows rows = {0};
    struct jd__buf sql;
    duckdb_connection connection = NULL;
    jd__buf_init(&sql, &box->alloc, 1, 0);
    enum jd_status status =
        jd__buf_text(&sql, jd__str("SELECT CAST(json_serialize_sql("), err);
    if (status == JD_OK)
        status = jd__duck_literal(&sql, statement, err);
    if (status == JD_OK)
        status = jd__buf_append(&sql, ") AS VARCHAR)", sizeof(") AS VARCHAR)"), err);
    if (status == JD_OK && duckdb_connect(box->db, &connection) != DuckDBSuccess)
        status = jd__fail(err, JD_E_IO, "DuckDB takes no connection");
    if (status == JD_OK)
        status = jd__rows_open(&rows, connection, sql.data, NULL, err);
    if (status == JD_OK)
        status = jd__rows_next(&rows, err);
    if (status == JD_OK && rows.n == 1) {
        struct jd_str text = jd__rows_text(&rows, 0, 0);
        *out_root = json_loadb(text.data, text.size, JSON_DECODE_INT_AS_REAL, NULL);
    }
    if (status == JD_OK && *out_root == NULL)
        status = jd__fail(err, JD_E_INPUT, "nested too deep");
    jd__rows_close(&rows);
    duckdb_disconnect(&connection);
    jd__buf_done(&sql);
    return status;
}

static enum jd_status
check(struct reading *reading, json_t *root, struct jd_error *err)
{
    const struct jd__sql_rules rules = {
        .io = reading->box->io, .is_query = true, .visit = visit, .ctx = reading};
    json_t *statements = json_object_get(root, "statements");
    if (json_is_true(json_object_get(root, "error")))
        return jd__sql_fail_syntax(root, 0, err);
    if (json_array_size(statements) != 1)
        return jd__fail(err, JD_E_INPUT, "exactly one SELECT is wanted here");
    return jd__sql_check(&rules, statements, err);
}

static enum jd_status
run_text(struct jd__box *box, struct jd_str statement, const struct jd__take *take,
    struct jd_table **out_table, struct jd_error *err)
{
    struct reading reading = {.box = box};
    duckdb_connection connection = NULL;
    json_t *root = NULL;
    jd__buf_init(&reading.withs, &box->alloc, sizeof(const char *), 0);
    jd__buf_init(&reading.tables, &box->alloc, sizeof(const char *), 0);
    enum jd_status status = parse(box, statement, &root, err);
    if (status == JD_OK)
        status = check(&reading, root, err);
    if (status == JD_OK && duckdb_connect(box->db, &connection) != DuckDBSuccess)
        status = jd__fail(err, JD_E_IO, "DuckDB takes no connection");
    if (status == JD_OK)
        status = make_views(&reading, connection, err);
    if (status != JD_OK)
        jd__report_where(err, "%s", take->where);
    else
        status = run_statement(box, connection, statement, take, out_table, err);
    duckdb_disconnect(&connection);
    json_decref(root);
    jd__buf_done(&reading.tables);
    jd__buf_done(&reading.withs);
    return status;
}

enum jd_status
jd__box_run(struct jd__box *box, const char *file, const char *name,
    struct jd_table **out_table, struct jd_error *err)
{
    char *text = NULL;
    size_t size = 0;
    const struct jd__take take = {.alloc = &box->alloc,
        .sql = "SELECT * FROM \"the statement\"",
        .name = name,
        .where = file,
        .max_rows = box->options.max_rows,
        .most_text = JD_LIMIT_ROW,
        .threads = box->io->options.threads};
    enum jd_status status =
        jd__box_files_load(&box->files, file, LIMIT_STATEMENT, &text, &size, err);
    if (status != JD_OK)
        return status;
    struct jd_str statement = {text, size};
    if (!jd__utf8_is_valid(statement) || memchr(text, '\0', size) != NULL)
        status = jd__fail(err, JD_E_INPUT, "%s: not UTF-8 text", file);
    else
        status = run_text(box, statement, &take, out_table, err);
    jd__alloc_free(&box->alloc, text, size + 1);
    return status;
}

enum jd_status
jd__box_read(struct jd__box *box, const char *file, const char *name,
    struct jd_table **out_table, struct jd_error *err)
{
    struct jd__buf path;
    const struct jd__reading_as as = {
        jd__format_of(file), encoding_of(box, file), JD_LIMIT_ROW};
    jd__buf_init(&path, &box->alloc, 1, 0);
    enum jd_status status = jd__box_files_check(&box->files, file, err);
    if (status == JD_OK)
        status = jd__buf_printf(&path, err, "%s%s", box->files.folder, file);
    if (status == JD_OK)
        status = jd__io_read_as(box->io, path.data, name, &as, out_table, err);
    jd__buf_done(&path);
    return status;
}
