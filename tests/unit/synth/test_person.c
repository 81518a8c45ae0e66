/* SPDX-License-Identifier: Apache-2.0 */
/* test_person.c - inhabitants: the same number, the same person; families; namesakes. */
#include "jd_test.h"

#include "synth/person.h"

#include <stdlib.h>
#include <string.h>

enum { N = 4000 };

static struct jd__census census;

static int
census_read(void **state)
{
    (void)state;
    return jd__census_init(&census, NULL, NULL) == JD_OK ? 0 : 1;
}

static int
census_forget(void **state)
{
    (void)state;
    jd__census_done(&census);
    return 0;
}

static void
a_number_is_one_person_whenever_asked(void **state)
{
    (void)state;
    const struct jd__people people = {&census, 7, N};
    for (uint64_t i = 0; i < 200; i++) {
        struct jd__person a;
        struct jd__person b;
        memset(&a, 1, sizeof(a));
        memset(&b, 2, sizeof(b));
        jd__person_make(&people, i, &a);
        jd__person_make(&people, i, &b);
        assert_string_equal(a.surname, b.surname);
        assert_string_equal(a.given, b.given);
        assert_string_equal(a.address, b.address);
        assert_int_equal(a.birth_day, b.birth_day);
        assert_string_equal(a.state_id, b.state_id);
    }
}

static void
members_of_a_home_share_its_address(void **state)
{
    (void)state;
    const struct jd__people people = {&census, 7, N};
    unsigned shared = 0;
    for (uint64_t block = 0; block < N / JD__BLOCK; block++)
        for (uint64_t k = 1; k < JD__BLOCK; k++) {
            struct jd__person first;
            struct jd__person other;
            jd__person_make(&people, block * JD__BLOCK, &first);
            jd__person_make(&people, block * JD__BLOCK + k, &other);
            if (first.home != other.home)
                continue;
            shared++;
            assert_string_equal(first.address, other.address);
            assert_string_equal(first.zip, other.zip);
        }
    assert_true(shared > N / 10);
}

/* Model: count pairs of one name whose birth dates are the same or within a year. */
static void
namesakes_are_as_many_as_among_ten_million(void **state)
{
    (void)state;
    const struct jd__people people = {&census, 3, N};
    static struct jd__person all[N];
    unsigned namesakes = 0;
    for (uint64_t i = 0; i < N; i++)
        jd__person_make(&people, i, &all[i]);
    for (unsigned i = 0; i < N; i++)
        for (unsigned k = 0; k < i; k++)
            namesakes += all[i].home != all[k].home && all[i].suffix[0] == '\0' &&
                         all[i].origin == JD__US_BORN &&
                         strcmp(all[i].surname, all[k].surname) == 0 &&
                         strcmp(all[i].given, all[k].given) == 0 &&
                         llabs(all[i].birth_day - all[k].birth_day) < 400;

    /* 50 of 1,000; 4,000 people of themselves have some 2 */
    assert_in_range(namesakes, N * 3 / 100, N * 7 / 100);
}

/* Model: count pairs of one surname and birth date, whatever the given name. */
static void
surname_and_birth_date_are_shared_as_among_ten_million(void **state)
{
    (void)state;
    const struct jd__people people = {&census, 3, N};
    static struct jd__person all[N];
    unsigned pairs = 0;
    for (uint64_t i = 0; i < N; i++)
        jd__person_make(&people, i, &all[i]);
    for (unsigned i = 0; i < N; i++)
        for (unsigned k = 0; k < i; k++)
            pairs += all[i].home != all[k].home && all[i].birth_day == all[k].birth_day &&
                     strcmp(all[i].surname, all[k].surname) == 0;

    /* 10,000,000 * sum of squared frequencies / days of 50 years / 2 = 0.19 a person */
    assert_in_range(pairs, N * 16 / 100, N * 22 / 100);
}

static void
numbers_of_people_are_their_own(void **state)
{
    (void)state;
    static bool seen[100000];
    memset(seen, 0, sizeof(seen));
    for (uint64_t i = 0; i < 100000; i++) {
        uint64_t to = jd__spread(i, 100000, 12345);
        assert_true(to < 100000);
        assert_false(seen[to]);
        seen[to] = true;
    }
}

static void
frequent_names_are_drawn_as_often_as_the_census_says(void **state)
{
    (void)state;
    struct jd__random random = {1};
    unsigned smiths = 0;
    for (unsigned i = 0; i < 100000; i++)
        smiths += strcmp(jd__name_text(&census.last, jd__name_draw(&census.last, &random)),
                      "Smith") == 0;
    assert_in_range(smiths, 900, 1110); /* 1.006 % */
}

static void
nicknames_come_from_the_list(void **state)
{
    (void)state;
    struct jd__random random = {1};
    for (unsigned i = 0; i < 20; i++) {
        const char *nickname = jd__nickname_draw(&census, "Zachary", &random);
        assert_non_null(nickname);
        assert_int_equal(nickname[0], 'Z');
    }
    assert_null(jd__nickname_draw(&census, "Xyzzy", &random));
    assert_null(jd__nickname_draw(&census, "", &random));
}

static void
phones_are_in_no_exchange_that_is_given_out(void **state)
{
    (void)state;
    struct jd__random random = {5};
    for (unsigned i = 0; i < 1000; i++) {
        char phone[11];
        jd__phone_draw("614", &random, phone);
        assert_int_equal(strlen(phone), 10);
        assert_true(phone[3] == '0' || phone[3] == '1');
    }
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_is_one_person_whenever_asked),
        cmocka_unit_test(members_of_a_home_share_its_address),
        cmocka_unit_test(namesakes_are_as_many_as_among_ten_million),
        cmocka_unit_test(surname_and_birth_date_are_shared_as_among_ten_million),
        cmocka_unit_test(numbers_of_people_are_their_own),
        cmocka_unit_test(frequent_names_are_drawn_as_often_as_the_census_says),
        cmocka_unit_test(nicknames_come_from_the_list),
        cmocka_unit_test(phones_are_in_no_exchange_that_is_given_out)};
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, census_read, census_forget);
}
