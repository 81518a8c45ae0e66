/* SPDX-License-Identifier: Apache-2.0 */
/*
 * paper.c - a possible link is raised when both records are the one man of one matter.
 *
 * Two events lead to each other by a case number that both carry, or by results-in.  Each must be
 * of one man only: under that number, at that agency; or of all that the one results in.  Only
 * events, roles and relations of the view are looked at.  docs/internals/joining.md, "Paper",
 * states the chances.
 */
#include "engine/paper.h"

#include "base/error.h"
#include "base/str.h"
#include "engine/tell.h"
#include "graph/conduct.h"

#include <math.h>

/* How often two records stand so: if one man's; if of two men as alike as a possible link says. */
static const double of_one = 0.1, of_two = 0.001;
/* A number on more events is of no one matter. */
enum { MOST_OF_CASE = 64 };

static const struct jd__paper nothing = {JD_NONE, JD_NONE, 0};

struct jd__paper_words
jd__paper_words(const struct jd__facts *facts)
{
    struct jd__paper_words words = {
        .results_in = jd__facts_find_word(facts, jd__str("results-in"))};
    for (int role = 0; role < JD__N_ROLES; role++) {
        jd_word word = JD_NONE;
        if (jd__role_is_about((enum jd__role_kind)role))
            word = jd__facts_find_word(
                facts, jd__str(jd__role_name((enum jd__role_kind)role)));
        if (word != JD_NONE && words.n_about < JD__MOST_ABOUT)
            words.about[words.n_about++] = word;
    }
    return words;
}

static bool
is_about(const struct jd__view *view, const struct jd__paper_words *words, uint32_t row)
{
    const struct jd__role *role = &jd__roles(view->facts)[row];
    bool about = false;
    for (uint32_t i = 0; i < words->n_about; i++)
        about = about || words->about[i] == role->role;
    return about && jd__sees_role(view, row);
}

/* Is an event about this record and no other? */
static bool
is_about_one(const struct jd__view *view, const struct jd__paper_words *words,
    uint32_t event, uint32_t record)
{
    const struct jd__hang *on = &view->facts->event_roles;
    bool about = false;
    for (uint32_t i = on->starts[event]; i < on->starts[event + 1]; i++) {
        if (!is_about(view, words, on->items[i]))
            continue;
        if (jd__roles(view->facts)[on->items[i]].record != record)
            return false;
        about = true;
    }
    return about;
}

/* ---- by number ---- */

/* The first of an agency's events under a number that is about the record; JD_NONE if another
 * of the agency's is about someone else. */
static uint32_t
only_under(const struct jd__view *view, const struct jd__paper_words *words,
    uint32_t number, uint32_t record)
{
    const struct jd__facts *f = view->facts;
    const struct jd__hang *of = &f->events_of_case, *on = &f->event_roles;
    uint32_t first = JD_NONE;
    for (uint32_t i = of->starts[number]; i < of->starts[number + 1]; i++) {
        uint32_t event = of->items[i];
        if (!jd__sees_event(view, event) ||
            jd__events(f)[event].agency != jd__records(f)[record].agency)
            continue;
        for (uint32_t k = on->starts[event]; k < on->starts[event + 1]; k++) {
            if (!is_about(view, words, on->items[k]))
                continue;
            if (jd__roles(f)[on->items[k]].record != record)
                return JD_NONE;
            if (first == JD_NONE || jd__event_order(f, event, first) < 0)
                first = event;
        }
    }
    return first;
}

static struct jd__paper
find_by_number(const struct jd__view *view, const struct jd__paper_words *words,
    uint32_t event, uint32_t a, uint32_t b)
{
    const struct jd__facts *f = view->facts;
    const struct jd__hang *cases = &f->cases_of_event, *of = &f->events_of_case;
    for (uint32_t i = cases->starts[event]; i < cases->starts[event + 1]; i++) {
        uint32_t number = cases->items[i];
        if (of->starts[number + 1] - of->starts[number] > MOST_OF_CASE)
            continue;
        struct jd__paper paper = {.a = only_under(view, words, number, a)};
        paper.b = paper.a == JD_NONE ? JD_NONE : only_under(view, words, number, b);
        if (paper.b != JD_NONE) {
            paper.bits = log2(of_one / of_two);
            return paper;
        }
    }
    return nothing;
}

/* ---- by results-in ---- */

static bool
results_in(const struct jd__view *view, uint32_t row, jd_word word, uint32_t from)
{
    const struct jd__relation *r = &jd__relations(view->facts)[row];
    return r->kind == word && jd__sees_relation(view, row) &&
           r->from == (from | JD__EVENT_BIT) && (r->to & JD__EVENT_BIT) != 0;
}

/* How many events of the kind of `to` does `from` result in? */
static uint32_t
count_results(const struct jd__view *view, jd_word word, uint32_t from, uint32_t to)
{
    const struct jd__facts *f = view->facts;
    const struct jd__hang *ties = &f->event_relations;
    uint32_t n = 0;
    for (uint32_t i = ties->starts[from]; i < ties->starts[from + 1]; i++) {
        const struct jd__relation *r = &jd__relations(f)[ties->items[i]];
        n += results_in(view, ties->items[i], word, from) &&
             jd__events(f)[r->to & ~JD__EVENT_BIT].kind == jd__events(f)[to].kind;
    }
    return n;
}

/* An event about `a` that results in one about `b`. */
static struct jd__paper
find_by_result(const struct jd__view *view, const struct jd__paper_words *words,
    uint32_t event, uint32_t a, uint32_t b)
{
    const struct jd__facts *f = view->facts;
    const struct jd__hang *ties = &f->event_relations;
    const jd_word word = words->results_in;
    struct jd__paper paper = nothing;
    for (uint32_t i = ties->starts[event]; i < ties->starts[event + 1]; i++) {
        uint32_t to = jd__relations(f)[ties->items[i]].to & ~JD__EVENT_BIT;
        if (word == JD_NONE || !results_in(view, ties->items[i], word, event) ||
            !is_about_one(view, words, event, a) || !is_about_one(view, words, to, b) ||
            count_results(view, word, event, to) > 1 ||
            (paper.b != JD_NONE && jd__event_order(f, paper.b, to) <= 0))
            continue;
        paper = (struct jd__paper){event, to, log2(of_one / of_two)};
    }
    return paper;
}

/* ---- the whole ---- */

static bool
is_before(
    const struct jd__facts *facts, const struct jd__paper *x, const struct jd__paper *y)
{
    if (x->a == JD_NONE || y->a == JD_NONE)
        return y->a == JD_NONE && x->a != JD_NONE;
    int order = jd__event_order(facts, x->a, y->a);
    return (order != 0 ? order : jd__event_order(facts, x->b, y->b)) < 0;
}

/* The first tie of an event that is about `a` to one that is about `b`. */
static void
find_one_way(const struct jd__view *view, const struct jd__paper_words *words, uint32_t a,
    uint32_t b, struct jd__paper *inout_paper)
{
    const struct jd__facts *f = view->facts;
    const struct jd__hang *on = &f->record_roles;
    for (uint32_t i = on->starts[a]; i < on->starts[a + 1]; i++) {
        if (!is_about(view, words, on->items[i]))
            continue;
        uint32_t event = jd__roles(f)[on->items[i]].event;
        const struct jd__paper ties[] = {find_by_number(view, words, event, a, b),
            find_by_result(view, words, event, a, b)};
        for (int k = 0; k < 2; k++)
            if (is_before(f, &ties[k], inout_paper))
                *inout_paper = ties[k];
    }
}

struct jd__paper
jd__paper_find(const struct jd__view *view, const struct jd__paper_words *words, uint32_t a,
    uint32_t b)
{
    const struct jd__record *records = jd__records(view->facts);
    struct jd__paper there = nothing, back = nothing;
    if (records[a].agency == records[b].agency)
        return nothing;
    find_one_way(view, words, a, b, &there);
    find_one_way(view, words, b, a, &back);
    if (there.a != JD_NONE)
        return there;
    return (struct jd__paper){back.b, back.a, back.bits};
}

struct jd__link
jd__paper_weigh(const struct jd__link *link, const struct jd__paper *paper,
    const struct jd__kind_model *model)
{
    struct jd__link higher = *link;
    if (link->band != JD__POSSIBLE || paper->a == JD_NONE)
        return higher;
    higher.weight += paper->bits;
    /* from where a ceiling left it: what lies above the ceiling is not evidence */
    higher.probability = jd_probability_from_weight(
        jd_weight_from_probability(link->probability) + paper->bits);
    if (higher.probability >= model->joined)
        higher.band = JD__JOINED;
    return higher;
}

enum jd_status
jd__paper_view(struct jd__view *view, struct jd__kind_models models, struct jd_error *err)
{
    const struct jd__facts *facts = view->facts;
    const struct jd__paper_words words = jd__paper_words(facts);
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; status == JD_OK && i < facts->links.n; i++) {
        const struct jd__link *link = &jd__links(facts)[i];
        uint32_t kind = jd__records(facts)[link->a].kind;
        if (link->band != JD__POSSIBLE || kind >= models.n ||
            models.of_kind[kind] == NULL || !jd__sees_record(view, link->a) ||
            !jd__sees_record(view, link->b))
            continue;
        struct jd__paper paper = jd__paper_find(view, &words, link->a, link->b);
        if (paper.a == JD_NONE)
            continue;
        status = jd__view_own_links(view, err);
        if (status == JD_OK)
            view->links[i] = jd__paper_weigh(link, &paper, models.of_kind[kind]);
    }
    return status;
}
