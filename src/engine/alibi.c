/* SPDX-License-Identifier: Apache-2.0 */
/*
 * alibi.c - a link is lowered by what both its records did at one time.
 *
 * Only events, roles and relations of the view are looked at, so what an asker may not see
 * lowers nothing.  docs/internals/joining.md, "Alibis", states the chances.
 */
#include "engine/alibi.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "engine/tell.h"

#include <math.h>

#define DAY (INT64_C(86400) * 1000000)
/* Chances that it is so though both are one: an escape or a wrong date; a wrong death. */
static const double custody_of_one = 0.002, death_of_one = 0.0005;
/* ... and though they are two: the arrest lies anywhere in ten years; before or after. */
static const double days_of_two = 3652, death_of_two = 0.5;

struct jd__alibi_words
jd__alibi_words(const struct jd__facts *facts)
{
    return (struct jd__alibi_words){
        .inmate = jd__facts_find_word(facts, jd__str("inmate")),
        .arrestee = jd__facts_find_word(facts, jd__str("arrestee")),
        .decedent = jd__facts_find_word(facts, jd__str("decedent")),
        .holder = jd__facts_find_word(facts, jd__str("holder")),
        .admission = jd__facts_find_word(facts, jd__str("admission")),
        .arrest = jd__facts_find_word(facts, jd__str("arrest")),
        .death = jd__facts_find_word(facts, jd__str("death")),
        .seizure = jd__facts_find_word(facts, jd__str("seizure")),
        .release = jd__facts_find_word(facts, jd__str("release")),
        .results_in = jd__facts_find_word(facts, jd__str("results-in")),
    };
}

/* A role that is not a word of these facts is no role of any row. */
static bool
is_part(
    const struct jd__facts *facts, const struct jd__role *role, jd_word kind, jd_word part)
{
    return part != JD_NONE && role->role == part && kind != JD_NONE &&
           jd__events(facts)[role->event].kind == kind;
}

/* When an admission ended: its own word, or the release that it results in; else never. */
static int64_t
end_of(const struct jd__view *view, const struct jd__alibi_words *words, uint32_t event)
{
    const struct jd__facts *facts = view->facts;
    const struct jd__hang *ties = &facts->event_relations;
    int64_t end = jd__events(facts)[event].until.earliest;
    for (uint32_t i = ties->starts[event];
         end == JD__NO_TIME && i < ties->starts[event + 1]; i++) {
        const struct jd__relation *r = &jd__relations(facts)[ties->items[i]];
        uint32_t to = r->to & ~JD__EVENT_BIT;
        if (r->kind == words->results_in && jd__sees_relation(view, ties->items[i]) &&
            r->from == (event | JD__EVENT_BIT) && (r->to & JD__EVENT_BIT) != 0 &&
            jd__events(facts)[to].kind == words->release)
            end = jd__events(facts)[to].at.earliest;
    }
    return end;
}

/* Bits of an act of the dead; 0 where it is none. */
static double
death_bits(const struct jd__facts *f, const struct jd__alibi_words *words,
    const struct jd__role *act)
{
    bool acts = is_part(f, act, words->arrest, words->arrestee) ||
                is_part(f, act, words->admission, words->inmate) ||
                is_part(f, act, words->seizure, words->holder);
    return acts ? log2(death_of_one / death_of_two) : 0;
}

/* Bits of an arrest by another agency a day or more before the admission ended; 0 for none. */
static double
custody_bits(const struct jd__view *view, const struct jd__alibi_words *words,
    const struct jd__role *held, const struct jd__role *act)
{
    const struct jd__event *holds = &jd__events(view->facts)[held->event],
                           *acts = &jd__events(view->facts)[act->event];
    if (holds->agency == acts->agency ||
        !is_part(view->facts, act, words->arrest, words->arrestee))
        return 0;
    int64_t end = end_of(view, words, held->event);
    if (end == JD__NO_TIME || acts->at.latest >= end - DAY)
        return 0;
    int64_t whole_days = (end - holds->at.latest) / DAY;
    double days = (double)whole_days;
    double of_two = days < days_of_two ? days / days_of_two : 1;
    return of_two > custody_of_one ? log2(custody_of_one / of_two) : 0;
}

/* What it says that one role holds and another acts. */
static struct jd__alibi
compare(const struct jd__view *view, const struct jd__alibi_words *words,
    const struct jd__role *held, const struct jd__role *act)
{
    const struct jd__facts *f = view->facts;
    const struct jd__span *from = &jd__events(f)[held->event].at,
                          *at = &jd__events(f)[act->event].at;
    struct jd__alibi alibi = {JD__NO_ALIBI, held->event, act->event, 0};
    if (from->latest == JD__NO_TIME || at->earliest == JD__NO_TIME ||
        at->latest == JD__NO_TIME || at->earliest <= from->latest + DAY)
        return alibi;
    bool dead = is_part(f, held, words->death, words->decedent);
    alibi.bits = dead ? death_bits(f, words, act) : custody_bits(view, words, held, act);
    if (alibi.bits < 0)
        alibi.kind = dead ? JD__DEATH : JD__CUSTODY;
    return alibi;
}

static bool
is_stronger(
    const struct jd__facts *facts, const struct jd__alibi *a, const struct jd__alibi *b)
{
    if (a->bits != b->bits)
        return a->bits < b->bits;
    if (a->kind == JD__NO_ALIBI)
        return false;
    int order = jd__event_order(facts, a->held, b->held);
    return (order != 0 ? order : jd__event_order(facts, a->act, b->act)) < 0;
}

static void
find_one_way(const struct jd__view *view, const struct jd__alibi_words *words,
    uint32_t held, uint32_t acts, struct jd__alibi *inout_alibi)
{
    const struct jd__facts *f = view->facts;
    const struct jd__hang *on = &f->record_roles;
    for (uint32_t i = on->starts[held]; i < on->starts[held + 1]; i++) {
        const struct jd__role *holds = &jd__roles(f)[on->items[i]];
        if (!jd__sees_role(view, on->items[i]) ||
            (!is_part(f, holds, words->admission, words->inmate) &&
                !is_part(f, holds, words->death, words->decedent)))
            continue;
        for (uint32_t k = on->starts[acts]; k < on->starts[acts + 1]; k++) {
            if (!jd__sees_role(view, on->items[k]))
                continue;
            struct jd__alibi alibi =
                compare(view, words, holds, &jd__roles(f)[on->items[k]]);
            if (is_stronger(f, &alibi, inout_alibi))
                *inout_alibi = alibi;
        }
    }
}

struct jd__alibi
jd__alibi_find(const struct jd__view *view, const struct jd__alibi_words *words, uint32_t a,
    uint32_t b)
{
    struct jd__alibi alibi = {JD__NO_ALIBI, 0, 0, 0};
    find_one_way(view, words, a, b, &alibi);
    find_one_way(view, words, b, a, &alibi);
    return alibi;
}

struct jd__link
jd__alibi_weigh(const struct jd__link *link, const struct jd__alibi *alibi,
    const struct jd__kind_model *model)
{
    struct jd__link lower = *link;
    lower.weight += alibi->bits;
    double probability = jd_probability_from_weight(lower.weight);
    if (probability < lower.probability) /* else a ceiling is lower still */
        lower.probability = probability;
    if (lower.probability < model->joined && lower.band == JD__JOINED)
        lower.band = JD__POSSIBLE;
    if (lower.probability < model->possible)
        lower.band = JD__APART;
    return lower;
}

enum jd_status
jd__alibi_view(struct jd__view *view, struct jd__kind_models models, struct jd_error *err)
{
    const struct jd__facts *facts = view->facts;
    const struct jd__alibi_words words = jd__alibi_words(facts);
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; status == JD_OK && i < facts->links.n; i++) {
        const struct jd__link *link = &jd__view_links(view)[i];
        uint32_t kind = jd__records(facts)[link->a].kind;
        if (kind >= models.n || models.of_kind[kind] == NULL ||
            !jd__sees_record(view, link->a) || !jd__sees_record(view, link->b))
            continue;
        struct jd__alibi alibi = jd__alibi_find(view, &words, link->a, link->b);
        if (alibi.kind == JD__NO_ALIBI)
            continue;
        status = jd__view_own_links(view, err);
        if (status == JD_OK)
            view->links[i] = jd__alibi_weigh(&view->links[i], &alibi, models.of_kind[kind]);
    }
    return status;
}
