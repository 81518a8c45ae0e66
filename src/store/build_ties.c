/* SPDX-License-Identifier: Apache-2.0 */
/*
 * build_ties.c - roles, relations and assertions: rows that name two others.
 *
 * One whose end is not known at the moment is left out: it says nothing yet, or no more.
 */
#include "store/build.h"
#include "store/ends.h"

#include "base/sort.h"
#include "base/str.h"

struct tie {
    uint32_t a; /* record; of a relation also an event with JD__EVENT_BIT */
    uint32_t b;
    uint32_t agency;
    uint32_t version;
    struct jd_str key;
};

/* By ends, then by who says so and the key's bytes: these are all that can differ. */
static bool
comes_before(const void *x_row, const void *y_row, void *ctx)
{
    const struct tie *x = x_row, *y = y_row;
    (void)ctx;
    if (x->a != y->a)
        return x->a < y->a;
    if (x->b != y->b)
        return x->b < y->b;
    if (x->agency != y->agency)
        return x->agency < y->agency;
    return jd__str_compare(x->key, y->key) < 0;
}

static uint32_t
find_end(struct jd__build *build, uint32_t own, const struct jd__end *end)
{
    uint32_t number = jd__build_find(build, end->schema, own, end->agency, end->id);
    bool is_event = number != JD_NONE && end->schema->noun == JD__NOUN_EVENT;
    return is_event ? number | JD__EVENT_BIT : number;
}

static void
find_ends(struct jd__build *build, enum jd__noun noun, struct tie *tie)
{
    struct jd__end ends[2];
    const struct jd__version *version = &jd__versions(build->state)[tie->version];
    uint32_t own = jd__sets(build->state)[version->set].agency;
    jd__key_ends(noun, tie->key, ends);
    tie->a = find_end(build, own, &ends[0]);
    tie->b = find_end(build, own, &ends[1]);
    if (noun == JD__NOUN_ROLE && tie->b != JD_NONE)
        tie->b &= ~JD__EVENT_BIT;
}

/* ---- one row ---- */

static enum jd_status
add_role(struct jd__build *build, const struct jd__build_cells *cells,
    const struct tie *tie, struct jd_error *err)
{
    struct jd_str k[JD__MOST_KEYS];
    struct jd__role role = {.record = tie->a, .event = tie->b};
    jd__key_texts(tie->key, k);
    enum jd_status status = jd__facts_word(build->facts, k[5], &role.role, err);
    if (status == JD_OK)
        status = jd__build_control(build, cells, tie->version, &role.control, err);
    return status != JD_OK ? status : jd__facts_add_role(build->facts, &role, err);
}

static enum jd_status
add_relation(struct jd__build *build, const struct jd__build_cells *cells,
    const struct tie *tie, struct jd_error *err)
{
    struct jd_str k[JD__MOST_KEYS];
    struct jd__relation relation = {
        .from = tie->a,
        .to = tie->b,
        .agency = (uint16_t)tie->agency,
        .valid_from = jd__build_span(cells, "from_earliest", "from_latest"),
        .valid_until = jd__build_span(cells, "until_earliest", "until_latest"),
    };
    jd__key_texts(tie->key, k);
    enum jd_status status = jd__facts_word(build->facts, k[0], &relation.kind, err);
    if (status == JD_OK)
        status = jd__build_control(build, cells, tie->version, &relation.control, err);
    return status != JD_OK ? status : jd__facts_add_relation(build->facts, &relation, err);
}

static enum jd_status
add_assertion(struct jd__build *build, const struct jd__build_cells *cells,
    const struct tie *tie, struct jd_error *err)
{
    struct jd_str k[JD__MOST_KEYS];
    jd__key_texts(tie->key, k);
    struct jd__assertion assertion = {
        .a = tie->a, .b = tie->b, .apart = jd__str_is(k[0], "cannot-link")};
    enum jd_status status =
        jd__facts_word(build->facts, jd__build_text(cells, "basis"), &assertion.basis, err);
    if (status == JD_OK)
        status = jd__facts_word(
            build->facts, jd__build_text(cells, "reason"), &assertion.reason, err);
    if (status == JD_OK)
        status = jd__build_control(build, cells, tie->version, &assertion.control, err);
    return status != JD_OK ? status
                           : jd__facts_add_assertion(build->facts, &assertion, err);
}

/* ---- all ---- */

static enum jd_status
gather_ties(struct jd__build *build, const struct jd__schema *schema, struct jd__buf *ties,
    struct jd_error *err)
{
    enum jd_status status = jd__build_gather(build, schema, err);
    for (uint32_t i = 0; i < build->rows.n && status == JD_OK; i++) {
        const struct jd__known_row *row = (struct jd__known_row *)build->rows.data + i;
        struct tie tie = {.agency = row->agency,
            .version = row->version,
            .key = jd__state_row(build->state, row->version).key};
        find_ends(build, schema->noun, &tie);
        if (tie.a != JD_NONE && tie.b != JD_NONE)
            status = jd__buf_append(ties, &tie, 1, err);
    }
    if (status == JD_OK)
        status = jd__sort(&build->facts->alloc, ties->data, ties->n, sizeof(struct tie),
            comes_before, NULL, err);
    return status;
}

enum jd_status
jd__build_ties(
    struct jd__build *build, const struct jd__schema *schema, struct jd_error *err)
{
    struct jd__build_cells cells;
    struct jd__buf ties;
    jd__build_cells_init(&cells, schema);
    jd__buf_init(&ties, &build->facts->alloc, sizeof(struct tie), 0);
    enum jd_status status = gather_ties(build, schema, &ties, err);
    for (uint32_t i = 0; i < ties.n && status == JD_OK; i++) {
        const struct tie *tie = (struct tie *)ties.data + i;
        jd__build_cells_read(build, &cells, tie->version);
        if (schema->noun == JD__NOUN_ROLE)
            status = add_role(build, &cells, tie, err);
        else if (schema->noun == JD__NOUN_RELATION)
            status = add_relation(build, &cells, tie, err);
        else
            status = add_assertion(build, &cells, tie, err);
    }
    jd__buf_done(&ties);
    return status;
}
