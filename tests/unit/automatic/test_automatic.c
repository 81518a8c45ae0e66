/* SPDX-License-Identifier: Apache-2.0 */
/* test_automatic.c - a small table by hand, told columns, and tables nobody would wish for. */
#include "jd_test.h"

#include <joinder/automatic.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { N_PEOPLE = 60, N_COLUMNS = 5 };

static const char *const headers[N_COLUMNS] = {"a", "b", "c", "d", "e"};

/* A table of texts, n_columns a row; NULL is null. */
static struct jd_table *
make_table(const char *const *cells, uint32_t n_rows, const char *const *names, uint32_t n)
{
    struct jd_error err = {0};
    struct jd_table *table = NULL;
    struct jd_column_spec specs[1000] = {{0}};
    for (uint32_t c = 0; c < n; c++)
        specs[c] = (struct jd_column_spec){names[c], JD_TYPE_TEXT};
    assert_jd_ok(jd_table_new(NULL, "people", specs, n, &table, &err));
    for (size_t i = 0; i < (size_t)n_rows * n; i++)
        assert_jd_ok(jd_table_put(table, (uint32_t)(i % n), jd_text(cells[i]), &err));
    assert_jd_ok(jd_table_finish(table, &err));
    return table;
}

/* People twice: the second time one letter of the surname is lost. */
static struct jd_table *
make_people(void)
{
    static const char *const given[] = {
        "james", "mary", "robert", "linda", "michael", "susan"};
    static char text[N_PEOPLE][N_COLUMNS][40];
    const char *cells[N_PEOPLE * N_COLUMNS];
    for (uint32_t r = 0; r < N_PEOPLE; r++) {
        uint32_t p = r / 2;
        (void)snprintf(text[r][0], 40, "R-%04u", r);
        (void)snprintf(text[r][1], 40, "%s %c%cl%c%cso%s", given[p % 6],
            'b' + (int)(p % 13), "aeiou"[p % 5], "aeiou"[p % 3], 'k' + (int)(p % 7),
            r % 2 ? "" : "n");
        (void)snprintf(
            text[r][2], 40, "%02u/%02u/%u", 1 + p * 7 % 28, 1 + p % 12, 1940 + p);
        (void)snprintf(text[r][3], 40, "+1 614 555 %04u", 100 + p * 37);
        (void)snprintf(text[r][4], 40, "%s", p % 2 ? "f" : "m");
        for (uint32_t c = 0; c < N_COLUMNS; c++)
            cells[r * N_COLUMNS + c] = text[r][c];
    }
    return make_table(cells, N_PEOPLE, headers, N_COLUMNS);
}

static struct jd_automatic *
find(const struct jd_table *table, const struct jd_automatic_options *options)
{
    struct jd_automatic *found = NULL;
    struct jd_error err = {0};
    assert_jd_ok(jd_automatic_new(NULL, &table, 1, options, &found, &err));
    return found;
}

static void
people_written_twice_become_one_each(void **state)
{
    (void)state;
    static const enum jd_column_use uses[] = {
        JD_USE_KEY, JD_USE_NAME, JD_USE_DATE, JD_USE_PHONE, JD_USE_CATEGORY};
    struct jd_error err = {0};
    struct jd_table *table = make_people();
    struct jd_automatic *found = find(table, NULL);
    uint32_t labels[N_PEOPLE];
    size_t n_pairs = 0;

    assert_int_equal(jd_automatic_n_columns(found), N_COLUMNS);
    for (uint32_t c = 0; c < N_COLUMNS; c++)
        assert_string_equal(jd_column_use_name(jd_automatic_column(found, c).use),
            jd_column_use_name(uses[c]));
    assert_jd_ok(jd_automatic_label(found, labels, N_PEOPLE, &err));
    for (uint32_t r = 0; r < N_PEOPLE; r++)
        assert_int_equal(labels[r], r / 2);
    struct jd_automatic_summary summary = jd_automatic_summary(found);
    assert_int_equal(summary.n_clusters, N_PEOPLE / 2);
    assert_int_equal(summary.n_joined, N_PEOPLE / 2);
    assert_true(summary.f1 > 0.9 && isnan(summary.true_f1));
    const struct jd_candidate *pairs = jd_automatic_pairs(found, &n_pairs);
    assert_true(n_pairs >= N_PEOPLE / 2 && pairs[0].a == 0 && pairs[0].b == 1);
    assert_jd_status(jd_automatic_label(found, labels, 3, &err), JD_E_ARG);
    jd_automatic_free(found);
    jd_table_free(table);
}

static void
settings_given_back_give_the_same_and_can_be_edited(void **state)
{
    (void)state;
    struct jd_table *table = make_people();
    struct jd_automatic *first = find(table, NULL);
    struct jd_automatic_options options = jd_automatic_options_default();
    options.settings = jd_automatic_settings(first);
    struct jd_automatic *again = find(table, &options);
    struct jd_str text = jd_automatic_settings(again);

    assert_int_equal(text.size, options.settings.size);
    assert_memory_equal(text.data, options.settings.data, text.size);
    jd_automatic_free(again);
    options.settings = jd_text("{\"columns\": [{\"name\": \"d\", \"use\": \"ignored\"}], "
                               "\"threshold\": 100}")
                           .text;
    again = find(table, &options);
    assert_int_equal(jd_automatic_column(again, 3).use, JD_USE_IGNORED);
    assert_int_equal(jd_automatic_summary(again).n_clusters, N_PEOPLE);
    jd_automatic_free(again);
    jd_automatic_free(first);
    jd_table_free(table);
}

static void
wrong_settings_say_what_is_wrong(void **state)
{
    (void)state;
    static const char *const wrong[] = {"{", "[]", "{\"columns\": 1}",
        "{\"columns\": [{\"name\": \"a\"}]}",
        "{\"columns\": [{\"name\": \"a\", \"use\": \"x\"}]}",
        "{\"columns\": [{\"name\": \"zz\", \"use\": \"date\"}]}", "{\"partners\": 0}",
        "{\"threshold\": \"x\"}", "{\"prior\": 2}", "{\"prior\": 0.1}"};
    struct jd_table *table = make_people();
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct jd_automatic_options options = jd_automatic_options_default();
        const struct jd_table *one = table;
        struct jd_automatic *found = NULL;
        struct jd_error err = {0};
        options.settings = jd_text(wrong[i]).text;
        if (jd_automatic_new(NULL, &one, 1, &options, &found, &err) != JD_E_INPUT)
            fail_msg("settings %zu were taken", i);
        assert_null(found);
    }
    jd_table_free(table);
}

static void
labels_choose_and_are_reported(void **state)
{
    (void)state;
    const struct jd_automatic_column label = {.name = "e", .use = JD_USE_LABEL};
    struct jd_automatic_options options = jd_automatic_options_default();
    struct jd_table *table = make_people();
    options.columns = &label;
    options.n_columns = 1;
    struct jd_automatic *found = find(table, &options);
    struct jd_automatic_summary summary = jd_automatic_summary(found);

    /* Two labels of 30 records each: 870 true pairs, of which people alone bring 30. */
    assert_int_equal(summary.n_labelled, N_PEOPLE);
    assert_true(summary.true_recall >= 30.0 / 870 && summary.true_precision > 0.4);
    jd_automatic_free(found);
    jd_table_free(table);
}

static void
a_budget_of_pairs_is_kept_or_refused(void **state)
{
    (void)state;
    struct jd_automatic_options options = jd_automatic_options_default();
    struct jd_table *table = make_people();
    const struct jd_table *one = table;
    struct jd_automatic *found = NULL;
    struct jd_error err = {0};
    options.max_pairs = 4 * N_PEOPLE;
    found = find(table, &options);
    assert_int_equal(jd_automatic_summary(found).partners, 2);
    assert_true(jd_automatic_summary(found).n_candidates <= options.max_pairs);
    jd_automatic_free(found);
    found = NULL;
    options.max_pairs = N_PEOPLE;

    assert_jd_status(jd_automatic_new(NULL, &one, 1, &options, &found, &err), JD_E_LIMIT);
    assert_null(found);
    jd_table_free(table);
}

static void
threads_change_nothing(void **state)
{
    (void)state;
    struct jd_table *table = make_people();
    struct jd_automatic_options options = jd_automatic_options_default();
    options.threads = 1;
    struct jd_automatic *one = find(table, &options);
    options.threads = 4;
    struct jd_automatic *four = find(table, &options);
    size_t n = 0, m = 0;
    const struct jd_candidate *x = jd_automatic_pairs(one, &n);
    const struct jd_candidate *y = jd_automatic_pairs(four, &m);

    assert_int_equal(n, m);
    for (size_t i = 0; i < n; i++)
        assert_true(x[i].a == y[i].a && x[i].b == y[i].b && x[i].weight == y[i].weight);
    jd_automatic_free(one);
    jd_automatic_free(four);
    jd_table_free(table);
}

/* Every record of its own cluster, or all in few: no more than that it ends well. */
static void
ends_well(const char *const *cells, uint32_t n_rows, const char *const *names, uint32_t n)
{
    struct jd_table *table = make_table(cells, n_rows, names, n);
    struct jd_automatic *found = find(table, NULL);
    struct jd_automatic_summary summary = jd_automatic_summary(found);
    assert_int_equal(summary.n_records, n_rows);
    assert_true(summary.n_clusters <= n_rows && (n_rows == 0 || summary.n_clusters > 0));
    jd_automatic_free(found);
    jd_table_free(table);
}

static void
empty_lonely_and_constant_tables_end_well(void **state)
{
    (void)state;
    static char big[JD_LIMIT_CELL + 1];
    const char *const nulls[8] = {0};
    const char *const equal[8] = {"x", "x", "x", "x", "x", "x", "x", "x"};
    const char *const names[8] = {
        "ann lee", "ann lee", "bob ray", "bob ray", "", " ", "-", "ann"};
    memset(big, 'a', sizeof(big) - 1);
    const char *const large[8] = {big, big + 1, big, big + 5, big, "a b", big, big + 9};

    ends_well(NULL, 0, headers, 2);
    ends_well(names, 1, headers, 2);
    ends_well(names, 8, headers, 1);
    ends_well(nulls, 4, headers, 2);
    ends_well(equal, 4, headers, 2);
    ends_well(large, 8, headers, 1);
    ends_well(large, 2, headers, 4);
}

static void
a_thousand_columns_are_thinned_to_the_most_telling(void **state)
{
    (void)state;
    enum { ROWS = 20, COLUMNS = 1000 };
    static char text[ROWS * COLUMNS][8], name[COLUMNS][8];
    const char *cells[ROWS * COLUMNS], *names[COLUMNS];
    uint64_t seed = 3;
    for (size_t c = 0; c < COLUMNS; c++) {
        (void)snprintf(name[c], sizeof(name[c]), "c%zu", c);
        names[c] = name[c];
    }
    for (size_t i = 0; i < (size_t)ROWS * COLUMNS; i++) {
        (void)snprintf(text[i], sizeof(text[i]), "w%u", (unsigned)test_random(&seed, 9));
        cells[i] = text[i];
    }
    ends_well(cells, ROWS, names, COLUMNS);
}

static bool
stop_at_once(void *ctx, const char *what, uint64_t done, uint64_t total)
{
    (void)ctx;
    (void)what;
    (void)done;
    (void)total;
    return true;
}

static void
it_stops_when_told(void **state)
{
    (void)state;
    struct jd_table *table = make_people();
    const struct jd_table *one = table;
    struct jd_automatic_options options = jd_automatic_options_default();
    struct jd_automatic *found = NULL;
    struct jd_error err = {0};
    options.progress.should_stop = stop_at_once;

    assert_jd_status(
        jd_automatic_new(NULL, &one, 1, &options, &found, &err), JD_E_CANCELLED);
    assert_null(found);
    jd_table_free(table);
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    const char *const cells[] = {"ann lee", "12 high st", "ann lee", "12 high st",
        "bob ray", "3 low st", "bob rey", "3 low st"};
    struct jd_table *table = make_table(cells, 4, headers, 2);
    const struct jd_table *one = table;
    struct jd_automatic_options options = jd_automatic_options_default();
    enum jd_status status = JD_E_NOMEM;
    options.threads = 1;
    for (size_t n = 0; status == JD_E_NOMEM; n++) {
        struct test_memory mem;
        struct jd_automatic *found = NULL;
        test_memory_init(&mem, n);
        status = jd_automatic_new(&mem.alloc, &one, 1, &options, &found, NULL);
        assert_int_equal(found != NULL, status == JD_OK);
        jd_automatic_free(found);
        assert_int_equal(mem.live_blocks, 0);
        assert_int_equal(mem.live_bytes, 0);
    }
    assert_int_equal(status, JD_OK);
    jd_table_free(table);
    jd_automatic_free(NULL);
}

TEST_MAIN(cmocka_unit_test(people_written_twice_become_one_each),
    cmocka_unit_test(settings_given_back_give_the_same_and_can_be_edited),
    cmocka_unit_test(wrong_settings_say_what_is_wrong),
    cmocka_unit_test(labels_choose_and_are_reported),
    cmocka_unit_test(a_budget_of_pairs_is_kept_or_refused),
    cmocka_unit_test(threads_change_nothing),
    cmocka_unit_test(empty_lonely_and_constant_tables_end_well),
    cmocka_unit_test(a_thousand_columns_are_thinned_to_the_most_telling),
    cmocka_unit_test(it_stops_when_told),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks))
