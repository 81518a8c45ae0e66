/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tell_review.c - the pairs that nobody has decided: possible; or joined by themselves, but of
 * two entities that a veto keeps apart.
 *
 * Pairs are ordered, never people: the likeliest first, ties by the names of their records.
 */
#include "engine/asks.h"

#include "base/str.h"

static bool
is_undecided(const struct jd__teller *t, const struct jd__link *link, uint32_t kind)
{
    return link->band != JD__APART && jd__sees_record(t->view, link->a) &&
           jd__sees_record(t->view, link->b) &&
           t->entities->of_record[link->a] != t->entities->of_record[link->b] &&
           (kind == JD_NONE || jd__records(t->facts)[link->a].kind == kind);
}

static bool
likelier(const void *a, const void *b, void *ctx)
{
    const struct jd__view *view = ctx;
    const struct jd__link *x = &jd__view_links(view)[*(const uint32_t *)a],
                          *y = &jd__view_links(view)[*(const uint32_t *)b];
    if (x->probability != y->probability)
        return x->probability > y->probability;
    if (x->weight != y->weight)
        return x->weight > y->weight;
    return jd__link_order(view->facts, x, y) < 0;
}

static void
tell_pair(struct jd__teller *t, uint32_t number)
{
    const struct jd__link *link = &jd__view_links(t->view)[number];
    jd__json_object(&t->json);
    jd__tell_link(t, number);
    jd__tell_word(t, "kind", jd__kinds(t->facts)[jd__records(t->facts)[link->a].kind].name);
    jd__json_key_cstr(
        &t->json, "band", link->band == JD__JOINED ? "joined, but kept apart" : "possible");
    jd__json_object_end(&t->json);
}

enum jd_status
jd__tell_review(
    struct jd__teller *t, const struct jd_review_options *options, struct jd_error *err)
{
    uint32_t kind = JD_NONE;
    struct jd__buf pairs;
    enum jd_status status = JD_OK;
    if (options->kind != NULL) {
        kind = jd__facts_kind(t->facts, jd__str(options->kind));
        kind =
            kind != JD_NONE ? kind : (uint32_t)t->facts->kinds.n; /* no record is of it */
    }
    jd__buf_init(&pairs, &t->body->alloc, sizeof(uint32_t), 0);
    for (uint32_t i = 0; status == JD_OK && i < t->facts->links.n; i++)
        if (is_undecided(t, &jd__view_links(t->view)[i], kind))
            status = jd__buf_append(&pairs, &i, 1, err);
    if (status == JD_OK)
        status = jd__sort_told(t->view, &pairs, likelier, err);
    size_t shown = pairs.n < options->limit ? pairs.n : options->limit;
    jd__json_object(&t->json);
    jd__json_key_int(&t->json, "found", (int64_t)pairs.n);
    jd__json_key_int(&t->json, "shown", (int64_t)shown);
    jd__json_key(&t->json, "pairs");
    jd__json_array(&t->json);
    for (size_t i = 0; status == JD_OK && i < shown; i++)
        tell_pair(t, ((const uint32_t *)pairs.data)[i]);
    jd__json_array_end(&t->json);
    jd__json_object_end(&t->json);
    jd__buf_done(&pairs);
    return status;
}
