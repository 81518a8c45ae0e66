/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_graph.c - making a graph, and following chains in it.
 *
 *     bench_graph [RECORDS]     60,000 person records if not said
 *
 * A made-up world in the measures of a nation: for each 60,000 person records 100,000 events
 * and 250,000 roles: arrests and seizures with phones and cars, calls with a few numbers that
 * everyone calls, prescriptions of which one doctor writes thousands.  A tenth of the records
 * are joined in pairs.  Starts are arrests and, to be unkind, the busiest things.
 */
#include "graph/graph.h"
#include "os/clock.h"

#include "base/alloc.h"
#include "base/random.h"
#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>

enum { STARTS = 1000 };

struct world {
    struct jd__facts *facts;
    struct jd__view *view;
    uint32_t *of_record, *anchors;
    struct jd__hang members;
    struct jd__random random;
    struct jd_error err;
    uint32_t n_people, first_phone, first_car, first_official;
};

static void
must(const struct world *w, enum jd_status status)
{
    if (status == JD_OK)
        return;
    (void)fprintf(stderr, "bench_graph: %s\n", w->err.message);
    exit(1);
}

static uint32_t
below(struct world *w, uint32_t n)
{
    return (uint32_t)jd__random_below(&w->random, n);
}

static jd_word
word(struct world *w, const char *text)
{
    jd_word code = JD_NONE;
    must(w, jd__facts_word(w->facts, jd__str(text), &code, &w->err));
    return code;
}

static const struct jd__control PLAIN = {JD_NONE, JD_NONE, JD_NONE, JD_NONE, 0};

static uint32_t
add_records(struct world *w, const char *kind, uint32_t n)
{
    uint32_t first = (uint32_t)w->facts->records.n;
    struct jd_table *table = NULL;
    must(w, jd_table_new(NULL, kind, NULL, 0, &table, &w->err));
    must(w, jd_table_finish(table, &w->err));
    must(w, jd__facts_add_kind(w->facts, word(w, kind), table, &w->err));
    for (uint32_t i = 0; i < n; i++) {
        char id[32];
        (void)snprintf(id, sizeof(id), "%s%u", kind, i);
        struct jd__record record = {
            (uint16_t)(i % 8), (uint16_t)(w->facts->kinds.n - 1), word(w, id), 0, PLAIN};
        must(w, jd__facts_add_record(w->facts, &record, &w->err));
    }
    return first;
}

static uint32_t
add_event(struct world *w, const char *kind, bool has_case)
{
    uint32_t number = (uint32_t)w->facts->events.n;
    char id[32];
    (void)snprintf(id, sizeof(id), "e%u", number);
    int64_t day = (int64_t)86400 * 1000000, at = (17000 + below(w, 900)) * day;
    struct jd__event event = {.agency = (uint16_t)(number % 8),
        .id = word(w, id),
        .kind = word(w, kind),
        .at = {at, at},
        .until = {JD__NO_TIME, JD__NO_TIME},
        .control = PLAIN};
    must(w, jd__facts_add_event(w->facts, &event, &w->err));
    if (has_case)
        must(
            w, jd__facts_add_event_case(w->facts, number, event.agency, event.id, &w->err));
    return number;
}

static void
add_role(struct world *w, uint32_t record, const char *role, uint32_t event)
{
    const struct jd__role row = {record, event, word(w, role), PLAIN};
    must(w, jd__facts_add_role(w->facts, &row, &w->err));
}

/* One of n things; a quarter of the time one of the first twenty, which everyone meets. */
static uint32_t
popular(struct world *w, uint32_t first, uint32_t n)
{
    return first + (below(w, 4) == 0 ? below(w, 20) : below(w, n));
}

static void
add_events(struct world *w, uint32_t n_events)
{
    for (uint32_t i = 0; i < n_events; i++) {
        uint32_t kind = i % 10, person = below(w, w->n_people), event;
        if (kind < 4) {
            event = add_event(w, kind < 2 ? "arrest" : "seizure", true);
            add_role(w, person, kind < 2 ? "arrestee" : "holder", event);
            add_role(w, w->first_official + below(w, 200), "officer", event);
            if (kind >= 2)
                add_role(w, w->first_phone + person % (w->n_people / 4), "exhibit", event);
            else if (below(w, 3) == 0)
                add_role(w, w->first_car + person % (w->n_people / 8), "vehicle", event);
        } else if (kind < 7) {
            event = add_event(w, "call", false);
            add_role(w, w->first_phone + below(w, w->n_people / 4), "caller", event);
            add_role(w, popular(w, w->first_phone, w->n_people / 4), "callee", event);
        } else {
            event = add_event(w, "prescription", false);
            add_role(w, person, "patient", event);
            add_role(w, popular(w, w->first_official + 200, 400), "prescriber", event);
            add_role(w, popular(w, w->first_official + 600, 200), "dispenser", event);
        }
    }
}

/* Every tenth person record is one with the one before it. */
static void
join(struct world *w)
{
    uint32_t n = (uint32_t)w->facts->records.n, next = 0;
    w->of_record = malloc(n * sizeof(uint32_t));
    w->anchors = malloc(n * sizeof(uint32_t));
    w->members.starts = malloc((n + 1) * sizeof(uint32_t));
    w->members.items = malloc(n * sizeof(uint32_t));
    for (uint32_t i = 0; i < n; i++) {
        if (i > 0 && i < w->n_people && i % 10 == 0) {
            const struct jd__link link = {
                .a = i - 1, .b = i, .probability = 0.97, .band = JD__JOINED};
            must(w, jd__facts_add_link(w->facts, &link, NULL, 0, &w->err));
        } else {
            w->members.starts[next] = i;
            w->anchors[next++] = i;
        }
        w->of_record[i] = next - 1;
        w->members.items[i] = i;
    }
    w->members.starts[next] = w->members.n_items = n;
    w->members.n = next;
}

static void
make_world(struct world *w, uint32_t n_people)
{
    w->n_people = n_people;
    w->random.state = 1;
    must(w, jd__facts_new(NULL, &w->facts, &w->err));
    for (int i = 0; i < 8; i++) {
        char id[16];
        (void)snprintf(id, sizeof(id), "agency%d", i);
        const struct jd__agency agency = {word(w, id), JD_NONE, JD_NONE, JD_NONE, JD_NONE};
        must(w, jd__facts_add_agency(w->facts, &agency, &w->err));
    }
    (void)add_records(w, "person", n_people);
    w->first_phone = add_records(w, "phone", n_people / 4);
    w->first_car = add_records(w, "vehicle", n_people / 8);
    w->first_official = add_records(w, "organization", 800);
    add_events(w, n_people / 3 * 5);
    join(w);
    must(w, jd__facts_finish(w->facts, &w->err));
    must(w, jd__view_new(NULL, w->facts, &w->view, &w->err));
    uint64_t *bits[4] = {
        w->view->records, w->view->events, w->view->roles, w->view->relations};
    for (int k = 0; k < 4; k++)
        for (size_t i = 0; i < w->view->n_words[k]; i++)
            bits[k][i] = UINT64_MAX;
}

static double
seconds(void)
{
    return (double)jd__clock_monotonic() / 1e6;
}

static int
by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void
follow(struct world *w, const struct jd__graph *graph, const char *what, bool busy)
{
    static double took[STARTS];
    uint32_t found = 0, stopped = 0;
    for (uint32_t i = 0; i < STARTS; i++) {
        struct jd__name start = {JD__NAME_EVENT, i * 10};
        if (busy)
            start = (struct jd__name){JD__NAME_RECORD,
                i % 2 ? w->first_phone + i % 20 : w->first_official + 200 + i % 20};
        struct jd__chains chains;
        double from = seconds();
        must(w, jd__graph_extend(graph, start, NULL, &chains, &w->err));
        took[i] = seconds() - from;
        found += chains.n_found > 0;
        stopped += chains.stopped;
        jd__chains_done(&chains);
    }
    qsort(took, STARTS, sizeof(took[0]), by_size);
    printf("extend from %-14s p50 %7.3f ms  p99 %7.3f ms  worst %7.3f ms  %u lead on, %u "
           "stopped\n",
        what, took[STARTS / 2] * 1e3, took[STARTS * 99 / 100] * 1e3, took[STARTS - 1] * 1e3,
        found, stopped);
}

int
main(int argc, char **argv)
{
    struct world w = {0};
    struct jd__graph *graph = NULL;
    make_world(&w, argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 60000);
    const struct jd__joined joined = {
        w.members.n, w.of_record, w.anchors, &w.members, NULL, NULL};
    double from = seconds();
    must(&w, jd__graph_new(NULL, w.view, &joined, &graph, &w.err));
    printf("%zu records, %zu events, %zu roles: graph made in %.3f s\n", w.facts->records.n,
        w.facts->events.n, w.facts->roles.n, seconds() - from);
    follow(&w, graph, "an arrest", false);
    follow(&w, graph, "a busy thing", true);
    jd__graph_free(graph);
    jd__view_free(w.view);
    jd__facts_free(w.facts);
    free(w.of_record);
    free(w.anchors);
    free(w.members.starts);
    free(w.members.items);
    return 0;
}
