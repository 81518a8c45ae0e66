/* SPDX-License-Identifier: Apache-2.0 */
/* sql.h - other people's expressions: what is refused, how they are parsed and evaluated. */
#ifndef JD_IO_SQL_H
#define JD_IO_SQL_H

#include "io/io.h"

#include <jansson.h>

/* Register jd_rows() and learn which functions are refused; once, on the locked database. */
enum jd_status
jd__sql_prepare(struct jd_io *io, struct jd_error *err);

/*
 * Look through a syntax tree, JD_E_INPUT for what is refused.  With `rows`, a name that is not
 * a column of them must not be one of SQL's own values, such as current_date.
 */
enum jd_status
jd__sql_check(const struct jd_io *io, json_t *node, const struct jd_table *rows,
    struct jd_error *err);

/* The two functions of joinder/sql.h; ctx is the jd_io. */
enum jd_status
jd__sql_parse(void *ctx, const struct jd_alloc *alloc, struct jd_str expression,
    char **out_tree, size_t *out_size, struct jd_error *err);
enum jd_status
jd__sql_evaluate(void *ctx, const struct jd_alloc *alloc, struct jd_str tree,
    const struct jd_table *rows, struct jd_table **out_values, struct jd_error *err);

#endif
