/* SPDX-License-Identifier: Apache-2.0 */
/* test_groups.c - records grouped, pairs counted and ids hashed, against the plain ways. */
#include "fake_sql.h"
#include "jd_test.h"
#include "people.h"

#include "base/hash.h"
#include "base/str.h"
#include "train/groups.h"
#include "train/train.h"

#include <stdlib.h>
#include <string.h>

/* More than a chunk of records and, in one town, than a later rule's group may have. */
enum { MOST = 20000, FEW = 700 };

struct setup {
    struct fake_sql fake;
    struct jd_model *model;
    struct jd_table *table;
    struct jd_training *training;
    struct jd_error err;
};

/* A training on a table that it takes over. */
static void
start(struct setup *s, struct jd_table *table, uint32_t threads)
{
    char json[4096];
    struct jd_linkage_options options = jd_linkage_options_default();
    options.threads = threads;
    *s = (struct setup){.table = table};
    (void)snprintf(json, sizeof(json),
        "{\"link_type\":\"dedupe_only\",\"comparisons\":[%s]}", people_name_comparison);
    fake_sql_init(&s->fake);
    assert_ok(s, jd_model_from_json(NULL, jd__str(json), &s->fake.sql, &s->model, &s->err));
    assert_ok(s, jd_training_new(NULL, s->model, (const struct jd_table *const *)&s->table,
                     1, &options, &s->training, &s->err));
}

static void
stop(struct setup *s)
{
    jd_training_free(s->training);
    jd_model_free(s->model);
    jd_table_free(s->table);
    fake_sql_done(&s->fake);
}

/* n people of so many names and towns. */
static struct jd_table *
make_people(uint64_t *seed, uint32_t n, uint32_t n_names, uint32_t n_towns)
{
    struct person *people = calloc(n, sizeof(*people));
    char(*texts)[3][8] = calloc(n, sizeof(*texts));
    for (uint32_t i = 0; i < n; i++) {
        (void)snprintf(texts[i][0], sizeof(texts[i][0]), "%u", i * 7919 % 100003);
        (void)snprintf(texts[i][1], sizeof(texts[i][1]), "n%u", test_random(seed, n_names));
        (void)snprintf(texts[i][2], sizeof(texts[i][2]), "t%u", test_random(seed, n_towns));
        people[i] =
            (struct person){texts[i][0], test_random(seed, 9) > 0 ? texts[i][1] : NULL,
                test_random(seed, 9) > 0 ? texts[i][2] : NULL, (int)test_random(seed, 20)};
    }
    struct jd_table *table = people_table("people", people, n);
    free(people);
    free(texts);
    return table;
}

static void
read_rule(struct setup *s, const char *text, struct jd__rule *rule)
{
    assert_ok(s, jd__rule_parse(rule, NULL, text, &s->fake.sql, &s->err));
}

/* One group: two records or more, of one key, in order of ids, in no other group; its key. */
static uint64_t
check_group(const struct jd_linkage *linkage, const struct jd__group_key *key,
    const struct jd__groups *groups, uint32_t group, bool *grouped)
{
    const uint32_t *members = groups->members + groups->starts[group];
    const uint32_t *order = linkage->records.order;
    uint32_t n = groups->starts[group + 1] - groups->starts[group];
    uint64_t found = jd__group_key_of(key, members[0]);
    assert_true(n > 1 && found != JD__NO_KEY);
    for (uint32_t i = 0; i < n; i++) {
        assert_true(jd__group_key_of(key, members[i]) == found);
        assert_true(i == 0 || order[members[i - 1]] < order[members[i]]);
        assert_false(grouped[members[i]]);
        grouped[members[i]] = true;
    }
    return found;
}

/* Whoever is in no group has no key, or one that is not in any group; some are. */
static void
check_alone(const struct jd__group_key *key, const struct jd__groups *groups,
    const uint64_t *seen, const bool *grouped)
{
    uint32_t n_alone = 0;
    for (uint32_t i = 0; i < MOST; i++)
        n_alone += !grouped[i];
    assert_true(n_alone > 0 && n_alone + groups->n_members == MOST);
    for (uint32_t i = 0; i < MOST; i += 37)
        for (uint32_t g = 0; g < groups->n && !grouped[i]; g++)
            assert_true(seen[g] != jd__group_key_of(key, i));
}

static void
groups_are_the_records_of_equal_values_in_order_of_ids(void **state)
{
    (void)state;
    uint64_t seed = 1, n_pairs = 0;
    struct setup s;
    struct jd__rule rule = {0};
    struct jd__group_key key;
    struct jd__groups groups;
    bool suits = false;
    start(&s, make_people(&seed, MOST, 1000, 30), 3);
    const struct jd_linkage *linkage = s.training->linkage;
    bool *grouped = calloc(MOST, sizeof(*grouped));
    uint64_t *seen = calloc(MOST, sizeof(*seen));
    read_rule(&s, "l.name = r.name AND l.town = r.town", &rule);

    assert_ok(&s, jd__group_key_init(s.training->linkage, &rule, &suits, &key, &s.err));
    assert_true(suits);
    assert_ok(&s, jd__groups_init(&groups, linkage, &key, &s.err));

    for (uint32_t g = 0; g < groups.n; g++) {
        uint64_t n = groups.starts[g + 1] - groups.starts[g];
        seen[g] = check_group(linkage, &key, &groups, g, grouped);
        n_pairs += n * (n - 1) / 2;
    }
    assert_true(n_pairs == groups.n_pairs);
    check_alone(&key, &groups, seen, grouped);
    free(grouped);
    free(seen);
    jd__groups_done(&groups, &linkage->alloc);
    jd__rule_done(&rule);
    stop(&s);
}

static void
only_rules_of_equal_columns_make_groups(void **state)
{
    (void)state;
    static const struct {
        const char *rule;
        bool suits;
    } cases[] = {{"l.name = r.name", true}, {"l.town = r.town AND l.age = r.age", true},
        {"l.name = r.town", false}, {"l.name = r.name OR l.town = r.town", false},
        {"l.town = r.town AND l.age < r.age", false}, {"1 = 1", false},
        {"substr(l.name, 1, 2) = substr(r.name, 1, 2)", false},
        {"l.nobody = r.nobody", false}};
    uint64_t seed = 2;
    struct setup s;
    start(&s, make_people(&seed, 20, 5, 5), 1);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct jd__rule rule = {0};
        struct jd__group_key key;
        bool suits = !cases[i].suits;
        read_rule(&s, cases[i].rule, &rule);
        assert_ok(&s, jd__group_key_init(s.training->linkage, &rule, &suits, &key, &s.err));
        if (suits != cases[i].suits)
            fail_msg("%s suits groups: %d", cases[i].rule, suits);
        jd__rule_done(&rule);
    }
    stop(&s);
}

/* Count by groups and by blocks, of a sample too. */
static void
check_counts(struct setup *s, const char *const *rules, uint32_t n, double share)
{
    uint64_t by_groups[4] = {0}, by_blocks[4] = {0};
    double scale = 0;
    assert_ok(s, jd__sample_share(s->training, share, &scale, &s->err));
    s->training->is_plain = false;
    assert_ok(s, jd__training_count(s->training, rules, n, by_groups, &s->err));
    s->training->is_plain = true;
    assert_ok(s, jd__training_count(s->training, rules, n, by_blocks, &s->err));
    jd__sample_end(s->training);
    for (uint32_t i = 0; i < n; i++)
        assert_true(by_groups[i] == by_blocks[i]);
    assert_true(by_groups[0] > 0);
}

static void
pairs_are_as_many_by_groups_as_by_blocks(void **state)
{
    (void)state;
    static const char *const rules[] = {"l.name = r.name AND l.town = r.town",
        "l.town = r.town AND l.age = r.age", "l.name = r.name", "l.age = r.age"};
    static const char *const mixed[] = {
        "l.name = r.name", "l.town = r.town AND l.age < r.age"};
    static const char *const towns[] = {"l.name = r.name", "l.town = r.town"};
    for (uint64_t round = 0; round < 5; round++) {
        uint64_t seed = round;
        struct setup s;
        start(&s, make_people(&seed, FEW, 40, 1 + test_random(&seed, 20)),
            1 + (uint32_t)round);
        check_counts(&s, rules, 4, 1);
        check_counts(&s, rules, 4, 0.5);
        check_counts(&s, mixed, 2, 1);
        stop(&s);
    }
    uint64_t seed = 9;
    struct setup s;
    start(&s, make_people(&seed, 2600, 40, 1), 2); /* a group of too many for pairs */
    check_counts(&s, towns, 2, 1);
    stop(&s);
}

/* Three people whose ids are whole numbers, of whom nothing else is known. */
static struct jd_table *
numbered_people(void)
{
    static const struct jd_column_spec columns[] = {{"unique_id", JD_TYPE_INT},
        {"name", JD_TYPE_TEXT}, {"town", JD_TYPE_TEXT}, {"age", JD_TYPE_INT}};
    struct jd_table *table = NULL;
    struct jd_error err = {0};
    assert_jd_ok(jd_table_new(NULL, "people", columns, 4, &table, &err));
    for (int i = 0; i < 3; i++)
        for (uint32_t c = 0; c < 4; c++)
            assert_jd_ok(jd_table_put(table, c, c == 0 ? jd_int(i + 7) : jd_null(), &err));
    assert_jd_ok(jd_table_finish(table, &err));
    return table;
}

static void
a_hash_that_is_not_the_known_one_is_asked_of_each_id(void **state)
{
    (void)state;
    const uint64_t modulus = UINT64_C(10000000000);
    struct setup s;
    uint64_t hashes[3] = {0};
    start(&s, numbered_people(), 1);

    assert_ok(&s, jd__training_hash(s.training, modulus, NULL, hashes, &s.err));

    /* The tests' SQL has texts alone to hash, and of a number that is an empty one. */
    for (int i = 0; i < 3; i++)
        assert_true(hashes[i] == (jd__hash_bytes("", 0) >> 14) % modulus);
    stop(&s);
}

static enum jd_status
count_within(struct test_memory *mem, const struct setup *s)
{
    static const char *const rules[] = {
        "l.name = r.name AND l.town = r.town", "l.town = r.town AND l.age = r.age"};
    struct jd_linkage_options options = jd_linkage_options_default();
    struct jd_training *training = NULL;
    double scale = 0;
    uint64_t counts[2];
    options.threads = 2;
    enum jd_status status = jd_training_new(&mem->alloc, s->model,
        (const struct jd_table *const *)&s->table, 1, &options, &training, NULL);
    if (status == JD_OK)
        status = jd__sample_share(training, 0.9, &scale, NULL);
    if (status == JD_OK)
        status = jd__training_count(training, rules, 2, counts, NULL);
    if (status == JD_OK)
        status = jd__training_group(training, rules[0], NULL);
    if (training != NULL)
        jd__sample_end(training);
    jd_training_free(training);
    return status;
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    uint64_t seed = 3;
    struct setup s;
    start(&s, make_people(&seed, 30, 4, 3), 1);
    enum jd_status status = JD_E_NOMEM;
    size_t n = 0;
    for (; status == JD_E_NOMEM; n++) {
        struct test_memory mem;
        test_memory_init(&mem, n);
        status = count_within(&mem, &s);
        assert_int_equal(mem.live_blocks, 0);
        assert_int_equal(mem.live_bytes, 0);
    }
    assert_int_equal(status, JD_OK);
    assert_true(n > 100);
    stop(&s);
}

TEST_MAIN(cmocka_unit_test(groups_are_the_records_of_equal_values_in_order_of_ids),
    cmocka_unit_test(only_rules_of_equal_columns_make_groups),
    cmocka_unit_test(pairs_are_as_many_by_groups_as_by_blocks),
    cmocka_unit_test(a_hash_that_is_not_the_known_one_is_asked_of_each_id),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks))
