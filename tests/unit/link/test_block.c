/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_block.c - pairs counted by keys against pairs made, in all link types; the largest
 * blocks; pairs to try; without memory.
 */
#include "fake_sql.h"
#include "jd_test.h"
#include "people.h"

#include <joinder/block.h>

#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N = 400, MOST_RULES = 4, N_TEXTS = 10 };

struct setup {
    struct fake_sql fake;
    struct jd_model *model;
    struct jd_table *tables[3];
    uint32_t n_tables;
    struct jd_linkage *linkage;
    struct jd_error err;
};

static void
start(struct setup *s, const char *link_type, const char *rules)
{
    char json[8192];
    (void)snprintf(json, sizeof(json),
        "{\"link_type\":\"%s\",\"comparisons\":[%s,%s],"
        "\"blocking_rules_to_generate_predictions\":[%s]}",
        link_type, people_name_comparison, people_age_comparison, rules);
    fake_sql_init(&s->fake);
    assert_ok(s, jd_model_from_json(NULL, jd__str(json), &s->fake.sql, &s->model, &s->err));
    assert_ok(s, jd_linkage_new(NULL, s->model, (const struct jd_table *const *)s->tables,
                     s->n_tables, NULL, &s->linkage, &s->err));
}

static void
stop(struct setup *s)
{
    jd_linkage_free(s->linkage);
    jd_model_free(s->model);
    for (uint32_t i = 0; i < s->n_tables; i++)
        jd_table_free(s->tables[i]);
    fake_sql_done(&s->fake);
}

/* People in one to three tables; each table has its own ids. */
static void
make_tables(struct setup *s, uint64_t *random, uint32_t n_tables)
{
    static const char *const names[] = {"b_one", "a_two", "c"};
    struct person *people = calloc(N, sizeof(*people));
    char(*ids)[8] = calloc(N, sizeof(*ids));
    for (uint32_t t = 0; t < n_tables; t++) {
        uint32_t n = N / n_tables - t * 7;
        people_random(random, people, ids, n);
        for (uint32_t i = 0; i < n; i++)
            (void)snprintf(ids[i], 8, "%u", (i * 37 + 11) % 1009);
        s->tables[t] = people_table(names[t], people, n);
    }
    s->n_tables = n_tables;
    free(people);
    free(ids);
}

struct counted {
    uint64_t alone[MOST_RULES], added[MOST_RULES];
};

static enum jd_status
count_shown(void *ctx, const struct jd_scored *pairs, struct jd_error *err)
{
    struct counted *counted = ctx;
    (void)err;
    for (uint32_t i = 0; i < pairs->n; i++) {
        bool is_first = true;
        for (uint32_t k = 0; k < MOST_RULES; k++) {
            if ((pairs->rules[i] >> k & 1) == 0)
                continue;
            counted->alone[k]++;
            counted->added[k] += is_first;
            is_first = false;
        }
    }
    return JD_OK;
}

static const char *const texts[N_TEXTS] = {"l.name = r.name", "l.town = r.town",
    "l.age = r.age", "l.name = r.town", "l.name = r.name AND l.town = r.town",
    "l.name = r.name OR l.town = r.town", "substr(l.name, 1, 2) = substr(r.name, 1, 2)",
    "1 = 1", "l.town = r.town AND l.age < r.age", "levenshtein(l.name, r.name) <= 1"};

static void
counts_by_keys_are_those_of_pairs(void **state)
{
    (void)state;
    static const struct {
        const char *type;
        uint32_t n_tables;
    } links[] = {
        {"dedupe_only", 1}, {"link_only", 2}, {"link_only", 3}, {"link_and_dedupe", 3}};
    for (uint64_t seed = 0; seed < 80; seed++) {
        uint64_t random = seed;
        struct setup s = {.n_tables = 0};
        struct jd_count_options how = jd_count_options_default();
        struct counted want = {{0}, {0}};
        struct jd_rule_counts got[MOST_RULES] = {{0, 0, false, false}};
        uint32_t n_rules = 1 + test_random(&random, MOST_RULES);
        char rules[1024] = "";
        bool by_keys = true;
        make_tables(&s, &random, links[seed % 4].n_tables);
        for (uint32_t k = 0; k < n_rules; k++) {
            uint32_t chosen = test_random(&random, seed % 3 == 0 ? N_TEXTS : 7);
            size_t at = strlen(rules);
            (void)snprintf(rules + at, sizeof(rules) - at, "%s\"%s\"", k > 0 ? "," : "",
                texts[chosen]);
            by_keys = by_keys && chosen < 7;
        }
        start(&s, links[seed % 4].type, rules);
        assert_ok(&s, jd_linkage_predict(s.linkage, NULL, count_shown, &want, &s.err));
        assert_ok(&s, jd_linkage_count_rules(s.linkage, &how, got, n_rules, &s.err));
        for (uint32_t k = 0; k < n_rules; k++)
            if (got[k].alone != want.alone[k] || got[k].added != want.added[k] ||
                !got[k].alone_exact || !got[k].added_exact)
                fail_msg(
                    "seed %llu: rule %u of %s: %llu alone and %llu added, not %llu, %llu",
                    (unsigned long long)seed, k, rules, (unsigned long long)got[k].alone,
                    (unsigned long long)got[k].added, (unsigned long long)want.alone[k],
                    (unsigned long long)want.added[k]);

        how.most_tested = 0; /* by keys or not at all */
        assert_ok(&s, jd_linkage_count_rules(s.linkage, &how, got, n_rules, &s.err));
        for (uint32_t k = 0; k < n_rules; k++) {
            assert_true(got[k].alone >= want.alone[k] && got[k].added >= want.added[k]);
            assert_true(!by_keys || (got[k].alone_exact && got[k].added_exact));
            assert_true(!got[k].alone_exact || got[k].alone == want.alone[k]);
            assert_true(!got[k].added_exact || got[k].added == want.added[k]);
        }
        stop(&s);
    }
}

static const struct person few[] = {{"a", "Abe", "Troy", 20}, {"b", "Abe", "Rome", 20},
    {"c", "Abe", "Troy", 21}, {"d", "Bo", "Troy", 20}, {"e", "Bo", NULL, 20},
    {"f", NULL, "Rome", 20}};

static void
blocks_come_from_large_to_small_with_their_values(void **state)
{
    (void)state;
    struct setup s = {.tables = {people_table("people", few, 6)}, .n_tables = 1};
    struct jd_block blocks[4];
    struct jd_value value;
    uint32_t n = 4;
    start(&s, "dedupe_only", "\"l.name = r.name AND l.town = r.town\",\"l.name = r.name\"");
    assert_ok(&s, jd_linkage_largest_blocks(s.linkage, 1, blocks, &n, &s.err));
    assert_int_equal(n, 2);
    assert_int_equal(blocks[0].n_left, 3);
    assert_int_equal(blocks[0].n_pairs, 3);
    assert_int_equal(blocks[1].n_pairs, 1);
    assert_true(jd_linkage_block_value(s.linkage, &blocks[1], 0, &value));
    assert_true(jd__str_is(value.text, "Bo"));
    assert_false(jd_linkage_block_value(s.linkage, &blocks[1], 1, &value));

    n = 1;
    assert_ok(&s, jd_linkage_largest_blocks(s.linkage, 0, blocks, &n, &s.err));
    assert_int_equal(n, 1);
    assert_int_equal(blocks[0].n_pairs, 1);
    assert_true(jd_linkage_block_value(s.linkage, &blocks[0], 1, &value));
    assert_true(jd__str_is(value.text, "Troy"));
    assert_jd_status(jd_linkage_largest_blocks(s.linkage, 2, blocks, &n, &s.err), JD_E_ARG);
    stop(&s);
}

static void
pairs_to_try_are_candidates(void **state)
{
    (void)state;
    enum { TRIED = 1000 };
    uint64_t random = 5;
    uint32_t left[TRIED], right[TRIED], n = 0;
    struct setup s = {.n_tables = 0};
    make_tables(&s, &random, 2);
    start(&s, "link_only", "\"l.name = r.name\",\"l.town = r.town AND l.age < r.age\"");
    assert_ok(&s, jd_linkage_try_pairs(s.linkage, TRIED, left, right, &n, &s.err));
    assert_true(n > TRIED * 9 / 10 && n <= TRIED);
    const struct jd_table *table = jd_linkage_table(s.linkage);
    uint32_t name = jd_table_find(table, "name"), town = jd_table_find(table, "town");
    for (uint32_t i = 0; i < n; i++) {
        uint32_t tables[2], row = 0, columns[2] = {name, town};
        bool agree = false;
        jd_linkage_record(s.linkage, left[i], &tables[0], &row);
        jd_linkage_record(s.linkage, right[i], &tables[1], &row);
        assert_true(tables[0] == 1 && tables[1] == 0); /* a_two is left of b_one */
        for (int c = 0; c < 2; c++) {
            struct jd_value l = jd_table_get(table, columns[c], left[i]);
            struct jd_value r = jd_table_get(table, columns[c], right[i]);
            agree = agree || (l.type == JD_TYPE_TEXT && r.type == JD_TYPE_TEXT &&
                                 jd__str_equal(l.text, r.text));
        }
        assert_true(agree);
    }
    stop(&s);
}

static void
what_is_left_to_sql_is_told(void **state)
{
    (void)state;
    struct setup s = {.tables = {people_table("people", few, 6)}, .n_tables = 1};
    start(&s, "dedupe_only",
        "\"l.name || l.town = r.name || r.town\",\"l.name = r.name\","
        "\"levenshtein(l.name, r.name) <= 1\"");
    assert_true(jd_linkage_rule_is_native(s.linkage, 1));
    assert_true(jd_linkage_rule_is_native(s.linkage, 2));
    assert_int_equal(jd_linkage_n_sql_levels(s.linkage, 0), 0);
    assert_int_equal(jd_linkage_n_sql_levels(s.linkage, 1), 1); /* age_l + age_r = 42 */
    stop(&s);
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    uint64_t random = 5;
    struct setup s = {.n_tables = 0};
    struct jd_linkage_options options = jd_linkage_options_default();
    struct jd_rule_counts counts[2];
    options.threads = 1; /* the counting allocator is of one thread */
    make_tables(&s, &random, 1);
    start(&s, "dedupe_only", "\"l.name = r.name\",\"1 = 1\"");
    enum jd_status status = JD_E_NOMEM;
    size_t n = 0;
    for (; status == JD_E_NOMEM; n++) {
        struct test_memory mem;
        struct jd_linkage *linkage = NULL;
        test_memory_init(&mem, n);
        status = jd_linkage_new(&mem.alloc, s.model,
            (const struct jd_table *const *)s.tables, 1, &options, &linkage, NULL);
        if (status == JD_OK)
            status = jd_linkage_count_rules(linkage, NULL, counts, 2, NULL);
        jd_linkage_free(linkage);
        assert_int_equal(mem.live_blocks, 0);
        assert_int_equal(mem.live_bytes, 0);
    }
    assert_int_equal(status, JD_OK);
    assert_true(n > 50);
    stop(&s);
}

TEST_MAIN(cmocka_unit_test(counts_by_keys_are_those_of_pairs),
    cmocka_unit_test(blocks_come_from_large_to_small_with_their_values),
    cmocka_unit_test(pairs_to_try_are_candidates),
    cmocka_unit_test(what_is_left_to_sql_is_told),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks))
