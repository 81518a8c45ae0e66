/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_for.c - a decision for every row, as a view.
 *
 * Rows of one owner, kind and class have one answer, so there are few decisions to make: they
 * are kept in a table of owners x kinds x classes.
 *
 * Invariant: answers[i] is an enum jd__answer, or UNDECIDED.
 */
#include "authority/policy.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"

#define UNDECIDED 0xFFu

struct decider {
    const struct jd__policy *policy;
    const struct jd__asker *asker;
    const struct jd__facts *facts;
    enum jd__answer least;
    struct jd__buf classes; /* jd_word: JD_NONE first, then as they are met */
    size_t n_kinds;         /* of records, and two more: event, relation */
    uint8_t *answers;
    size_t n_answers;
};

static size_t
class_index(const struct decider *d, jd_word item_class)
{
    const jd_word *classes = d->classes.data;
    size_t i = 0;
    while (classes[i] != item_class)
        i++;
    return i;
}

static enum jd_status
note_class(struct decider *d, jd_word item_class, struct jd_error *err)
{
    const jd_word *classes = d->classes.data;
    for (size_t i = 0; i < d->classes.n; i++)
        if (classes[i] == item_class)
            return JD_OK;
    return jd__buf_append(&d->classes, &item_class, 1, err);
}

static enum jd_status
note_classes(struct decider *d, struct jd_error *err)
{
    const struct jd__facts *f = d->facts;
    enum jd_status status = note_class(d, JD_NONE, err);
    for (size_t i = 0; status == JD_OK && i < f->records.n; i++)
        status = note_class(d, jd__records(f)[i].control.item_class, err);
    for (size_t i = 0; status == JD_OK && i < f->events.n; i++)
        status = note_class(d, jd__events(f)[i].control.item_class, err);
    for (size_t i = 0; status == JD_OK && i < f->roles.n; i++)
        status = note_class(d, jd__roles(f)[i].control.item_class, err);
    for (size_t i = 0; status == JD_OK && i < f->relations.n; i++)
        status = note_class(d, jd__relations(f)[i].control.item_class, err);
    return status;
}

static struct jd_str
kind_name(const struct decider *d, size_t kind)
{
    size_t n = d->facts->kinds.n;
    if (kind == n)
        return jd__str("event");
    if (kind == n + 1)
        return jd__str("relation");
    return jd__facts_text(d->facts, jd__kinds(d->facts)[kind].name);
}

static bool
opens(struct decider *d, uint32_t owner, size_t kind, jd_word item_class)
{
    size_t i = (owner * d->n_kinds + kind) * d->classes.n + class_index(d, item_class);
    if (d->answers[i] == UNDECIDED) {
        const struct jd__item item = {
            jd__facts_text(d->facts, jd__agencies(d->facts)[owner].id), kind_name(d, kind),
            jd__facts_text(d->facts, item_class)};
        d->answers[i] = (uint8_t)jd__decide(d->policy, d->asker, &item).answer;
    }
    return d->answers[i] >= d->least;
}

static void
open_nodes(struct decider *d, struct jd__view *view)
{
    const struct jd__facts *f = d->facts;
    for (uint32_t i = 0; i < f->records.n; i++) {
        const struct jd__record *r = &jd__records(f)[i];
        if (opens(d, r->agency, r->kind, r->control.item_class))
            jd__bit_set(view->records, i);
    }
    for (uint32_t i = 0; i < f->events.n; i++) {
        const struct jd__event *e = &jd__events(f)[i];
        if (opens(d, e->agency, f->kinds.n, e->control.item_class))
            jd__bit_set(view->events, i);
    }
}

/* What hangs between nodes; jd__view_close() takes out what has an end that is not seen. */
static void
open_edges(struct decider *d, struct jd__view *view)
{
    const struct jd__facts *f = d->facts;
    for (uint32_t i = 0; i < f->roles.n; i++) {
        const struct jd__role *role = &jd__roles(f)[i];
        const struct jd__record *r = &jd__records(f)[role->record];
        const struct jd__event *e = &jd__events(f)[role->event];
        jd_word item_class = role->control.item_class;
        if (item_class == JD_NONE || (opens(d, r->agency, r->kind, item_class) &&
                                         opens(d, e->agency, f->kinds.n, item_class)))
            jd__bit_set(view->roles, i);
    }
    for (uint32_t i = 0; i < f->relations.n; i++) {
        const struct jd__relation *r = &jd__relations(f)[i];
        if (opens(d, r->agency, f->kinds.n + 1, r->control.item_class))
            jd__bit_set(view->relations, i);
    }
}

static enum jd_status
make_answers(struct decider *d, struct jd_error *err)
{
    size_t n = 0;
    if (__builtin_mul_overflow(d->facts->agencies.n, d->n_kinds, &n) ||
        __builtin_mul_overflow(n, d->classes.n, &n))
        return jd__fail(err, JD_E_LIMIT, "too many agencies, kinds and classes");
    d->answers = jd__alloc_array(&d->classes.alloc, 1, n, 1);
    if (d->answers == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %zu decisions", n);
    d->n_answers = n + 1;
    for (size_t i = 0; i < n; i++)
        d->answers[i] = UNDECIDED;
    return JD_OK;
}

enum jd_status
jd__view_for(const struct jd__policy *policy, const struct jd__asker *asker,
    enum jd__answer least, int64_t as_of, const struct jd__facts *facts,
    struct jd__view **out_view, struct jd_error *err)
{
    struct jd_alloc alloc = policy->alloc;
    struct jd__view *view = NULL;
    struct decider d = {.policy = policy,
        .asker = asker,
        .facts = facts,
        .least = least,
        .n_kinds = facts->kinds.n + 2};
    jd__buf_init(&d.classes, &alloc, sizeof(jd_word), 0);
    enum jd_status status = note_classes(&d, err);
    if (status == JD_OK)
        status = make_answers(&d, err);
    if (status == JD_OK)
        status = jd__view_new(&alloc, facts, &view, err);
    if (status != JD_OK)
        goto done;
    open_nodes(&d, view);
    open_edges(&d, view);
    jd__view_close(view, as_of);
    *out_view = view;
done:
    jd__alloc_free(&alloc, d.answers, d.n_answers);
    jd__buf_done(&d.classes);
    return status;
}
