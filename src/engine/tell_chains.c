/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tell_chains.c - chains and levels as JSON.
 *
 * A chain is a lead: every step says who owns the row and that nobody verified it yet.  A
 * chain's end is not ranked, and no score is told of anyone.
 */
#include "engine/asks.h"

/* Bits of a cost in millionths. */
static double
bits(int64_t cost)
{
    return (double)cost / 1e6;
}

static void
tell_terms(struct jd__teller *t, int64_t identity, int64_t sharing, int64_t grade)
{
    jd__json_key(&t->json, "terms");
    jd__json_object(&t->json);
    jd__json_key_real(&t->json, "identity", bits(identity));
    jd__json_key_real(&t->json, "sharing", bits(sharing));
    jd__json_key_real(&t->json, "grade", bits(grade));
    jd__json_object_end(&t->json);
}

/* Of an event that two agencies wrote: the one whose row is used. */
static uint32_t
event_of(const struct jd__teller *t, uint32_t role, uint32_t event)
{
    return role != JD_NONE ? jd__roles(t->facts)[role].event : event;
}

static void
tell_event_step(struct jd__teller *t, const struct jd__step *step)
{
    const struct jd__event *event = &jd__events(t->facts)[step->event];
    jd__json_key_cstr(&t->json, "node", "event");
    jd__tell_word(t, "kind", event->kind);
    jd__tell_name(t, "in", JD__NAME_EVENT, event_of(t, step->role_in, step->event));
    jd__tell_name(t, "out", JD__NAME_EVENT, event_of(t, step->role_out, step->event));
    jd__tell_span(t, "at", &event->at);
    jd__tell_word(t, "owner", jd__agencies(t->facts)[event->agency].id);
    jd__tell_word(t, "handling", event->control.handling);
}

static void
tell_entity_step(struct jd__teller *t, const struct jd__step *step)
{
    const struct jd__record *record = &jd__records(t->facts)[step->record_in];
    jd__json_key_cstr(&t->json, "node", "record");
    jd__tell_word(t, "kind", jd__kinds(t->facts)[record->kind].name);
    jd__tell_name(t, "in", JD__NAME_RECORD, step->record_in);
    jd__tell_name(t, "out", JD__NAME_RECORD, step->record_out);
    jd__tell_entity(t, "entity", step->record_in);
    jd__tell_word(t, "owner", jd__agencies(t->facts)[record->agency].id);
    jd__tell_word(t, "handling", record->control.handling);
}

static void
tell_step(struct jd__teller *t, const struct jd__step *step)
{
    jd__json_object(&t->json);
    if (step->is_event)
        tell_event_step(t, step);
    else
        tell_entity_step(t, step);
    if (step->role_in != JD_NONE)
        jd__tell_word(t, "role_in", jd__roles(t->facts)[step->role_in].role);
    if (step->role_out != JD_NONE)
        jd__tell_word(t, "role_out", jd__roles(t->facts)[step->role_out].role);
    if (step->relation != JD_NONE)
        jd__tell_word(t, "relation", jd__relations(t->facts)[step->relation].kind);
    jd__json_key_real(&t->json, "bits", bits(step->identity + step->sharing + step->grade));
    tell_terms(t, step->identity, step->sharing, step->grade);
    jd__json_key_cstr(&t->json, "verified", "unverified");
    jd__json_object_end(&t->json);
}

/* "ends": the cases of the event that a chain ends in. */
static void
tell_ends(struct jd__teller *t, uint32_t event)
{
    const struct jd__hang *cases = &t->facts->cases_of_event;
    jd__json_key(&t->json, "ends");
    jd__json_array(&t->json);
    for (uint32_t i = cases->starts[event]; i < cases->starts[event + 1]; i++)
        jd__tell_name(t, NULL, JD__NAME_CASE, cases->items[i]);
    jd__json_array_end(&t->json);
}

static void
tell_chain(struct jd__teller *t, const struct jd__chains *chains, uint32_t number)
{
    const struct jd__chain *chain =
        &((const struct jd__chain *)chains->chains.data)[number];
    const struct jd__step *steps = (const struct jd__step *)chains->steps.data;
    int64_t identity = 0, sharing = 0, grade = 0;
    steps += chain->first_step;
    for (uint32_t i = 0; i < chain->n_steps; i++) {
        identity += steps[i].identity;
        sharing += steps[i].sharing;
        grade += steps[i].grade;
    }
    jd__json_object(&t->json);
    jd__json_key_int(&t->json, "rank", number + 1);
    jd__json_key_real(&t->json, "bits", bits(chain->cost));
    tell_ends(t, chain->end);
    tell_terms(t, identity, sharing, grade);
    jd__json_key(&t->json, "steps");
    jd__json_array(&t->json);
    for (uint32_t i = 0; i < chain->n_steps; i++)
        tell_step(t, &steps[i]);
    jd__json_array_end(&t->json);
    jd__tell_people(t, steps, chain->n_steps);
    jd__json_object_end(&t->json);
}

void
jd__tell_chains(
    struct jd__teller *t, struct jd__name start, const struct jd__chains *chains)
{
    jd__json_object(&t->json);
    jd__tell_name(t, "start", start.kind, start.number);
    jd__json_key(&t->json, "home");
    jd__json_array(&t->json);
    for (size_t i = 0; i < chains->home.n; i++)
        jd__tell_name(t, NULL, JD__NAME_CASE, ((const uint32_t *)chains->home.data)[i]);
    jd__json_array_end(&t->json);
    jd__json_key_int(&t->json, "found", chains->n_found);
    jd__json_key_int(&t->json, "shown", (int64_t)chains->chains.n);
    if (chains->stopped)
        jd__json_key_bool(&t->json, "stopped", true);
    jd__json_key(&t->json, "chains");
    jd__json_array(&t->json);
    for (size_t i = 0; i < chains->chains.n; i++)
        tell_chain(t, chains, (uint32_t)i);
    jd__json_array_end(&t->json);
    jd__tell_pointers(t, start);
    jd__json_object_end(&t->json);
}

void
jd__tell_levels(
    struct jd__teller *t, struct jd__name start, const struct jd__levels *levels)
{
    const uint32_t *counts = levels->counts.data, *entities = levels->entities.data;
    jd__json_object(&t->json);
    jd__tell_name(t, "start", start.kind, start.number);
    jd__json_key(&t->json, "levels");
    jd__json_array(&t->json);
    for (size_t level = 0; level < levels->counts.n; level++) {
        jd__json_object(&t->json);
        jd__json_key_int(&t->json, "step", (int64_t)level + 1);
        jd__json_key_int(&t->json, "entities", counts[level]);
        jd__json_key(&t->json, "names");
        jd__json_array(&t->json);
        for (uint32_t i = 0; i < counts[level]; i++)
            jd__tell_name(t, NULL, JD__NAME_RECORD, t->entities->anchors[*entities++]);
        jd__json_array_end(&t->json);
        jd__json_object_end(&t->json);
    }
    jd__json_array_end(&t->json);
    jd__json_object_end(&t->json);
}
