/* SPDX-License-Identifier: Apache-2.0 */
/* test_entities.c - entities of a view against a model, and vetoes that only the seen can give. */
#include "jd_test.h"

#include "base/str.h"
#include "engine/entities.h"

#include <inttypes.h>

enum { N = 24 };

static jd_word
word_of(struct jd__facts *f, const char *format, uint32_t number)
{
    struct jd_error err = {0};
    char text[32];
    jd_word word = 0;
    (void)snprintf(text, sizeof(text), format, number);
    assert_jd_ok(jd__facts_word(f, jd__str(text), &word, &err));
    return word;
}

/* N records of one kind in two agencies, and some links. */
static struct jd__facts *
random_facts(uint64_t *seed)
{
    struct jd_error err = {0};
    struct jd__facts *f = NULL;
    assert_jd_ok(jd__facts_new(NULL, &f, &err));
    for (uint32_t i = 0; i < 2; i++) {
        struct jd__agency agency = {.id = word_of(f, "agency-%u", i)};
        assert_jd_ok(jd__facts_add_agency(f, &agency, &err));
    }
    assert_jd_ok(jd__facts_add_kind(f, word_of(f, "person", 0), NULL, &err));
    for (uint32_t i = 0; i < N; i++) {
        struct jd__record record = {.agency = (uint16_t)(i % 2),
            .id = word_of(f, "id-%u", i),
            .control = {.known_from = test_random(seed, 5)}};
        assert_jd_ok(jd__facts_add_record(f, &record, &err));
    }
    for (uint32_t i = 0, n = test_random(seed, N); i < n; i++) {
        uint32_t a = test_random(seed, N - 1), b = a + 1 + test_random(seed, N - 1 - a);
        struct jd__link link = {.a = a,
            .b = b,
            .weight = test_random(seed, 100),
            .band = (uint8_t)(test_random(seed, 4) == 0 ? JD__POSSIBLE : JD__JOINED)};
        assert_jd_ok(jd__facts_add_link(f, &link, NULL, 0, &err));
    }
    assert_jd_ok(jd__facts_finish(f, &err));
    return f;
}

static struct jd__view *
random_view(const struct jd__facts *f, uint64_t *seed)
{
    struct jd_error err = {0};
    struct jd__view *view = NULL;
    assert_jd_ok(jd__view_new(NULL, f, &view, &err));
    for (uint32_t i = 0; i < N; i++)
        if (test_random(seed, 4) != 0)
            jd__bit_set(view->records, i);
    return view;
}

/* Relabel until nothing changes. */
static void
model(const struct jd__view *view, uint32_t group[static N])
{
    const struct jd__facts *f = view->facts;
    for (uint32_t r = 0; r < N; r++)
        group[r] = r;
    for (int round = 0; round < N; round++)
        for (size_t i = 0; i < f->links.n; i++) {
            const struct jd__link *l = &jd__links(f)[i];
            bool counts = l->band == JD__JOINED && jd__sees_record(view, l->a) &&
                          jd__sees_record(view, l->b);
            uint32_t low = group[l->a] < group[l->b] ? group[l->a] : group[l->b];
            if (counts)
                group[l->a] = group[l->b] = low;
        }
}

static void
check_anchor(const struct jd__entities *e, const struct jd__facts *f, uint32_t record)
{
    uint32_t anchor = e->anchors[e->of_record[record]];
    int64_t first = jd__records(f)[anchor].control.known_from;
    int64_t mine = jd__records(f)[record].control.known_from;
    assert_int_equal(e->of_record[anchor], e->of_record[record]);
    assert_true(
        first < mine || (first == mine && jd__record_order(f, anchor, record) <= 0));
}

static void
agrees_with_the_model(void **state)
{
    (void)state;
    for (uint64_t start = 0; start < 300; start++) {
        uint64_t seed = start;
        uint32_t group[N];
        struct jd_error err = {0};
        struct jd__entities *e = NULL;
        struct jd__facts *f = random_facts(&seed);
        struct jd__view *view = random_view(f, &seed);
        assert_jd_ok(
            jd__entities_new(NULL, view, (struct jd__kind_models){NULL, 0}, &e, &err));
        model(view, group);
        for (uint32_t a = 0; a < N; a++) {
            assert_int_equal(e->of_record[a] != JD_NONE, jd__sees_record(view, a));
            if (!jd__sees_record(view, a))
                continue;
            check_anchor(e, f, a);
            for (uint32_t b = 0; b < N; b++)
                if (jd__sees_record(view, b) &&
                    (e->of_record[a] == e->of_record[b]) != (group[a] == group[b]))
                    fail_msg("records %u and %u, seed %" PRIu64, a, b, start);
        }
        jd__entities_free(e);
        jd__view_free(view);
        jd__facts_free(f);
    }
}

static void
members_come_by_name_and_once(void **state)
{
    (void)state;
    uint64_t seed = 11;
    struct jd_error err = {0};
    struct jd__entities *e = NULL;
    struct jd__facts *f = random_facts(&seed);
    struct jd__view *view = random_view(f, &seed);
    uint32_t seen = 0;
    assert_jd_ok(jd__entities_new(NULL, view, (struct jd__kind_models){NULL, 0}, &e, &err));
    for (uint32_t i = 0; i < e->n; i++)
        for (uint32_t m = e->members.starts[i]; m < e->members.starts[i + 1]; m++, seen++) {
            assert_int_equal(e->of_record[e->members.items[m]], i);
            if (m > e->members.starts[i])
                assert_true(
                    jd__record_order(f, e->members.items[m - 1], e->members.items[m]) < 0);
        }
    for (uint32_t r = 0; r < N; r++)
        seen -= jd__sees_record(view, r);
    assert_int_equal(seen, 0);
    jd__entities_free(e);
    jd__view_free(view);
    jd__facts_free(f);
}

/* Three records in a row of joined links; the first and the last have unlike values. */
static struct jd__facts *
chain_of_three(const char *const values[static 3])
{
    static const struct jd_column_spec columns[] = {{"vin_norm", JD_TYPE_TEXT}};
    struct jd_error err = {0};
    struct jd__facts *f = NULL;
    struct jd_table *table = NULL;
    assert_jd_ok(jd__facts_new(NULL, &f, &err));
    assert_jd_ok(jd_table_new(NULL, "vehicle", columns, 1, &table, &err));
    for (uint32_t i = 0; i < 3; i++)
        assert_jd_ok(jd_table_put(table, 0, jd_text(values[i]), &err));
    assert_jd_ok(jd_table_finish(table, &err));
    struct jd__agency agency = {.id = word_of(f, "agency", 0)};
    assert_jd_ok(jd__facts_add_agency(f, &agency, &err));
    assert_jd_ok(jd__facts_add_kind(f, word_of(f, "vehicle", 0), table, &err));
    for (uint32_t i = 0; i < 3; i++) {
        struct jd__record record = {.id = word_of(f, "v%u", i), .row = i};
        assert_jd_ok(jd__facts_add_record(f, &record, &err));
    }
    for (uint32_t i = 0; i < 2; i++) {
        struct jd__link link = {
            .a = i, .b = i + 1, .weight = 20 - (double)i, .band = JD__JOINED};
        assert_jd_ok(jd__facts_add_link(f, &link, NULL, 0, &err));
    }
    assert_jd_ok(jd__facts_finish(f, &err));
    return f;
}

static uint32_t
count_entities(const char *const values[static 3], bool middle_is_seen)
{
    struct jd_error err = {0};
    struct jd__facts *f = chain_of_three(values);
    struct jd__view *view = NULL;
    struct jd__entities *e = NULL;
    struct jd__kind_model model = {.model = NULL};
    const struct jd__kind_model *models[] = {&model};
    const char *column = "vin_norm";
    jd__buf_init(&model.exclusive, NULL, sizeof(const char *), 0);
    assert_jd_ok(jd__buf_append(&model.exclusive, &column, 1, &err));
    assert_jd_ok(jd__view_new(NULL, f, &view, &err));
    for (uint32_t i = 0; i < 3; i++)
        if (i != 1 || middle_is_seen)
            jd__bit_set(view->records, i);
    assert_jd_ok(
        jd__entities_new(NULL, view, (struct jd__kind_models){models, 1}, &e, &err));
    uint32_t n = e->n;
    jd__entities_free(e);
    jd__view_free(view);
    jd__facts_free(f);
    jd__buf_done(&model.exclusive);
    return n;
}

static void
unlike_exclusive_values_part_what_links_would_join(void **state)
{
    (void)state;
    const char *const unlike[] = {"1HGCM82633A004352", NULL, "2T1BURHE5JC034340"};
    const char *const alike[] = {"1HGCM82633A004352", NULL, "1HGCM82633A004352"};
    const char *const keyed[] = {"1HGCM82633A004352", NULL, "1HGCM82633A004325"};
    assert_int_equal(count_entities(unlike, true), 2);
    assert_int_equal(count_entities(alike, true), 1);
    assert_int_equal(count_entities(keyed, true), 1);
    assert_int_equal(count_entities(alike, false), 2);
}

/* What an alibi took out of joined, no third record brings back; the weaker link gives way. */
static void
those_whom_an_alibi_parts_do_not_come_together_over_a_third(void **state)
{
    (void)state;
    const char *const values[] = {NULL, NULL, NULL};
    struct jd_error err = {0};
    struct jd__facts *f = chain_of_three(values);
    struct jd__link ends = {.a = 0, .b = 2, .weight = 12, .band = JD__JOINED};
    struct jd__view *view = NULL;
    struct jd__entities *e = NULL;
    assert_jd_ok(jd__facts_add_link(f, &ends, NULL, 0, &err));
    assert_jd_ok(jd__facts_finish(f, &err));
    assert_jd_ok(jd__view_new(NULL, f, &view, &err));
    for (uint32_t i = 0; i < 3; i++)
        jd__bit_set(view->records, i);
    assert_jd_ok(jd__view_own_links(view, &err));
    for (size_t i = 0; i < f->links.n; i++)
        if (view->links[i].b - view->links[i].a == 2)
            view->links[i].band = JD__POSSIBLE;
    assert_jd_ok(jd__entities_new(NULL, view, (struct jd__kind_models){NULL, 0}, &e, &err));

    assert_int_equal(e->n, 2);
    assert_int_equal(e->of_record[0], e->of_record[1]);
    jd__entities_free(e);
    jd__view_free(view);
    jd__facts_free(f);
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    uint64_t seed = 5;
    struct jd__facts *f = random_facts(&seed);
    struct jd__view *view = random_view(f, &seed);
    enum jd_status status = JD_E_NOMEM;
    for (size_t n = 0; status == JD_E_NOMEM; n++) {
        struct test_memory mem;
        struct jd__entities *e = NULL;
        test_memory_init(&mem, n);
        status =
            jd__entities_new(&mem.alloc, view, (struct jd__kind_models){NULL, 0}, &e, NULL);
        assert_int_equal(e != NULL, status == JD_OK);
        jd__entities_free(e);
        assert_int_equal(mem.live_blocks, 0);
    }
    assert_int_equal(status, JD_OK);
    jd__view_free(view);
    jd__facts_free(f);
}

TEST_MAIN(cmocka_unit_test(agrees_with_the_model),
    cmocka_unit_test(members_come_by_name_and_once),
    cmocka_unit_test(unlike_exclusive_values_part_what_links_would_join),
    cmocka_unit_test(those_whom_an_alibi_parts_do_not_come_together_over_a_third),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks))
