/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fake_sql.h - a SQL engine for tests of the core, which has none: DuckDB's own trees, kept in
 * tests/data/linkage/trees.json, and an evaluator of the few functions that occur in them.
 */
#ifndef JD_TEST_FAKE_SQL_H
#define JD_TEST_FAKE_SQL_H

#include <joinder/sql.h>

#include <jansson.h>

struct fake_sql {
    json_t *trees;
    struct jd_sql sql; /* give &fake.sql to what is tested */
};

/* Read the trees; a condition that is not among them is a syntax error at character 3. */
void
fake_sql_init(struct fake_sql *fake);

void
fake_sql_done(struct fake_sql *fake);

/* Run a call; on failure show the message of the setup, a struct with an `err`. */
#define assert_ok(setup, call)                                                            \
    do {                                                                                  \
        enum jd_status status_ = (call);                                                  \
        if (status_ != JD_OK)                                                             \
            fail_msg("%s: %s: %s", #call, jd_status_name(status_), (setup)->err.message); \
    } while (0)

#endif
