/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_explode.c - rules that explode lists: against every choice of items, for any number of
 * threads, without memory; the match key among rules that hide no later one.
 */
#include "fake_sql.h"
#include "jd_test.h"
#include "people.h"

#include <joinder/link.h>

#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N = 40, MAX_ITEMS = 4, MAX_PAIRS = N * N, N_RULES = 8 };

/* A list of texts, some of them null; n below 0 is no list at all. */
struct items {
    struct jd_str of[MAX_ITEMS];
    int n;
};

struct listed {
    char id[8];
    struct items name, town;
    int age;
};

struct setup {
    struct fake_sql fake;
    struct jd_model *model;
    struct jd_table *table;
    struct jd_linkage *linkage;
    struct jd_error err;
};

static enum jd_status
start(struct setup *s, const char *rules)
{
    char json[8192];
    (void)snprintf(json, sizeof(json),
        "{\"link_type\":\"dedupe_only\",\"comparisons\":[%s],"
        "\"blocking_rules_to_generate_predictions\":[%s]}",
        people_age_comparison, rules);
    fake_sql_init(&s->fake);
    return jd_model_from_json(NULL, jd__str(json), &s->fake.sql, &s->model, &s->err);
}

static void
stop(struct setup *s)
{
    jd_linkage_free(s->linkage);
    jd_model_free(s->model);
    jd_table_free(s->table);
    fake_sql_done(&s->fake);
}

static struct jd_table *
listed_table(const struct listed *records, uint32_t n)
{
    static const struct jd_column_spec columns[] = {{"unique_id", JD_TYPE_TEXT},
        {"name", JD_TYPE_LIST}, {"town", JD_TYPE_LIST}, {"age", JD_TYPE_INT}};
    struct jd_table *table = NULL;
    struct jd_error err = {0};
    assert_jd_ok(jd_table_new(NULL, "people", columns, 4, &table, &err));
    for (uint32_t i = 0; i < n; i++) {
        const struct items *lists[2] = {&records[i].name, &records[i].town};
        assert_jd_ok(jd_table_put(table, 0, jd_text(records[i].id), &err));
        for (uint32_t c = 0; c < 2; c++)
            assert_jd_ok(jd_table_put(table, 1 + c,
                lists[c]->n < 0 ? jd_null() : jd_list(lists[c]->of, (uint32_t)lists[c]->n),
                &err));
        assert_jd_ok(jd_table_put(table, 3, jd_int(records[i].age), &err));
    }
    assert_jd_ok(jd_table_finish(table, &err));
    return table;
}

static void
random_items(uint64_t *seed, struct items *items)
{
    static const char *const words[] = {"Ab", "Abe", "Aby", "Bea", "Beth", "Bo", "", NULL};
    items->n = (int)test_random(seed, MAX_ITEMS + 2) - 1;
    for (int i = 0; i < items->n; i++) {
        const char *word = words[test_random(seed, 8)];
        items->of[i] = (struct jd_str){word, word != NULL ? strlen(word) : 0};
    }
}

static void
random_records(uint64_t *seed, struct listed *records, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        (void)snprintf(records[i].id, sizeof(records[i].id), "%u", (i * 37 + 11) % 101);
        random_items(seed, &records[i].name);
        random_items(seed, &records[i].town);
        records[i].age = 15 + (int)test_random(seed, 12);
    }
}

/* ---- the plainest implementation ----------------------------------------------------------- */

#define NAME "\"arrays_to_explode\":[\"name\"]"
#define BOTH "\"arrays_to_explode\":[\"town\",\"name\"]"

static const char *const rule_texts[N_RULES] = {
    "{\"blocking_rule\":\"l.name = r.name\"," NAME "}",
    "{\"blocking_rule\":\"l.name = r.name AND l.town = r.town\"," BOTH "}",
    "{\"blocking_rule\":\"levenshtein(l.name, r.name) <= 1\"," NAME "}",
    "{\"blocking_rule\":\"l.name = r.town\"," BOTH "}",
    "\"l.age = r.age\"",
    "{\"blocking_rule\":\"l.town = r.town AND levenshtein(l.name, r.name) <= 1\"," BOTH "}",
    "{\"blocking_rule\":\"l.name = r.name OR l.town = r.town\"," BOTH "}",
    "{\"blocking_rule\":\"l.age = r.age\"," NAME "}",
};

/* Does the rule hold of one choice of items? */
static bool
holds_of(int rule, const struct listed *l, const struct listed *r, const char *const *items)
{
    const char *l_name = items[0], *l_town = items[1], *r_name = items[2],
               *r_town = items[3];
    switch (rule) {
    case 0:
        return people_same(l_name, r_name);
    case 1:
        return people_same(l_name, r_name) && people_same(l_town, r_town);
    case 2:
        return people_near(l_name, r_name);
    case 3:
        return people_same(l_name, r_town);
    case 5:
        return people_same(l_town, r_town) && people_near(l_name, r_name);
    case 6:
        return people_same(l_name, r_name) || people_same(l_town, r_town);
    default:
        return l->age == r->age;
    }
}

/* Does it hold of any choice?  Lists that the rule does not explode do not matter to it. */
static bool
rule_holds(int rule, const struct listed *l, const struct listed *r)
{
    static const bool by_name[N_RULES] = {true, true, true, true, false, true, true, true};
    static const bool by_town[N_RULES] = {
        false, true, false, true, false, true, true, false};
    const struct items *lists[4] = {&l->name, &l->town, &r->name, &r->town};
    int n[4], at[4];
    for (int i = 0; i < 4; i++)
        n[i] = (i % 2 == 0 ? by_name : by_town)[rule] ? lists[i]->n : 1;
    for (at[0] = 0; at[0] < n[0]; at[0]++)
        for (at[1] = 0; at[1] < n[1]; at[1]++)
            for (at[2] = 0; at[2] < n[2]; at[2]++)
                for (at[3] = 0; at[3] < n[3]; at[3]++) {
                    const char *items[4];
                    for (int i = 0; i < 4; i++)
                        items[i] = at[i] < lists[i]->n ? lists[i]->of[at[i]].data : NULL;
                    if (holds_of(rule, l, r, items))
                        return true;
                }
    return false;
}

/* Pairs that a sink was shown: the rules of each, and how often it was. */
struct shown {
    uint32_t n;
    uint64_t rules[MAX_PAIRS];
    uint8_t times[MAX_PAIRS];
};

static enum jd_status
take(void *ctx, const struct jd_scored *pairs, struct jd_error *err)
{
    struct shown *shown = ctx;
    (void)err;
    for (uint32_t i = 0; i < pairs->n; i++) {
        uint32_t at = pairs->left[i] * N + pairs->right[i];
        shown->n++;
        shown->rules[at] = pairs->rules[i];
        shown->times[at]++;
    }
    return JD_OK;
}

static void
check_pairs(const struct shown *shown, const struct listed *records, const int *rules,
    uint32_t n_rules, uint64_t seed)
{
    for (uint32_t l = 0; l < N; l++)
        for (uint32_t r = 0; r < N; r++) {
            uint64_t mask = 0;
            uint32_t at = l * N + r;
            for (uint32_t k = 0; k < n_rules && strcmp(records[l].id, records[r].id) < 0;
                 k++)
                mask |= (uint64_t)rule_holds(rules[k], &records[l], &records[r]) << k;
            if (shown->rules[at] != mask || shown->times[at] != (mask != 0))
                fail_msg(
                    "seed %llu: pair (%u, %u) is shown %u times, by rules %llx, not %llx",
                    (unsigned long long)seed, l, r, shown->times[at],
                    (unsigned long long)shown->rules[at], (unsigned long long)mask);
        }
}

static void
pairs_are_those_of_any_choice_of_items(void **state)
{
    (void)state;
    struct shown *shown = calloc(1, sizeof(*shown));
    struct listed records[N];
    for (uint64_t seed = 0; seed < 120; seed++) {
        uint64_t random = seed, counts[3] = {0}, n_of[3] = {0};
        struct jd_predict_options how = jd_predict_options_default();
        struct setup s = {.model = NULL};
        char rules[1024] = "";
        int chosen[3];
        uint32_t n_rules = 1 + test_random(&random, 3);
        random_records(&random, records, N);
        for (uint32_t k = 0; k < n_rules; k++) {
            size_t at = strlen(rules);
            chosen[k] = (int)test_random(&random, N_RULES);
            (void)snprintf(rules + at, sizeof(rules) - at, "%s%s", k > 0 ? "," : "",
                rule_texts[chosen[k]]);
        }
        s.table = listed_table(records, N);
        assert_ok(&s, start(&s, rules));
        assert_ok(
            &s, jd_linkage_new(NULL, s.model, (const struct jd_table *const *)&s.table, 1,
                    NULL, &s.linkage, &s.err));
        memset(shown, 0, sizeof(*shown));
        how.threads = 1 + (uint32_t)seed % 3;
        assert_ok(&s, jd_linkage_predict(s.linkage, &how, take, shown, &s.err));
        check_pairs(shown, records, chosen, n_rules, seed);

        assert_ok(&s, jd_linkage_count(s.linkage, counts, n_rules, &s.err));
        for (uint32_t k = 0; k < n_rules; k++) {
            for (uint32_t i = 0; i < MAX_PAIRS; i++)
                n_of[k] += shown->rules[i] >> k & 1;
            assert_int_equal(counts[k], n_of[k]);
        }
        stop(&s);
    }
    free(shown);
}

/* As Splink's SQL says it: which rules yield the pair, then the lowest text. */
static uint32_t
key_of(const bool *explodes, uint32_t n, uint64_t rules)
{
    char lowest[8] = "", text[8];
    bool is_hidden = false;
    uint32_t key = JD_NONE;
    for (uint32_t k = 0; k < n; k++) {
        bool is_yielded = (rules >> k & 1) != 0 && !is_hidden;
        (void)snprintf(text, sizeof(text), "%u", k);
        if (is_yielded && (key == JD_NONE || strcmp(text, lowest) < 0)) {
            key = k;
            memcpy(lowest, text, sizeof(text));
        }
        is_hidden = is_hidden || ((rules >> k & 1) != 0 && !explodes[k]);
    }
    return key;
}

static void
a_rule_that_explodes_hides_no_later_one(void **state)
{
    (void)state;
    enum { MANY = 64 };
    for (uint64_t seed = 0; seed < 40; seed++) {
        uint64_t random = seed;
        char rules[8192] = "";
        bool explodes[MANY];
        for (uint32_t k = 0; k < MANY; k++) {
            size_t at = strlen(rules);
            explodes[k] = test_random(&random, 4) > seed % 4;
            (void)snprintf(rules + at, sizeof(rules) - at, "%s%s", k > 0 ? "," : "",
                explodes[k] ? rule_texts[0] : rule_texts[4]);
        }
        struct setup s = {.model = NULL};
        assert_ok(&s, start(&s, rules));
        assert_int_equal(jd_model_match_key(s.model, 0), JD_NONE);
        for (uint32_t i = 0; i < 500; i++) {
            uint64_t set = 0;
            for (uint32_t k = 0; k < MANY; k++)
                set |= (uint64_t)(test_random(&random, 1 + i % 30) == 0) << k;
            assert_int_equal(jd_model_match_key(s.model, set), key_of(explodes, MANY, set));
        }
        stop(&s);
    }
}

static void
what_cannot_be_exploded_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *rule, *said;
    } cases[] = {
        {"{\"blocking_rule\":\"l.age = r.age\",\"arrays_to_explode\":[\"age\"]}",
            "blocking rule 0: column age holds no lists to explode"},
        {"{\"blocking_rule\":\"l.age = r.age\",\"arrays_to_explode\":[\"nobody\"]}",
            "blocking rule 0: there is no column nobody in table people"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct listed record = {"a", {.n = -1}, {.n = -1}, 20};
        struct setup s = {.table = listed_table(&record, 1)};
        assert_ok(&s, start(&s, cases[i].rule));
        assert_jd_status(
            jd_linkage_new(NULL, s.model, (const struct jd_table *const *)&s.table, 1, NULL,
                &s.linkage, &s.err),
            JD_E_INPUT);
        assert_string_equal(s.err.message, cases[i].said);
        stop(&s);
    }
}

static enum jd_status
link_within(struct test_memory *mem, const struct setup *s, struct shown *shown)
{
    struct jd_linkage *linkage = NULL;
    struct jd_linkage_options options = jd_linkage_options_default();
    options.threads = 1; /* the counting allocator is of one thread */
    enum jd_status status = jd_linkage_new(&mem->alloc, s->model,
        (const struct jd_table *const *)&s->table, 1, &options, &linkage, NULL);
    memset(shown, 0, sizeof(*shown));
    if (status == JD_OK)
        status = jd_linkage_predict(linkage, NULL, take, shown, NULL);
    jd_linkage_free(linkage);
    return status;
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    struct listed records[8];
    uint64_t random = 3;
    char rules[1024];
    random_records(&random, records, 8);
    struct setup s = {.table = listed_table(records, 8)};
    struct shown *shown = calloc(1, sizeof(*shown));
    (void)snprintf(
        rules, sizeof(rules), "%s,%s,%s", rule_texts[5], rule_texts[3], rule_texts[0]);
    assert_ok(&s, start(&s, rules));
    enum jd_status status = JD_E_NOMEM;
    size_t n = 0;
    for (; status == JD_E_NOMEM; n++) {
        struct test_memory mem;
        test_memory_init(&mem, n);
        status = link_within(&mem, &s, shown);
        assert_int_equal(mem.live_blocks, 0);
        assert_int_equal(mem.live_bytes, 0);
    }
    assert_int_equal(status, JD_OK);
    assert_true(shown->n > 0 && n > 100);
    free(shown);
    stop(&s);
}

TEST_MAIN(cmocka_unit_test(pairs_are_those_of_any_choice_of_items),
    cmocka_unit_test(a_rule_that_explodes_hides_no_later_one),
    cmocka_unit_test(what_cannot_be_exploded_is_refused),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks))
