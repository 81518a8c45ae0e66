/* SPDX-License-Identifier: Apache-2.0 */
/* sql.h - other people's expressions: what is refused, how they are parsed and evaluated. */
#ifndef JD_IO_SQL_H
#define JD_IO_SQL_H

#include "io/io.h"

#include <jansson.h>

/* Functions that need not be looked up among the refused ones; NULL behind the last. */
const char *
jd__sql_known(size_t i);

/* What a syntax tree may hold. */
struct jd__sql_rules {
    const struct jd_io *io;
    const struct jd_table *rows; /* names that are no columns of these must not be SQL's own
                                    values, such as current_date; NULL: not looked at */
    bool is_query;               /* subqueries, stars, windows and aggregates are fine, and
                                    SQL's own values are not */
    enum jd_status (*visit)(void *ctx, json_t *node, struct jd_error *err); /* or NULL */
    void *ctx;                                                              /* of visit */
};

/* Look through a syntax tree, node by node; JD_E_INPUT for what is refused. */
enum jd_status
jd__sql_check(const struct jd__sql_rules *rules, json_t *node, struct jd_error *err);

/* Word the syntax error that json_serialize_sql() reports, less the offset of the text. */
enum jd_status
jd__sql_fail_syntax(const json_t *root, size_t offset, struct jd_error *err);

/* The two functions of joinder/sql.h; ctx is the jd_io. */
enum jd_status
jd__sql_parse(void *ctx, const struct jd_alloc *alloc, struct jd_str expression,
    char **out_tree, size_t *out_size, struct jd_error *err);
enum jd_status
jd__sql_evaluate(void *ctx, const struct jd_alloc *alloc, struct jd_str tree,
    const struct jd_table *rows, struct jd_table **out_values, struct jd_error *err);

#endif
