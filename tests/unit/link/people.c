/* SPDX-License-Identifier: Apache-2.0 */
/* people.c - records of the tests, and which level each pair of them meets, by definition. */
#include "people.h"

#include "jd_test.h"

#include <stdlib.h>
#include <string.h>

struct jd_table *
people_table(const char *name, const struct person *people, uint32_t n)
{
    static const struct jd_column_spec columns[] = {{"unique_id", JD_TYPE_TEXT},
        {"name", JD_TYPE_TEXT}, {"town", JD_TYPE_TEXT}, {"age", JD_TYPE_INT}};
    struct jd_table *table = NULL;
    struct jd_error err = {0};
    assert_jd_ok(jd_table_new(NULL, name, columns, 4, &table, &err));
    for (uint32_t i = 0; i < n; i++) {
        assert_jd_ok(jd_table_put(table, 0, jd_text(people[i].id), &err));
        assert_jd_ok(jd_table_put(table, 1, jd_text(people[i].name), &err));
        assert_jd_ok(jd_table_put(table, 2, jd_text(people[i].town), &err));
        struct jd_value age = people[i].age < -9 ? jd_null() : jd_int(people[i].age);
        assert_jd_ok(jd_table_put(table, 3, age, &err));
    }
    assert_jd_ok(jd_table_finish(table, &err));
    return table;
}

const char people_name_comparison[] =
    "{\"output_column_name\":\"name\",\"comparison_levels\":["
    "{\"sql_condition\":\"\\\"name_l\\\" IS NULL OR \\\"name_r\\\" IS NULL\","
    "\"is_null_level\":true},"
    "{\"sql_condition\":\"\\\"name_l\\\" = \\\"name_r\\\"\",\"m_probability\":0.5,"
    "\"u_probability\":0.0625,\"tf_adjustment_column\":\"name\"},"
    "{\"sql_condition\":\"levenshtein(\\\"name_l\\\", \\\"name_r\\\") <= 1\","
    "\"m_probability\":0.25,\"u_probability\":0.125},"
    "{\"sql_condition\":\"ELSE\",\"m_probability\":0.25,\"u_probability\":0.5}]}";

const char people_age_comparison[] =
    "{\"output_column_name\":\"age\",\"comparison_levels\":["
    "{\"sql_condition\":\"age_l IS NULL OR age_r IS NULL\",\"is_null_level\":true},"
    "{\"sql_condition\":\"abs(age_l - age_r) <= 1\",\"m_probability\":0.5,"
    "\"u_probability\":0.125},"
    "{\"sql_condition\":\"age_l + age_r = 42\",\"m_probability\":0.25,"
    "\"u_probability\":0.0625},"
    "{\"sql_condition\":\"ELSE\",\"m_probability\":0.25,\"u_probability\":0.5}]}";

bool
people_same(const char *a, const char *b)
{
    return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* Levenshtein by its definition; texts of the tests have at most four letters. */
static int
distance(const char *a, const char *b)
{
    if (*a == '\0' || *b == '\0')
        return (int)(strlen(a) + strlen(b));
    if (*a == *b)
        return distance(a + 1, b + 1);
    int del = distance(a + 1, b), ins = distance(a, b + 1), sub = distance(a + 1, b + 1);
    int least = del < ins ? del : ins;
    return 1 + (least < sub ? least : sub);
}

bool
people_near(const char *a, const char *b)
{
    return a != NULL && b != NULL && distance(a, b) <= 1;
}

int
people_name_gamma(const struct person *l, const struct person *r)
{
    if (l->name == NULL || r->name == NULL)
        return -1;
    return people_same(l->name, r->name) ? 2 : people_near(l->name, r->name) ? 1 : 0;
}

int
people_age_gamma(const struct person *l, const struct person *r)
{
    if (l->age < -9 || r->age < -9)
        return -1;
    return abs(l->age - r->age) <= 1 ? 2 : l->age + r->age == 42 ? 1 : 0;
}

/* Random people whose ids are in no order. */
void
people_random(uint64_t *seed, struct person *people, char (*ids)[8], uint32_t n)
{
    static const char *const words[] = {"", "Ab", "Abe", "Aby", "Bea", "Beth", "Bo", NULL};
    for (uint32_t i = 0; i < n; i++) {
        (void)snprintf(ids[i], 8, "%u", (i * 37 + 11) % 101);
        people[i] = (struct person){ids[i], words[test_random(seed, 8)],
            words[test_random(seed, 8)], 15 + (int)test_random(seed, 12)};
        if (test_random(seed, 10) == 0)
            people[i].age = -10;
    }
}
