/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evaluate.c - a syntax tree, evaluated by DuckDB once for each row of a table.
 *
 * The tree is put, as it is, into the serialised form of SELECT tree FROM jd_rows(address).
 * Rows seldom raise errors, so the plain expression runs first.  If a row fails, all run again
 * inside TRY([expression]): null then is a failed row, a list of one null a null value.
 */
#include "io/sql.h"

#include "base/error.h"
#include "base/str.h"
#include "data/table.h"
#include "io/give.h"
#include "io/take.h"

#include <inttypes.h>
#include <stdio.h>

/* The members that every node of a serialised function has beside its name and arguments. */
#define FUNCTION_TAIL                                                              \
    "],\"filter\":null,\"order_bys\":{\"type\":\"ORDER_MODIFIER\",\"orders\":[]}," \
    "\"distinct\":false,\"is_operator\":false,\"export_state\":false,\"catalog\":\"\"}"

static const char head[] =
    "{\"error\":false,\"statements\":[{\"node\":{\"type\":\"SELECT_NODE\",\"modifiers\":[],"
    "\"cte_map\":{\"map\":[]},\"select_list\":[";

static const char try_head[] =
    "{\"class\":\"OPERATOR\",\"type\":\"OPERATOR_TRY\",\"alias\":\"\",\"children\":["
    "{\"class\":\"FUNCTION\",\"type\":\"FUNCTION\",\"alias\":\"\","
    "\"function_name\":\"list_value\",\"schema\":\"main\",\"children\":[";

static const char try_tail[] = FUNCTION_TAIL "]}";

static const char from_head[] =
    "],\"from_table\":{\"type\":\"TABLE_FUNCTION\",\"alias\":\"\",\"sample\":null,"
    "\"function\":{\"class\":\"FUNCTION\",\"type\":\"FUNCTION\",\"alias\":\"\","
    "\"function_name\":\"jd_rows\",\"schema\":\"\",\"children\":[{\"class\":\"CONSTANT\","
    "\"type\":\"VALUE_CONSTANT\",\"alias\":\"\",\"value\":{\"type\":{\"id\":\"UBIGINT\","
    "\"type_info\":null},\"is_null\":false,\"value\":";

static const char from_tail[] =
    "}}" FUNCTION_TAIL ",\"column_name_alias\":[],"
    "\"with_ordinality\":\"WITHOUT_ORDINALITY\"},\"where_clause\":null,"
    "\"group_expressions\":[],\"group_sets\":[],\"aggregate_handling\":\"STANDARD_"
    "HANDLING\","
    "\"having\":null,\"sample\":null,\"qualify\":null},\"named_param_map\":[]}]}";

/* One evaluation. */
struct evaluation {
    const struct jd_alloc *alloc;
    duckdb_connection connection;
    struct jd_str tree;
    struct jd__given given;
    struct jd__buf sql;
    bool bound; /* the tree fits the columns: what fails now is a row */
};

static enum jd_status
add_all(struct jd__buf *buf, const struct jd_str *parts, size_t n, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (size_t i = 0; i < n && status == JD_OK; i++)
        status = jd__buf_text(buf, parts[i], err);
    return status;
}

/* The statement: a column of values and one that says which rows failed. */
static enum jd_status
write_statement(struct evaluation *e, bool with_try, struct jd_error *err)
{
    char address[32];
    struct jd__buf json;
    jd__buf_init(&json, e->alloc, 1, 0);
    (void)snprintf(address, sizeof(address), "%" PRIuPTR, (uintptr_t)&e->given);
    const struct jd_str parts[] = {jd__str(head), jd__str(with_try ? try_head : ""),
        e->tree, jd__str(with_try ? try_tail : ""), jd__str(from_head), jd__str(address),
        jd__str(from_tail)};
    const char *columns = with_try ? "SELECT t[1], t IS NULL" : "SELECT t, false";
    enum jd_status status = add_all(&json, parts, sizeof(parts) / sizeof(parts[0]), err);
    e->sql.n = 0;
    if (status == JD_OK)
        status =
            jd__buf_printf(&e->sql, err, "%s FROM json_execute_serialized_sql(", columns);
    if (status == JD_OK)
        status = jd__duck_literal(&e->sql, (struct jd_str){json.data, json.n}, err);
    if (status == JD_OK)
        status = jd__buf_append(&e->sql, ") AS q(t)", sizeof(") AS q(t)"), err);
    jd__buf_done(&json);
    return status;
}

static enum jd_status
run(struct evaluation *e, bool with_try, struct jd_table **out_values, struct jd_error *err)
{
    static const char *const names[] = {"value", "failed"};
    enum jd_status status = write_statement(e, with_try, err);
    const struct jd__take take = {.alloc = e->alloc,
        .sql = e->sql.data,
        .name = "values",
        .columns = names,
        .out_bound = &e->bound,
        .threads = 1};
    e->given.from = 0;
    if (status == JD_OK)
        status = jd__take(e->connection, &take, out_values, err);
    if (status == JD_OK && jd_table_n_rows(*out_values) != e->given.to) {
        jd_table_free(*out_values);
        *out_values = NULL;
        status =
            jd__fail(err, JD_E_INPUT, "an expression gives more or fewer rows than it got");
    }
    return status;
}

static enum jd_status
evaluate_on(struct evaluation *e, struct jd_table **out_values, struct jd_error *err)
{
    struct jd_table *values = NULL;
    struct jd_error first = {JD_OK, ""};
    enum jd_status status = run(e, false, &values, &first);
    if (e->bound && (status == JD_E_INPUT || status == JD_E_UNSUPPORTED)) /* a row failed */
        status = run(e, true, &values, err);
    else if (status != JD_OK)
        return jd__fail(err, status, "%s", first.message);
    if (status == JD_OK)
        *out_values = values;
    return status;
}

static enum jd_status
check_tree(const struct jd_io *io, struct jd_str tree, const struct jd_table *rows,
    struct jd_error *err)
{
    json_error_t where;
    json_t *node = json_loadb(tree.data, tree.size, JSON_DECODE_INT_AS_REAL, &where);
    enum jd_status status = JD_OK;
    if (!json_is_object(node))
        status = jd__fail(err, JD_E_INPUT, "not the syntax tree of an expression");
    const struct jd__sql_rules rules = {.io = io, .rows = rows};
    if (status == JD_OK)
        status = jd__sql_check(&rules, node, err);
    json_decref(node);
    return status;
}

enum jd_status
jd__sql_evaluate(void *ctx, const struct jd_alloc *alloc, struct jd_str tree,
    const struct jd_table *rows, struct jd_table **out_values, struct jd_error *err)
{
    const struct jd_io *io = ctx;
    struct evaluation e = {.alloc = alloc, .tree = tree};
    if (!rows->finished)
        return jd__fail(err, JD_E_ARG, "rows are not finished");
    enum jd_status status = check_tree(io, tree, rows, err);
    if (status != JD_OK)
        return status;
    e.given = (struct jd__given){rows, 0, jd_table_n_rows(rows)};
    jd__buf_init(&e.sql, alloc, 1, 0);
    status = jd__locked_connect(io->locked, &e.connection, err);
    if (status == JD_OK)
        status = evaluate_on(&e, out_values, err);
    duckdb_disconnect(&e.connection);
    jd__buf_done(&e.sql);
    return status;
}
