/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file joinder/sql.h
 * @brief How the core borrows a SQL engine: parse an expression, evaluate one over rows.
 *
 * The core holds no SQL engine, so that it can live beside another one in a process.  Whoever
 * loads it passes these two functions; joinder/io.h makes them from DuckDB.
 *
 *     struct jd_sql sql = jd_io_sql(io);
 *     jd_model_from_json(NULL, json, &sql, &model, &err);
 *
 * Promise:   neither function reads a file, reaches a network or changes anything.
 * Ownership: what a function gives out is the caller's; `ctx` must outlive its users.
 * Threads:   both functions may be called from any thread at once.
 * Cost:      a call costs some 100 microseconds, a row of evaluate below one.
 */
#ifndef JOINDER_SQL_H
#define JOINDER_SQL_H

#include <joinder/data.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A SQL engine, lent. */
struct jd_sql {
    void *ctx; /**< passed to both functions */

    /**
     * Parse exactly one expression into DuckDB's serialised syntax tree (the JSON of one
     * expression node).  JD_E_INPUT for a syntax error (with its position), a subquery, or
     * more than one expression.  out_tree is NUL-terminated; free it with size + 1 bytes.
     */
    enum jd_status (*parse)(void *ctx, const struct jd_alloc *alloc,
        struct jd_str expression, char **out_tree, size_t *out_size, struct jd_error *err);

    /**
     * Evaluate a tree (as parse gives it, or a part of one) once for each row of a finished
     * table whose column names the tree uses.  out_values is a finished table of the same
     * number of rows with the columns `value` (any type) and `failed` (BOOL: this row raised
     * an error, its value is null).  JD_E_INPUT when the tree cannot be bound: unknown
     * function or column (by name), wrong types, or random(), now(), uuid() and their like.
     */
    enum jd_status (*evaluate)(void *ctx, const struct jd_alloc *alloc, struct jd_str tree,
        const struct jd_table *rows, struct jd_table **out_values, struct jd_error *err);
};

#ifdef __cplusplus
}
#endif
#endif
