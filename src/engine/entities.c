/* SPDX-License-Identifier: Apache-2.0 */
/*
 * entities.c - clusters of the view's joined links, under its vetoes.
 *
 * Every two records of a component whose exclusive identifiers conflict are forbidden, and so
 * are cannot-links, and the two of a link that an alibi lowered out of joined; grouping.c then
 * rebuilds what holds a forbidden pair.
 *
 * Invariant: entities are numbered by their first record; members of each are in order of
 * names, so that no row number of the store shows in an answer.
 */
#include "engine/entities.h"

#include <joinder/cluster.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/sort.h"
#include "base/str.h"
#include "engine/grouping.h"

#include <math.h>

struct maker {
    const struct jd__view *view;
    struct jd__kind_models models;
    struct jd__grouping grouping;
};

bool
jd__link_joins(const struct jd__view *view, const struct jd__link *link)
{
    return link->band == JD__JOINED && jd__sees_record(view, link->a) &&
           jd__sees_record(view, link->b);
}

bool
jd__link_is_parted(const struct jd__view *view, size_t link)
{
    const struct jd__link *stored = &jd__links(view->facts)[link];
    return stored->band == JD__JOINED && jd__view_links(view)[link].band != JD__JOINED &&
           jd__sees_record(view, stored->a) && jd__sees_record(view, stored->b);
}

int
jd__record_order(const struct jd__facts *facts, uint32_t a, uint32_t b)
{
    const struct jd__record *x = &jd__records(facts)[a], *y = &jd__records(facts)[b];
    int order = jd__str_compare(jd__facts_text(facts, jd__agencies(facts)[x->agency].id),
        jd__facts_text(facts, jd__agencies(facts)[y->agency].id));
    if (order == 0)
        order = jd__str_compare(jd__facts_text(facts, jd__kinds(facts)[x->kind].name),
            jd__facts_text(facts, jd__kinds(facts)[y->kind].name));
    if (order == 0)
        order = jd__str_compare(jd__facts_text(facts, x->id), jd__facts_text(facts, y->id));
    return order;
}

static enum jd_status
collect_links(struct maker *m, struct jd_error *err)
{
    const struct jd__facts *facts = m->view->facts;
    enum jd_status status = JD_OK;
    for (size_t i = 0; status == JD_OK && i < facts->links.n; i++) {
        const struct jd__link *link = &jd__view_links(m->view)[i];
        struct jd_pair pair = {link->a, link->b, link->weight};
        struct jd_apart apart = {link->a, link->b};
        if (jd__link_joins(m->view, link))
            status = jd__buf_append(&m->grouping.pairs, &pair, 1, err);
        else if (jd__link_is_parted(m->view, i))
            status = jd__buf_append(&m->grouping.aparts, &apart, 1, err);
    }
    return status;
}

static enum jd_status
collect_assertions(struct maker *m, struct jd_error *err)
{
    const struct jd__facts *facts = m->view->facts;
    const struct jd__assertion *assertions = facts->assertions.data;
    enum jd_status status = JD_OK;
    for (size_t i = 0; status == JD_OK && i < facts->assertions.n; i++) {
        const struct jd__assertion *a = &assertions[i];
        struct jd_pair pair = {a->a, a->b, INFINITY};
        struct jd_apart apart = {a->a, a->b};
        if (!jd__sees_record(m->view, a->a) || !jd__sees_record(m->view, a->b))
            continue;
        status = a->apart ? jd__buf_append(&m->grouping.aparts, &apart, 1, err)
                          : jd__buf_append(&m->grouping.pairs, &pair, 1, err);
    }
    return status;
}

/* Forbid the pairs of one component whose exclusive identifiers conflict. */
static enum jd_status
forbid_conflicts(struct jd__grouping *grouping, const uint32_t *records, uint32_t n,
    const void *ctx, struct jd_error *err)
{
    const struct maker *m = ctx;
    const struct jd__facts *facts = m->view->facts;
    uint32_t kind = jd__records(facts)[records[0]].kind;
    const struct jd__kind_model *model =
        kind < m->models.n ? m->models.of_kind[kind] : NULL;
    enum jd_status status = JD_OK;
    if (model == NULL || model->exclusive.n == 0)
        return JD_OK;
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = i + 1; status == JD_OK && k < n; k++) {
            struct jd_apart apart = {records[i], records[k]};
            if (jd__pair_conflict(model, facts, records[i], records[k]) != NULL)
                status = jd__buf_append(&grouping->aparts, &apart, 1, err);
        }
    return status;
}

static enum jd_status
label_records(struct maker *m, uint32_t *labels, struct jd_error *err)
{
    m->grouping.forbid = forbid_conflicts;
    m->grouping.ctx = m;
    enum jd_status status = collect_links(m, err);
    if (status == JD_OK)
        status = collect_assertions(m, err);
    return status == JD_OK ? jd__grouping_label(&m->grouping, labels, err) : status;
}

static bool
by_name(const void *a, const void *b, void *ctx)
{
    return jd__record_order(ctx, *(const uint32_t *)a, *(const uint32_t *)b) < 0;
}

/* Known first; ties by name. */
static uint32_t
find_anchor(const struct jd__facts *facts, const uint32_t *members, uint32_t n)
{
    const struct jd__record *records = jd__records(facts);
    uint32_t anchor = members[0];
    for (uint32_t i = 1; i < n; i++)
        if (records[members[i]].control.known_from < records[anchor].control.known_from)
            anchor = members[i];
    return anchor;
}

static enum jd_status
order_members(struct jd__entities *e, const struct jd__facts *facts, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; status == JD_OK && i < e->n; i++) {
        uint32_t *members = e->members.items + e->members.starts[i];
        uint32_t n = e->members.starts[i + 1] - e->members.starts[i];
        union {
            const struct jd__facts *facts;
            void *ctx;
        } look = {facts};
        if (n > 1)
            status =
                jd__sort(&e->alloc, members, n, sizeof(*members), by_name, look.ctx, err);
        e->anchors[i] = find_anchor(facts, members, n);
    }
    return status;
}

static enum jd_status
fill(struct jd__entities *e, struct maker *m, struct jd_error *err)
{
    const struct jd__facts *facts = m->view->facts;
    e->n_records = (uint32_t)facts->records.n;
    e->of_record =
        jd__alloc_array(&e->alloc, 0, (size_t)e->n_records + 1, sizeof(uint32_t));
    e->anchors = jd__alloc_array(&e->alloc, 0, (size_t)e->n_records + 1, sizeof(uint32_t));
    if (e->of_record == NULL || e->anchors == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for entities");
    enum jd_status status = label_records(m, e->of_record, err);
    if (status != JD_OK)
        return status;
    e->n = jd__grouping_keep(e->of_record, e->n_records, m->view->records, e->anchors);
    status =
        jd__grouping_hang(&e->alloc, e->of_record, e->n_records, e->n, &e->members, err);
    return status == JD_OK ? order_members(e, facts, err) : status;
}

enum jd_status
jd__entities_new(const struct jd_alloc *alloc, const struct jd__view *view,
    struct jd__kind_models models, struct jd__entities **out_entities, struct jd_error *err)
{
    struct maker m = {.view = view, .models = models};
    struct jd__entities *e = jd__alloc_array(alloc, sizeof(*e), 0, 1);
    if (e == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for entities");
    e->alloc = jd__alloc_or_default(alloc);
    jd__grouping_init(&m.grouping, alloc, (uint32_t)view->facts->records.n);
    enum jd_status status = fill(e, &m, err);
    jd__grouping_done(&m.grouping);
    if (status != JD_OK) {
        jd__entities_free(e);
        return status;
    }
    *out_entities = e;
    return JD_OK;
}

void
jd__entities_free(struct jd__entities *e)
{
    if (e == NULL)
        return;
    struct jd_alloc alloc = e->alloc;
    size_t size = ((size_t)e->n_records + 1) * sizeof(uint32_t);
    jd__alloc_free(&alloc, e->of_record, e->of_record != NULL ? size : 0);
    jd__alloc_free(&alloc, e->anchors, e->anchors != NULL ? size : 0);
    jd__hang_done(&alloc, &e->members);
    jd__alloc_free(&alloc, e, sizeof(*e));
}
