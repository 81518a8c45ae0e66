/* SPDX-License-Identifier: Apache-2.0 */
/* test_dependence.c - what a street says of a code, and a family of a surname; what it does not. */
#include "jd_test.h"

#include "automatic/dependence.h"

#include <math.h>

enum { PEOPLE = 1200, COLUMNS = 5, STREET = 1, CODE = 2, BORN = 3 };
enum { FIRST = JD__MOST_ATTRIBUTES, LAST = JD__MOST_ATTRIBUTES + 2 }; /* children */

static const char *const GIVEN[] = {"james", "mary", "john", "linda", "robert", "susan",
    "carlos", "maria", "hans", "petra", "ahmed", "olga", "william", "barbara", "david",
    "jennifer", "richard", "patricia", "joseph", "sarah", "thomas", "karen", "charles",
    "nancy", "daniel", "lisa", "matthew", "betty", "anthony", "helen", "mark", "sandra",
    "donald", "donna", "steven", "carol", "paul", "ruth", "andrew", "sharon"};
static const char *const SURNAMES[] = {"smith", "johnson", "williams", "brown", "jones",
    "garcia", "miller", "davis", "rodriguez", "martinez", "hernandez", "lopez", "gonzalez",
    "wilson", "anderson", "taylor", "moore", "jackson", "martin", "lee", "perez",
    "thompson", "white", "harris", "sanchez", "clark", "ramirez", "lewis", "robinson",
    "walker", "young", "allen", "king", "wright", "scott", "torres", "nguyen", "hill",
    "flores", "green"};

static char cells[PEOPLE][COLUMNS][40];

static void
fill(uint32_t row, const char *given, uint32_t surname, uint32_t street, uint64_t *random)
{
    (void)snprintf(cells[row][0], 40, "%s %s", given, SURNAMES[surname]);
    (void)snprintf(cells[row][STREET], 40, "%u Elm%u St", 1 + street % 97, street);
    (void)snprintf(cells[row][CODE], 40, "4%04u", street % 50 * 37);
    (void)snprintf(cells[row][BORN], 40, "%u-%02u-%02u", 1930 + test_random(random, 70),
        1 + test_random(random, 12), 1 + test_random(random, 28));
    (void)snprintf(cells[row][4], 40, "%s", row % 2 ? "m" : "f");
}

/* Couples of one street and surname; or, of one person each, two records that are the same. */
static struct jd_automatic *
learn(bool couples)
{
    static const char *const names[COLUMNS] = {"name", "street", "plz", "born", "sex"};
    struct jd_column_spec specs[COLUMNS];
    struct jd_table *table = NULL;
    struct jd_automatic *found = NULL;
    struct jd_error err = {0};
    uint64_t random = 7;
    for (uint32_t row = 0; row < PEOPLE; row += 2) {
        uint32_t surname = test_random(&random, 40);
        for (uint32_t i = 0; i < 2; i++)
            fill(row + i, GIVEN[test_random(&random, 40)], surname, row / 2, &random);
        if (!couples)
            memcpy(cells[row + 1], cells[row], sizeof(cells[row]));
    }
    for (uint32_t c = 0; c < COLUMNS; c++)
        specs[c] = (struct jd_column_spec){names[c], JD_TYPE_TEXT};
    assert_jd_ok(jd_table_new(NULL, "people", specs, COLUMNS, &table, &err));
    for (uint32_t i = 0; i < PEOPLE * COLUMNS; i++)
        assert_jd_ok(jd_table_put(
            table, i % COLUMNS, jd_text(cells[i / COLUMNS][i % COLUMNS]), &err));
    assert_jd_ok(jd_table_finish(table, &err));
    const struct jd_table *tables[] = {table};
    assert_jd_ok(jd_automatic_new(NULL, tables, 1, NULL, &found, &err));
    jd_table_free(table);
    return found;
}

/* The number among compared columns of one of the table. */
static uint32_t
attribute_of(const struct jd_automatic *a, uint32_t column)
{
    for (uint32_t k = 0; k < a->n_attributes; k++)
        if (a->attributes[k].column == column)
            return k;
    fail_msg("column %u is not compared", column);
    return 0;
}

/* The share that a same parent makes of a child's level; 0: it says nothing. */
static double
share_of(const struct jd_automatic *a, uint32_t parent, uint32_t child, unsigned level)
{
    bool told = a->dependence->parents[child] >> parent & 1;
    return told ? exp2((double)a->dependence->u[1][parent][child][level]) : 0;
}

static void
a_street_explains_its_code_and_a_couples_surname(void **state)
{
    (void)state;
    struct jd_automatic *a = learn(true);
    const struct jd__dependence *d = a->dependence;
    uint32_t street = attribute_of(a, STREET), code = attribute_of(a, CODE);
    uint32_t born = attribute_of(a, BORN);

    assert_true(d->parents[code] >> street & 1);
    assert_true(share_of(a, street, code, JD__LEVELS - 1) > 0.9);
    assert_true(share_of(a, street, LAST, JD__LEVELS - 1) > 0.9);
    assert_true(share_of(a, street, FIRST, JD__LEVELS - 1) < 0.01); /* as any two */
    assert_true(share_of(a, street, born, JD__LEVELS - 1) < 0.01);
    assert_true((d->parents[street] >> code & 1) == 0); /* a code explains no street */

    uint8_t levels[JD__MOST_ATTRIBUTES];
    jd__pair_levels(a, 0, 1, levels);
    assert_int_equal(levels[street], JD__LEVELS - 1);
    assert_true(jd__u_given(d, levels, code, JD__LEVELS - 1, -7) > -0.2);
    assert_true(jd__u_given(d, levels, code, 0, -7) == -7); /* what is unlike stays so */
    levels[street] = JD__NO_LEVEL;
    assert_true(jd__u_given(d, levels, LAST, JD__LEVELS - 1, -7) == -7);
    assert_true(jd__u_given(NULL, levels, code, JD__LEVELS - 1, -7) == -7);
    /* Half of the couples would be one, and more, if surname and code counted in full. */
    assert_true(jd_automatic_summary(a).n_clusters > PEOPLE * 3 / 4);
    jd_automatic_free(a);
}

static void
records_of_one_person_are_no_strangers(void **state)
{
    (void)state;
    struct jd_automatic *a = learn(false);
    uint32_t street = attribute_of(a, STREET);

    for (uint32_t child = 0; child < JD__CHILDREN; child++)
        for (unsigned level = 0; level < JD__LEVELS; level++)
            assert_true(share_of(a, street, child, level) < 0.01);
    assert_int_equal(jd_automatic_summary(a).n_clusters, PEOPLE / 2);
    jd_automatic_free(a);
}

TEST_MAIN(cmocka_unit_test(a_street_explains_its_code_and_a_couples_surname),
    cmocka_unit_test(records_of_one_person_are_no_strangers))
