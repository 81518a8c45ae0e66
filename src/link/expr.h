/* SPDX-License-Identifier: Apache-2.0 */
/* expr.h - a SQL condition over two records as a tree in which every part knows its sides. */
#ifndef JD_LINK_EXPR_H
#define JD_LINK_EXPR_H

#include <joinder/sql.h>

#include "base/buf.h"

#include <jansson.h>

/* The two records of a pair, as indexes and as bits of a set of sides. */
enum jd__side { JD__LEFT = 0, JD__RIGHT = 1 };
#define JD__BIT(side) ((uint8_t)(1u << (side)))

enum jd__expr_kind {
    JD__EXPR_OTHER, /* whatever has no kernel: given back to SQL as it is */
    JD__EXPR_COLUMN,
    JD__EXPR_CONSTANT,
    JD__EXPR_AND,
    JD__EXPR_OR,
    JD__EXPR_NOT,
    JD__EXPR_IS_NULL,
    JD__EXPR_IS_NOT_NULL,
    JD__EXPR_COMPARE, /* children 0 and 1 by `compare` */
    JD__EXPR_CALL,    /* function `name` of the children; operators are functions too */
};

enum jd__compare {
    JD__EQUAL,
    JD__NOT_EQUAL,
    JD__LESS,
    JD__LESS_EQUAL,
    JD__GREATER,
    JD__GREATER_EQUAL,
};

/* No node. */
#define JD__NO_EXPR UINT32_MAX

struct jd__expr {
    enum jd__expr_kind kind;
    enum jd__compare compare;
    uint8_t sides;       /* set of JD__BIT() */
    struct jd_str name;  /* of a column without its side, of a call; lives in the tree */
    uint32_t n_children; /* reached by jd__condition_child() */
    uint32_t first;      /* first child, or JD__NO_EXPR */
    uint32_t next;       /* next child of the same parent, or JD__NO_EXPR */
    uint32_t end;        /* the nodes of this part are those from itself up to here */
    json_t *tree;        /* this part of the condition's tree, borrowed */
};

/* One parsed condition.  Node 0 is the whole of it; columns come in order of appearance. */
struct jd__condition {
    json_t *tree;         /* owned */
    struct jd__buf nodes; /* of struct jd__expr */
};

/* Parse a condition; what refuses it is worded without its text, but by column and function. */
enum jd_status
jd__condition_init(struct jd__condition *condition, const struct jd_alloc *alloc,
    const struct jd_sql *sql, struct jd_str text, struct jd_error *err);

/* Free it; one that is all zeroes is fine. */
void
jd__condition_done(struct jd__condition *condition);

static inline const struct jd__expr *
jd__condition_node(const struct jd__condition *condition, uint32_t node)
{
    return (const struct jd__expr *)condition->nodes.data + node;
}

/* Child i of a node, which has that many. */
uint32_t
jd__condition_child(const struct jd__condition *condition, uint32_t node, uint32_t i);

/* Is the condition `x_l = x_r` for one column x?  Then its name, as written. */
bool
jd__condition_is_exact(const struct jd__condition *condition, struct jd_str *out_column);

/*
 * The columns (struct jd_str, as written) of a condition that is `x_l = x_r` for one column x,
 * or all of several such; none for any other.
 */
enum jd_status
jd__condition_exact_columns(
    const struct jd__condition *condition, struct jd__buf *columns, struct jd_error *err);

/*
 * A part as a tree for jd_sql.evaluate, appended to a buf of bytes.  Columns are named as in
 * their table when `paired` is false (the part must touch one side at most), and NAME_l and
 * NAME_r when it is true.
 */
enum jd_status
jd__condition_emit(const struct jd__condition *condition, uint32_t node, bool paired,
    struct jd__buf *out, struct jd_error *err);

/* Equal without regard to case of ASCII letters, as SQL names are. */
bool
jd__names_equal(struct jd_str a, struct jd_str b);

#endif
