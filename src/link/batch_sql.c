/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch_sql.c - parts without a kernel: evaluated by SQL, over those pairs that reach them.
 *
 * The columns are handed over as they came, as NAME_l and NAME_r; nothing is hoisted inside
 * such a part, so that SQL sees the types that it would see without us.
 */
#include "link/program.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"

/* The columns of a part as SQL sees them; free with free_specs(). */
static enum jd_status
make_specs(const struct jd__program *program, const struct jd__sql_part *part,
    struct jd_column_spec **out_specs, struct jd__buf *names, struct jd_error *err)
{
    const struct jd__operand *columns = part->columns.data;
    const struct jd_table *table = program->fields->table;
    enum jd_status status = JD_OK;
    jd__buf_init(names, &program->alloc, 1, 0);
    for (size_t i = 0; i < part->columns.n && status == JD_OK; i++) {
        const char *name = jd_table_column(table, columns[i].field).name;
        status = jd__buf_printf(
            names, err, "%s%s", name, columns[i].side == JD__LEFT ? "_l" : "_r");
        if (status == JD_OK)
            status = jd__buf_append(names, NULL, 1, err); /* its NUL */
    }
    struct jd_column_spec *specs = NULL;
    if (status == JD_OK) {
        specs = jd__alloc_array(&program->alloc, 0, part->columns.n, sizeof(*specs));
        if (specs == NULL)
            status = jd__fail(err, JD_E_NOMEM, "no memory for columns");
    }
    const char *name = names->data;
    for (size_t i = 0; i < part->columns.n && status == JD_OK; i++) {
        specs[i] =
            (struct jd_column_spec){name, jd_table_column(table, columns[i].field).type};
        name += strlen(name) + 1;
    }
    *out_specs = specs;
    return status;
}

static void
free_specs(const struct jd__program *program, const struct jd__sql_part *part,
    struct jd_column_spec *specs, struct jd__buf *names)
{
    jd__alloc_free_array(&program->alloc, specs, 0, part->columns.n, sizeof(*specs));
    jd__buf_done(names);
}

/* Where truth is in an answer of n rows. */
static enum jd_status
check_answer(const struct jd_table *answer, uint32_t n, uint32_t *out_value,
    uint32_t *out_failed, struct jd_error *err)
{
    *out_value = jd_table_find(answer, "value");
    *out_failed = jd_table_find(answer, "failed");
    enum jd_type type =
        *out_value != JD_NONE ? jd_table_column(answer, *out_value).type : JD_TYPE_NULL;
    if (jd_table_n_rows(answer) != n || *out_failed == JD_NONE ||
        (type != JD_TYPE_BOOL && type != JD_TYPE_INT))
        return jd__fail(err, JD_E_INPUT, "a condition is neither true nor false");
    return JD_OK;
}

enum jd_status
jd__sql_part_check(const struct jd__program *program, const struct jd__sql_part *part,
    struct jd_error *err)
{
    const struct jd_sql *sql = program->fields->sql;
    struct jd_column_spec *specs = NULL;
    struct jd_table *row = NULL, *answer = NULL;
    struct jd__buf names;
    uint32_t value = JD_NONE, failed = JD_NONE;
    enum jd_status status = make_specs(program, part, &specs, &names, err);
    if (status == JD_OK)
        status = jd__null_row(&program->alloc, specs, (uint32_t)part->columns.n, &row, err);
    if (status == JD_OK)
        status = sql->evaluate(sql->ctx, &program->alloc,
            (struct jd_str){part->tree, part->tree_size}, row, &answer, err);
    if (status == JD_OK)
        status = check_answer(answer, 1, &value, &failed, err);
    jd_table_free(row);
    jd_table_free(answer);
    free_specs(program, part, specs, &names);
    return status;
}

/* The listed pairs' cells as a table. */
static enum jd_status
make_rows(const struct jd__batch *batch, const struct jd__sql_part *part,
    const struct jd_column_spec *specs, const uint32_t *places, uint32_t n,
    struct jd_table **out_rows, struct jd_error *err)
{
    const struct jd__operand *columns = part->columns.data;
    const struct jd_table *table = batch->program->fields->table;
    struct jd_table *rows = NULL;
    struct jd__buf items;
    jd__buf_init(&items, &batch->alloc, sizeof(struct jd_str), 0);
    enum jd_status status =
        jd_table_new(&batch->alloc, "pairs", specs, (uint32_t)part->columns.n, &rows, err);
    for (uint32_t c = 0; c < part->columns.n && status == JD_OK; c++) {
        const struct jd__dict *dict = jd__table_dict(table, columns[c].field);
        const uint32_t *codes = jd__table_codes(table, columns[c].field);
        const uint32_t *records = batch->records[columns[c].side];
        for (uint32_t i = 0; i < n && status == JD_OK; i++)
            status = jd__put_code(rows, c, dict, codes[records[places[i]]], &items, err);
    }
    if (status == JD_OK)
        status = jd_table_finish(rows, err);
    jd__buf_done(&items);
    if (status == JD_OK)
        *out_rows = rows;
    else
        jd_table_free(rows);
    return status;
}

static enum jd_status
take_answer(
    const struct jd_table *answer, uint32_t n, uint8_t *out_truth, struct jd_error *err)
{
    uint32_t value = JD_NONE, failed = JD_NONE;
    enum jd_status status = check_answer(answer, n, &value, &failed, err);
    for (uint32_t i = 0; i < n && status == JD_OK; i++) {
        struct jd_value truth = jd_table_get(answer, value, i);
        if (jd_table_get(answer, failed, i).integer != 0)
            return jd__fail(
                err, JD_E_INPUT, "a value that the condition computes raised an error");
        out_truth[i] = truth.type == JD_TYPE_NULL ? JD__UNKNOWN
                       : truth.integer != 0       ? JD__TRUE
                                                  : JD__FALSE;
    }
    return status;
}

enum jd_status
jd__batch_test_sql(struct jd__batch *batch, const struct jd__op *op, const uint32_t *places,
    uint32_t n, uint8_t *out_truth, struct jd_error *err)
{
    const struct jd__program *program = batch->program;
    const struct jd_sql *sql = program->fields->sql;
    const struct jd__sql_part *part =
        (const struct jd__sql_part *)program->parts.data + op->sql;
    struct jd_column_spec *specs = NULL;
    struct jd_table *rows = NULL, *answer = NULL;
    struct jd__buf names;
    enum jd_status status = make_specs(program, part, &specs, &names, err);
    if (status == JD_OK)
        status = make_rows(batch, part, specs, places, n, &rows, err);
    if (status == JD_OK)
        status = sql->evaluate(sql->ctx, &batch->alloc,
            (struct jd_str){part->tree, part->tree_size}, rows, &answer, err);
    if (status == JD_OK)
        status = take_answer(answer, n, out_truth, err);
    jd_table_free(rows);
    jd_table_free(answer);
    free_specs(program, part, specs, &names);
    return status;
}
