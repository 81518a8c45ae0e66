/* SPDX-License-Identifier: Apache-2.0 */
/* program.h - conditions compiled for the columns of a linkage, run on batches of pairs. */
#ifndef JD_LINK_PROGRAM_H
#define JD_LINK_PROGRAM_H

#include "link/alike.h"
#include "link/fields.h"

/* Pairs that are worked on together. */
#define JD__BATCH 1024u

/* A truth value of SQL. */
enum jd__truth { JD__FALSE = 0, JD__TRUE = 1, JD__UNKNOWN = 2 };

enum jd__op_kind {
    /* these give a truth value */
    JD__OP_FLAG,        /* x is true */
    JD__OP_IS_NULL,     /* x is null */
    JD__OP_IS_NOT_NULL, /* x is not null */
    JD__OP_AND,
    JD__OP_OR,
    JD__OP_NOT,
    JD__OP_SAME,    /* x and y are equal (or not) by their codes in one dictionary */
    JD__OP_TEXTS,   /* texts x and y compare */
    JD__OP_NUMBERS, /* the two children, numbers, compare */
    JD__OP_ALIKE,   /* the likeness of texts x and y compares with a constant */
    JD__OP_SQL,     /* part `sql` of the program, which has no kernel */
    /* these give a number */
    JD__OP_FIELD,    /* x */
    JD__OP_ABS,      /* of its child */
    JD__OP_MINUS,    /* its first child less its second */
    JD__OP_LIKENESS, /* of texts x and y */
};

/* A field of one of the two records; of a constant the side does not matter. */
struct jd__operand {
    uint32_t field;
    enum jd__side side;
};

struct jd__op {
    enum jd__op_kind kind;
    enum jd__compare compare;
    enum jd_type type;      /* of a number: JD_TYPE_INT or JD_TYPE_REAL */
    struct jd__alike alike; /* of ALIKE; of LIKENESS the likeness alone */
    struct jd__operand x, y;
    uint32_t sql;   /* of SQL */
    uint32_t first; /* first child, or JD__NO_EXPR */
    uint32_t next;  /* next child of the same parent, or JD__NO_EXPR */
};

/* What is given back to SQL: its tree, and the columns of both sides that it reads. */
struct jd__sql_part {
    char *tree;
    size_t tree_size;
    struct jd__buf columns; /* of struct jd__operand; `field` is a column of the table */
};

/* All conditions of a linkage; each is known by the number of its root. */
struct jd__program {
    struct jd_alloc alloc;
    struct jd__fields *fields; /* borrowed */
    struct jd__buf ops;        /* of struct jd__op */
    struct jd__buf parts;      /* of struct jd__sql_part */
    uint32_t depth;            /* of the deepest condition */
};

void
jd__program_init(
    struct jd__program *program, const struct jd_alloc *alloc, struct jd__fields *fields);

void
jd__program_done(struct jd__program *program);

/* Compile a part of a condition (0: all of it) that is true or false. */
enum jd_status
jd__program_add(struct jd__program *program, const struct jd__condition *condition,
    uint32_t node, uint32_t *out_root, struct jd_error *err);

/* All of several conditions as one (n at least 1). */
enum jd_status
jd__program_all(struct jd__program *program, const uint32_t *roots, uint32_t n,
    uint32_t *out_root, struct jd_error *err);

/* The room that one thread needs to run a program, and the pairs it runs on. */
struct jd__batch {
    struct jd_alloc alloc;
    const struct jd__program *program;
    uint32_t n;                 /* pairs, at most JD__BATCH */
    const uint32_t *records[2]; /* by side */
    uint32_t *codes;   /* per field and side JD__BATCH codes, made when asked for */
    uint8_t *is_ready; /* per field and side */
    uint8_t *stack;    /* scratch of running operations */
    size_t stack_used, stack_size;
    uint32_t n_fields;
};

enum jd_status
jd__batch_init(struct jd__batch *batch, const struct jd_alloc *alloc,
    const struct jd__program *program, struct jd_error *err);

void
jd__batch_done(struct jd__batch *batch);

/* Turn to other pairs (n at most JD__BATCH); the arrays are borrowed until the next turn. */
void
jd__batch_turn(
    struct jd__batch *batch, const uint32_t *left, const uint32_t *right, uint32_t n);

/* The codes of a field on one side, one for each pair of the batch. */
const uint32_t *
jd__batch_codes(struct jd__batch *batch, struct jd__operand operand);

/*
 * Is the condition true, for the pairs whose places in the batch are listed?  out_truth has
 * one enum jd__truth for each listed place.  JD_E_INPUT when one of them reaches a part that
 * raised an error.
 */
enum jd_status
jd__batch_test(struct jd__batch *batch, uint32_t root, const uint32_t *places, uint32_t n,
    uint8_t *out_truth, struct jd_error *err);

/* Internals that batch.c and batch_sql.c share. */
enum jd_status
jd__batch_test_sql(struct jd__batch *batch, const struct jd__op *op, const uint32_t *places,
    uint32_t n, uint8_t *out_truth, struct jd_error *err);
enum jd_status
jd__sql_part_check(const struct jd__program *program, const struct jd__sql_part *part,
    struct jd_error *err);

#endif
