/* SPDX-License-Identifier: Apache-2.0 */
/* test_twice.c - events that two agencies wrote, their decoys, and who is held when. */
#include "part_support.h"

#include "base/calendar.h"
#include "synth/plant.h"

enum { PEOPLE = 3000, AT = 2, UNTIL = 3, CASES = 4 };

static struct jd__nation nation;
static struct jd__part part;

/* A row of event.csv. */
struct event_row {
    char name[96]; /* agency/id */
    char kind[24], numbers[160];
    int64_t day;
};

static struct event_row *events;
static size_t n_events;

static int
by_row_name(const void *a, const void *b)
{
    return strcmp(((const struct event_row *)a)->name, ((const struct event_row *)b)->name);
}

static void
take_event(void *ctx, const struct jd__sheet *sheet, char **fields, size_t n_fields)
{
    char date[11];
    (void)ctx;
    assert_true(n_fields > CASES);
    events = realloc(events, (n_events + 1) * sizeof(*events));
    struct event_row *to = &events[n_events++];
    (void)snprintf(to->name, sizeof(to->name), "%s/%s",
        jd__agencies_of_nation[sheet->who].id, fields[0]);
    (void)snprintf(to->kind, sizeof(to->kind), "%s", fields[1]);
    (void)snprintf(to->numbers, sizeof(to->numbers), "%s", fields[CASES]);
    (void)snprintf(date, sizeof(date), "%.10s", fields[AT]);
    assert_true(jd__parse_day(jd__str(date), &to->day));
}

static const struct event_row *
find(struct jd_str agency, struct jd_str id)
{
    struct event_row key;
    (void)snprintf(key.name, sizeof(key.name), "%.*s/%.*s", (int)agency.size, agency.data,
        (int)id.size, id.data);
    const struct event_row *row =
        bsearch(&key, events, n_events, sizeof(*events), by_row_name);
    if (row == NULL)
        fail_msg("truth names %s, which is not there", key.name);
    return row;
}

static int
nation_make(void **state)
{
    struct jd_error err = {0};
    (void)state;
    plain_nation(&nation, PEOPLE, 23);
    assert_jd_ok(jd__part_init(&part, &nation, &err));
    for (uint64_t block = 0; block < nation.n_blocks; block++)
        jd__life_write(&part, block);
    jd__part_unit(&part, nation.n_blocks + JD__UNIT_NAMESAKES);
    jd__namesakes_write(&part);
    jd__part_unit(&part, nation.n_blocks + JD__UNIT_TWICE);
    jd__twice_decoys_write(&part);
    assert_int_equal(part.status, JD_OK);
    assert_jd_ok(jd__part_finish(&part, &err));
    each_row(&part, JD__EVENT, take_event, NULL);
    qsort(events, n_events, sizeof(*events), by_row_name);
    return 0;
}

static int
nation_done(void **state)
{
    (void)state;
    free(events);
    jd__part_done(&part);
    jd__nation_done(&nation);
    return 0;
}

static struct jd_str
text_at(const struct jd_table *table, uint32_t column, uint32_t row)
{
    return jd_table_get(table, column, row).text;
}

/* Each event of truth: of two agencies or more, of one kind, within a week; most cite a number. */
static void
one_event_is_of_several_agencies_and_of_one_kind(void **state)
{
    (void)state;
    const struct jd_table *truth = part.truth.events;
    const uint32_t n = jd_table_n_rows(truth);
    unsigned n_pairs = 0, cited = 0, kinds[3] = {0};
    for (uint32_t i = 1; i < n; i++) {
        const struct event_row *a =
                                   find(text_at(truth, 0, i - 1), text_at(truth, 1, i - 1)),
                               *b = find(text_at(truth, 0, i), text_at(truth, 1, i));
        if (jd_table_get(truth, 2, i).integer != jd_table_get(truth, 2, i - 1).integer)
            continue;
        assert_false(jd__str_equal(text_at(truth, 0, i), text_at(truth, 0, i - 1)));
        assert_string_equal(a->kind, b->kind);
        assert_in_range(b->day - a->day + 7, 0, 14);
        cited += strstr(b->numbers, "/case/") != NULL;
        kinds[0] += strcmp(a->kind, "arrest") == 0;
        kinds[1] += strcmp(a->kind, "seizure") == 0;
        kinds[2] += strcmp(a->kind, "death") == 0;
        n_pairs++;
    }
    assert_true(n_pairs > PEOPLE / 20);
    assert_in_range(cited * 100 / n_pairs, 75, 97);
    for (int i = 0; i < 3; i++)
        assert_true(kinds[i] > 0);
}

static bool
why_is(uint32_t row, const char *why)
{
    return jd__str_is(text_at(part.truth.decoys, 0, row), why);
}

/* By day, by number, by person, by place: never one in truth. */
static void
decoys_of_events_are_two(void **state)
{
    (void)state;
    const struct jd_table *decoys = part.truth.decoys, *truth = part.truth.events;
    unsigned n = 0, far = 0;
    for (uint32_t i = 0; i < jd_table_n_rows(decoys); i++) {
        if (!why_is(i, "event"))
            continue;
        int64_t of[2] = {-1, -2};
        for (uint32_t k = 0; k < jd_table_n_rows(truth); k++)
            for (uint32_t side = 0; side < 2; side++)
                if (jd__str_equal(text_at(truth, 0, k), text_at(decoys, 2 + 2 * side, i)) &&
                    jd__str_equal(text_at(truth, 1, k), text_at(decoys, 3 + 2 * side, i)))
                    of[side] = jd_table_get(truth, 2, k).integer;
        const struct event_row *a = find(text_at(decoys, 2, i), text_at(decoys, 3, i)),
                               *b = find(text_at(decoys, 4, i), text_at(decoys, 5, i));
        assert_true(of[0] != of[1]);
        assert_string_equal(a->kind, b->kind);
        far += b->day - a->day > 1;
        n++;
    }
    assert_int_equal(n, 15);
    assert_int_equal(far, 3);
}

static void
namesakes_are_held_or_dead_when_the_other_acts(void **state)
{
    (void)state;
    unsigned custody = 0, death = 0;
    for (uint32_t i = 0; i < jd_table_n_rows(part.truth.decoys); i++) {
        custody += why_is(i, "custody");
        death += why_is(i, "death");
    }
    assert_int_equal(custody, 6);
    assert_int_equal(death, 3);
}

/* ---- nobody is arrested while in prison ---- */

struct stay {
    int64_t entity, from, until;
};

static struct stay stays[4096];
static size_t n_stays;
static unsigned n_arrests;

static int64_t
entity_of(const char *agency, const char *id)
{
    const struct jd_table *records = part.truth.records;
    for (uint32_t i = 0; i < jd_table_n_rows(records); i++)
        if (jd__str_is(text_at(records, 2, i), id) &&
            jd__str_is(text_at(records, 0, i), agency) &&
            jd__str_is(text_at(records, 1, i), "person"))
            return jd_table_get(records, 3, i).integer;
    return -1;
}

/* role.csv: kind, record_id, record_agency, event_id, event_agency, role */
static const struct event_row *
event_of(const struct jd__sheet *sheet, char **f)
{
    return find(jd__str(jd__agencies_of_nation[sheet->who].id), jd__str(f[3]));
}

static void
take_stay(void *ctx, const struct jd__sheet *sheet, char **f, size_t n)
{
    (void)ctx;
    (void)n;
    const struct event_row *event = event_of(sheet, f);
    const char *agency = jd__agencies_of_nation[sheet->who].id;
    const bool released = strcmp(event->kind, "release") == 0;
    if (strcmp(f[5], "inmate") != 0 || strcmp(agency, "us-oh-franklin-so") == 0 ||
        strcmp(agency, "us-marshals") == 0) /* whose jail nobody leaves on paper */
        return;
    const int64_t entity = entity_of(agency, f[1]);
    for (size_t i = 0; released && i < n_stays; i++)
        if (stays[i].entity == entity && stays[i].until < 0 && stays[i].from < event->day)
            stays[i].until = event->day;
    if (!released && n_stays < sizeof(stays) / sizeof(stays[0]))
        stays[n_stays++] = (struct stay){entity, event->day, -1};
}

static void
check_arrest(void *ctx, const struct jd__sheet *sheet, char **f, size_t n)
{
    (void)ctx;
    (void)n;
    if (strcmp(f[5], "arrestee") != 0)
        return;
    const char *agency = jd__agencies_of_nation[sheet->who].id;
    const struct event_row *event = event_of(sheet, f);
    const int64_t entity = entity_of(agency, f[1]);
    n_arrests++;
    for (size_t i = 0; entity < PEOPLE && i < n_stays; i++)
        if (stays[i].entity == entity && stays[i].from + 2 < event->day &&
            event->day < stays[i].until - 2)
            fail_msg("%s is arrested in prison", event->name);
}

static void
nobody_is_arrested_while_in_prison(void **state)
{
    (void)state;
    each_row(&part, JD__ROLE, take_stay, NULL);
    each_row(&part, JD__ROLE, check_arrest, NULL);
    assert_true(n_stays > 50 && n_arrests > 500);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_event_is_of_several_agencies_and_of_one_kind),
        cmocka_unit_test(decoys_of_events_are_two),
        cmocka_unit_test(namesakes_are_held_or_dead_when_the_other_acts),
        cmocka_unit_test(nobody_is_arrested_while_in_prison)};
    return cmocka_run_group_tests(tests, nation_make, nation_done);
}
