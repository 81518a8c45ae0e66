/* SPDX-License-Identifier: Apache-2.0 */
/* test_batch.c - every kernel of a condition, held against its plain meaning on all pairs. */
#include "fake_sql.h"
#include "jd_test.h"

#include <joinder/link.h>

#include "base/str.h"
#include "text/text.h"

#include <stdlib.h>
#include <string.h>

enum { N = 24 };

struct person {
    const char *name, *town;
    int age; /* 0: null */
};

/* A truth value of SQL. */
enum truth { NO, YES, NULL_ };

static enum truth
truth(bool is_null, bool is_true)
{
    return is_null ? NULL_ : is_true ? YES : NO;
}

static enum truth
both(enum truth a, enum truth b)
{
    return a == NO || b == NO ? NO : truth(a == NULL_ || b == NULL_, true);
}

static enum truth
opposite(enum truth a)
{
    return a == NULL_ ? NULL_ : a == YES ? NO : YES;
}

static enum truth
either(enum truth a, enum truth b)
{
    return opposite(both(opposite(a), opposite(b)));
}

static enum truth
texts(const char *a, const char *b, int least, int most)
{
    int order = a == NULL || b == NULL ? 0 : strcmp(a, b);
    order = (order > 0) - (order < 0);
    return truth(a == NULL || b == NULL, order >= least && order <= most);
}

static double
levenshtein(const char *a, const char *b)
{
    return a == NULL || b == NULL ? 0 : jd__levenshtein(jd__str(a), jd__str(b));
}

static enum truth
same_name(const struct person *l, const struct person *r)
{
    return texts(l->name, r->name, 0, 0);
}

static enum truth
same_town(const struct person *l, const struct person *r)
{
    return texts(l->town, r->town, 0, 0);
}

static enum truth
other_name(const struct person *l, const struct person *r)
{
    return opposite(same_name(l, r));
}

static enum truth
name_below(const struct person *l, const struct person *r)
{
    return texts(l->name, r->name, -1, -1);
}

static enum truth
name_above_town(const struct person *l, const struct person *r)
{
    return texts(l->name, r->town, 0, 1);
}

static enum truth
name_or_town_and_age(const struct person *l, const struct person *r)
{
    return both(either(same_name(l, r), same_town(l, r)),
        truth(l->age == 0 || r->age == 0, l->age == r->age));
}

static enum truth
name_and_not_town(const struct person *l, const struct person *r)
{
    return both(same_name(l, r), opposite(same_town(l, r)));
}

static enum truth
neither(const struct person *l, const struct person *r)
{
    return opposite(either(same_name(l, r), same_town(l, r)));
}

static enum truth
both_named(const struct person *l, const struct person *r)
{
    return truth(false, l->name != NULL && r->name != NULL);
}

static enum truth
older(const struct person *l, const struct person *r)
{
    return truth(l->age == 0 || r->age == 0, l->age > r->age);
}

static enum truth
other_age(const struct person *l, const struct person *r)
{
    return truth(l->age == 0 || r->age == 0, l->age != r->age);
}

static enum truth
near_age(const struct person *l, const struct person *r)
{
    return truth(l->age == 0 || r->age == 0, abs(l->age - r->age) <= 1);
}

static enum truth
sum_is_42(const struct person *l, const struct person *r)
{
    return truth(l->age == 0 || r->age == 0, l->age + r->age == 42);
}

static bool
no_names(const struct person *l, const struct person *r)
{
    return l->name == NULL || r->name == NULL;
}

static enum truth
one_edit(const struct person *l, const struct person *r)
{
    return truth(no_names(l, r), levenshtein(l->name, r->name) <= 1);
}

static enum truth
two_edits(const struct person *l, const struct person *r)
{
    return truth(no_names(l, r), levenshtein(l->name, r->name) == 2);
}

static enum truth
one_edit_or_swap(const struct person *l, const struct person *r)
{
    uint32_t distance = 0;
    if (!no_names(l, r))
        assert_int_equal(jd__damerau_levenshtein(
                             NULL, jd__str(l->name), jd__str(r->name), &distance, NULL),
            JD_OK);
    return truth(no_names(l, r), distance < 2);
}

static enum truth
equally_far(const struct person *l, const struct person *r)
{
    return truth(no_names(l, r) || l->town == NULL || r->town == NULL,
        levenshtein(l->name, r->name) == levenshtein(l->town, r->town));
}

static enum truth
as_far_as_ages(const struct person *l, const struct person *r)
{
    return truth(no_names(l, r) || l->age == 0 || r->age == 0,
        (int)levenshtein(l->name, r->name) == abs(l->age - r->age));
}

static double
winkler(const struct person *l, const struct person *r)
{
    return no_names(l, r) ? 0 : jd__jaro_winkler(jd__str(l->name), jd__str(r->name));
}

static enum truth
winkler_at_least(const struct person *l, const struct person *r)
{
    return truth(no_names(l, r), winkler(l, r) >= 0.9);
}

static enum truth
winkler_above(const struct person *l, const struct person *r)
{
    return truth(no_names(l, r), winkler(l, r) > 0.8);
}

static enum truth
jaro_at_least(const struct person *l, const struct person *r)
{
    return truth(no_names(l, r),
        !no_names(l, r) && jd__jaro(jd__str(l->name), jd__str(r->name)) >= 0.7);
}

static enum truth
jaccard_above(const struct person *l, const struct person *r)
{
    double share = 0;
    if (!no_names(l, r))
        assert_true(jd__jaccard(jd__str(l->name), jd__str(r->name), &share));
    return truth(no_names(l, r), share > 0.5);
}

static enum truth
from_utica(const struct person *l, const struct person *r)
{
    (void)r;
    return texts(l->town, "Utica", 0, 0);
}

static enum truth
both_from_utica(const struct person *l, const struct person *r)
{
    return both(from_utica(l, r), from_utica(r, l));
}

static enum truth
same_start(const struct person *l, const struct person *r)
{
    return truth(no_names(l, r), !no_names(l, r) && strncmp(l->name, r->name, 2) == 0);
}

static enum truth
same_or_both_none(const struct person *l, const struct person *r)
{
    return texts(
        l->name != NULL ? l->name : "none", r->name != NULL ? r->name : "none", 0, 0);
}

static enum truth
never(const struct person *l, const struct person *r)
{
    (void)l;
    (void)r;
    return NULL_;
}

static const struct {
    const char *sql;
    enum truth (*meaning)(const struct person *l, const struct person *r);
} conditions[] = {
    {"\\\"name_l\\\" = \\\"name_r\\\"", same_name},
    {"name_l <> name_r", other_name},
    {"name_l < name_r", name_below},
    {"name_l >= town_r", name_above_town},
    {"NOT (name_l = name_r)", other_name},
    {"NOT (name_l = name_r OR town_l = town_r)", neither},
    {"name_l = name_r AND NOT (town_l = town_r)", name_and_not_town},
    {"(name_l = name_r OR town_l = town_r) AND age_l = age_r", name_or_town_and_age},
    {"name_l IS NOT NULL AND name_r IS NOT NULL", both_named},
    {"age_l > age_r", older},
    {"age_l <> age_r", other_age},
    {"abs(age_l - age_r) <= 1", near_age},
    {"age_l + age_r = 42", sum_is_42},
    {"levenshtein(\\\"name_l\\\", \\\"name_r\\\") <= 1", one_edit},
    {"levenshtein(name_l, name_r) < 1.5", one_edit},
    {"2 > levenshtein(name_l, name_r)", one_edit},
    {"levenshtein(name_l, name_r) = 2", two_edits},
    {"damerau_levenshtein(name_l, name_r) < 2", one_edit_or_swap},
    {"levenshtein(name_l, name_r) - levenshtein(town_l, town_r) = 0", equally_far},
    {"levenshtein(name_l, name_r) = abs(age_l - age_r)", as_far_as_ages},
    {"jaro_winkler_similarity(\\\"name_l\\\", \\\"name_r\\\") >= 0.9", winkler_at_least},
    {"0.9 <= jaro_winkler_similarity(\\\"name_l\\\", \\\"name_r\\\")", winkler_at_least},
    {"jaro_winkler_similarity(name_l, name_r) > 0.8", winkler_above},
    {"jaro_similarity(name_l, name_r) >= 0.7", jaro_at_least},
    {"jaccard(name_l, name_r) > 0.5", jaccard_above},
    {"town_l = 'Utica'", from_utica},
    {"town_l = 'Utica' AND town_r = 'Utica'", both_from_utica},
    {"substr(name_l, 1, 2) = substr(name_r, 1, 2)", same_start},
    {"coalesced(name_l) = coalesced(name_r)", same_or_both_none},
    {"NULL", never},
};
enum { N_CONDITIONS = sizeof(conditions) / sizeof(conditions[0]) };

/* What is held against the meaning, and how far it came. */
struct check {
    const struct person *people;
    size_t condition;
    uint32_t n;
};

static enum jd_status
check_pairs(void *ctx, const struct jd_scored *pairs, struct jd_error *err)
{
    struct check *check = ctx;
    (void)err;
    for (uint32_t i = 0; i < pairs->n; i++, check->n++) {
        const struct person *l = &check->people[pairs->left[i]];
        const struct person *r = &check->people[pairs->right[i]];
        bool holds = conditions[check->condition].meaning(l, r) == YES;
        if ((pairs->gamma[i] == 1) != holds)
            fail_msg("%s is wrong for %s, %s", conditions[check->condition].sql,
                l->name != NULL ? l->name : "null", r->name != NULL ? r->name : "null");
    }
    return JD_OK;
}

static struct jd_table *
make_table(const struct person *people)
{
    static const struct jd_column_spec columns[] = {{"unique_id", JD_TYPE_INT},
        {"name", JD_TYPE_TEXT}, {"town", JD_TYPE_TEXT}, {"age", JD_TYPE_INT}};
    struct jd_table *table = NULL;
    struct jd_error err = {0};
    assert_jd_ok(jd_table_new(NULL, "people", columns, 4, &table, &err));
    for (uint32_t i = 0; i < N; i++) {
        struct jd_value age = people[i].age == 0 ? jd_null() : jd_int(people[i].age);
        assert_jd_ok(jd_table_put(table, 0, jd_int(i), &err));
        assert_jd_ok(jd_table_put(table, 1, jd_text(people[i].name), &err));
        assert_jd_ok(jd_table_put(table, 2, jd_text(people[i].town), &err));
        assert_jd_ok(jd_table_put(table, 3, age, &err));
    }
    assert_jd_ok(jd_table_finish(table, &err));
    return table;
}

/* Every ordered pair of records, one with itself too. */
static void
all_pairs(uint32_t left[static N * N], uint32_t right[static N * N])
{
    for (uint32_t i = 0; i < N * N; i++) {
        left[i] = i / N;
        right[i] = i % N;
    }
}

static void
every_kernel_means_what_it_says(void **state)
{
    (void)state;
    static const char *const names[] = {
        "Ab", "Abe", "Aeb", "Abel", "Bea", "Bae", "Utica", NULL};
    static const char *const towns[] = {"Utica", "Troy", "Try", NULL};
    struct person people[N];
    uint64_t random = 1;
    for (int i = 0; i < N; i++)
        people[i] =
            (struct person){names[test_random(&random, 8)], towns[test_random(&random, 4)],
                test_random(&random, 6) == 0 ? 0 : 18 + (int)test_random(&random, 6)};
    uint32_t left[N * N], right[N * N];
    all_pairs(left, right);
    struct fake_sql fake;
    fake_sql_init(&fake);
    struct jd_table *table = make_table(people);
    const struct jd_table *tables[] = {table};

    for (size_t c = 0; c < N_CONDITIONS; c++) {
        char json[1024];
        struct jd_error err = {0};
        struct jd_model *model = NULL;
        struct jd_linkage *linkage = NULL;
        struct check check = {people, c, 0};
        (void)snprintf(json, sizeof(json),
            "{\"link_type\":\"dedupe_only\",\"comparisons\":[{\"output_column_name\":\"x\","
            "\"comparison_levels\":[{\"sql_condition\":\"%s\"},"
            "{\"sql_condition\":\"ELSE\"}]}]}",
            conditions[c].sql);
        assert_jd_ok(jd_model_from_json(NULL, jd__str(json), &fake.sql, &model, &err));
        assert_jd_ok(jd_linkage_new(NULL, model, tables, 1, NULL, &linkage, &err));
        assert_jd_ok(
            jd_linkage_score(linkage, left, right, N * N, check_pairs, &check, &err));
        assert_int_equal(check.n, N * N);
        jd_linkage_free(linkage);
        jd_model_free(model);
    }
    jd_table_free(table);
    fake_sql_done(&fake);
}

TEST_MAIN(cmocka_unit_test(every_kernel_means_what_it_says))
