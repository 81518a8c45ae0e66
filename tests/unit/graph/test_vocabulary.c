/* SPDX-License-Identifier: Apache-2.0 */
/* test_vocabulary.c - the words of docs/reference/tables.md and their numbers. */
#include "jd_test.h"

#include "base/str.h"
#include "graph/vocabulary.h"

#include <stdlib.h>
#include <string.h>

static const char *
role_name(int i)
{
    return jd__role_name((enum jd__role_kind)i);
}

static const char *
event_kind_name(int i)
{
    return jd__event_kind_name((enum jd__event_kind)i);
}

static const char *
tie_name(int i)
{
    return jd__tie_name((enum jd__tie_kind)i);
}

/* The three lists of words. */
static const struct list {
    const char *(*name)(int i);
    int n;
    const char *from, *until; /* the part of tables.md that names them */
} lists[] = {
    {role_name, JD__N_ROLES, "| roles | of |", "## `relation`"},
    {event_kind_name, JD__N_EVENT_KINDS, "Kinds: ", "## `role`"},
    {tie_name, JD__N_TIES, "| kinds |", "## `assertion`"},
};
enum { N_LISTS = sizeof(lists) / sizeof(lists[0]) };

static void
each_word_stands_once_in_its_list(void **state)
{
    (void)state;
    for (int k = 0; k < N_LISTS; k++)
        for (int i = 1; i < lists[k].n; i++) {
            assert_non_null(lists[k].name(i));
            assert_true(strlen(lists[k].name(i)) > 0);
            for (int j = 0; j < i; j++)
                assert_string_not_equal(lists[k].name(i), lists[k].name(j));
        }
}

/* How often a word stands between ` and `, alone or among others. */
static int
count_in_code(const char *text, const char *end, const char *word)
{
    int n = 0;
    size_t size = strlen(word);
    bool in_code = false;
    for (const char *at = text; at < end; at++) {
        in_code ^= *at == '`';
        if (in_code && (*at == '`' || *at == ' ' || *at == '\n') &&
            strncmp(at + 1, word, size) == 0 && strchr(" `\n", at[1 + size]) != NULL)
            n++;
    }
    return n;
}

static void
the_words_are_those_of_the_reference(void **state)
{
    (void)state;
    char path[512];
    size_t size = 0;
    test_data_path("../../docs/reference/tables.md", path);
    char *text = test_file_read(path, &size);
    for (int k = 0; k < N_LISTS; k++) {
        const char *from = strstr(text, lists[k].from);
        const char *until = from != NULL ? strstr(from, lists[k].until) : NULL;
        assert_non_null(until);
        for (int i = 1; i < lists[k].n; i++)
            if (count_in_code(from, until, lists[k].name(i)) != 1)
                fail_msg("%s is not in the reference once", lists[k].name(i));
    }
    free(text);
}

static void
a_role_is_a_role_by_its_whole_word(void **state)
{
    (void)state;
    for (int i = 1; i < JD__N_ROLES; i++)
        assert_true(jd__is_role_name(jd__str(role_name(i))));
    static const char *const others[] = {"", "suspec", "suspects", "Suspect", "arrest"};
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        assert_false(jd__is_role_name(jd__str(others[i])));
}

static void
add_kind(struct jd__facts *facts, const char *name)
{
    struct jd_error err = {0};
    struct jd_table *table = NULL;
    jd_word word = JD_NONE;
    const struct jd_column_spec column = {"public", JD_TYPE_TEXT};
    assert_jd_ok(jd_table_new(NULL, name, &column, 1, &table, &err));
    assert_jd_ok(jd_table_finish(table, &err));
    assert_jd_ok(jd__facts_word(facts, jd__str(name), &word, &err));
    assert_jd_ok(jd__facts_add_kind(facts, word, table, &err));
}

/* Facts with the given kinds and every word of every list, and one of none. */
static struct jd__facts *
facts_of_all_words(void)
{
    struct jd_error err = {0};
    struct jd__facts *facts = NULL;
    jd_word word = JD_NONE;
    assert_jd_ok(jd__facts_new(NULL, &facts, &err));
    add_kind(facts, "spaceship");
    add_kind(facts, "vehicle");
    add_kind(facts, "person");
    assert_jd_ok(jd__facts_word(facts, jd__str("suspects"), &word, &err));
    for (int k = N_LISTS - 1; k >= 0; k--)
        for (int i = lists[k].n - 1; i > 0; i--)
            assert_jd_ok(jd__facts_word(facts, jd__str(lists[k].name(i)), &word, &err));
    return facts;
}

static void
each_word_of_the_facts_has_its_number_and_any_other_none(void **state)
{
    (void)state;
    struct jd_error err = {0};
    struct jd__vocabulary v;
    struct jd__facts *facts = facts_of_all_words();
    assert_jd_ok(jd__vocabulary_init(&v, NULL, facts, &err));

    const uint8_t *const numbers[N_LISTS] = {v.role, v.event_kind, v.tie};
    for (int k = 0; k < N_LISTS; k++) {
        size_t n_numbered = 0;
        for (size_t i = 0; i < v.n; i++)
            n_numbered += numbers[k][i] != 0;
        assert_int_equal(n_numbered, lists[k].n - 1);
        for (int i = 1; i < lists[k].n; i++) {
            jd_word word = jd__facts_find_word(facts, jd__str(lists[k].name(i)));
            assert_int_equal(numbers[k][word], i);
        }
    }
    assert_int_equal(v.n_kinds, 3);
    assert_int_equal(v.thing[0], JD__T_OTHER);
    assert_int_equal(v.thing[1], JD__T_VEHICLE);
    assert_int_equal(v.thing[2], JD__T_PERSON);

    jd__vocabulary_done(&v);
    jd__facts_free(facts);
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    struct jd__facts *facts = facts_of_all_words();
    enum jd_status status = JD_E_NOMEM;
    size_t n = 0;
    for (; status == JD_E_NOMEM; n++) {
        struct test_memory mem;
        struct jd_error err = {0};
        struct jd__vocabulary v;
        test_memory_init(&mem, n);
        status = jd__vocabulary_init(&v, &mem.alloc, facts, &err);
        if (status == JD_OK)
            jd__vocabulary_done(&v);
        assert_int_equal(mem.live_blocks, 0);
    }
    assert_int_equal(status, JD_OK);
    assert_int_equal(n, 5); /* four arrays, and all of them there */
    jd__facts_free(facts);
}

TEST_MAIN(cmocka_unit_test(each_word_stands_once_in_its_list),
    cmocka_unit_test(the_words_are_those_of_the_reference),
    cmocka_unit_test(a_role_is_a_role_by_its_whole_word),
    cmocka_unit_test(each_word_of_the_facts_has_its_number_and_any_other_none),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks))
