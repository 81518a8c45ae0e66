/* SPDX-License-Identifier: Apache-2.0 */
/* test_life.c - blocks of people: rows name rows that exist, and truth has each of them. */
#include "part_support.h"

#include "synth/official.h"

enum { PEOPLE = 600 };

static void
take_key(void *ctx, const struct jd__sheet *sheet, char **fields, size_t n_fields)
{
    (void)n_fields;
    add_key(ctx, jd__agencies_of_nation[sheet->who].id, jd__table_name(sheet->table),
        fields[0], strlen(fields[0]));
}

/* All of a small nation but its planted cases, in one part. */
static void
whole(struct jd__nation *nation, struct jd__part *part, struct keys *keys)
{
    struct jd_error err = {0};
    plain_nation(nation, PEOPLE, 11);
    assert_jd_ok(jd__part_init(part, nation, &err));
    for (uint64_t block = 0; block < nation->n_blocks; block++)
        jd__life_write(part, block);
    jd__part_unit(part, nation->n_blocks + JD__UNIT_OFFICIALS);
    jd__officials_write(part);
    assert_int_equal(part->status, JD_OK);
    assert_jd_ok(jd__part_finish(part, &err));
    for (unsigned table = 0; table <= JD__EVENT; table++)
        each_row(part, (enum jd__table)table, take_key, keys);
    qsort(keys->items, keys->n, sizeof(*keys->items), by_text);
}

static void
done(struct jd__nation *nation, struct jd__part *part, struct keys *keys)
{
    free(keys->items);
    jd__part_done(part);
    jd__nation_done(nation);
}

static void
no_id_is_given_twice(void **state)
{
    (void)state;
    struct jd__nation nation;
    struct jd__part part;
    struct keys keys = {0};
    whole(&nation, &part, &keys);

    for (size_t i = 1; i < keys.n; i++)
        if (strcmp(keys.items[i - 1], keys.items[i]) == 0)
            fail_msg("twice: %s", keys.items[i]);
    assert_true(keys.n > PEOPLE);

    done(&nation, &part, &keys);
}

static void
truth_holds_each_record_exactly_once(void **state)
{
    (void)state;
    struct jd__nation nation;
    struct jd__part part;
    struct keys keys = {0};
    whole(&nation, &part, &keys);
    struct keys truth = {0};
    const struct jd_table *records = part.truth.records;
    for (uint32_t row = 0; row < jd_table_n_rows(records); row++) {
        char agency[64], kind[32];
        struct jd_str a = jd_table_get(records, 0, row).text;
        struct jd_str k = jd_table_get(records, 1, row).text;
        struct jd_str id = jd_table_get(records, 2, row).text;
        (void)snprintf(agency, sizeof(agency), "%.*s", (int)a.size, a.data);
        (void)snprintf(kind, sizeof(kind), "%.*s", (int)k.size, k.data);
        add_key(&truth, agency, kind, id.data, id.size);
    }
    qsort(truth.items, truth.n, sizeof(*truth.items), by_text);

    size_t at = 0;
    for (size_t i = 0; i < keys.n; i++) {
        if (strstr(keys.items[i], "/event/") != NULL)
            continue;
        assert_true(at < truth.n);
        assert_string_equal(truth.items[at], keys.items[i]);
        at++;
    }
    assert_int_equal(at, truth.n);

    free(truth.items);
    done(&nation, &part, &keys);
}

/* role.csv: kind, record_id, record_agency, event_id, event_agency, role ... */
static void
check_role(void *ctx, const struct jd__sheet *sheet, char **f, size_t n)
{
    const char *own = jd__agencies_of_nation[sheet->who].id;
    assert_true(n > 5);
    if (!has_key(ctx, f[2][0] != '\0' ? f[2] : own, f[0], f[1]))
        fail_msg("%s: a role names %s/%s, which is not there", own, f[0], f[1]);
    if (!has_key(ctx, f[4][0] != '\0' ? f[4] : own, "event", f[3]))
        fail_msg("%s: a role names event %s, which is not there", own, f[3]);
}

/* relation.csv: kind, from_kind, from_id, from_agency, to_kind, to_id, to_agency ... */
static void
check_relation(void *ctx, const struct jd__sheet *sheet, char **f, size_t n)
{
    const char *own = jd__agencies_of_nation[sheet->who].id;
    assert_true(n > 6);
    if (!has_key(ctx, f[3][0] != '\0' ? f[3] : own, f[1], f[2]) ||
        !has_key(ctx, f[6][0] != '\0' ? f[6] : own, f[4], f[5]))
        fail_msg("%s: a relation %s names what is not there", own, f[0]);
}

static void
roles_and_relations_name_rows_that_exist(void **state)
{
    (void)state;
    struct jd__nation nation;
    struct jd__part part;
    struct keys keys = {0};
    whole(&nation, &part, &keys);

    each_row(&part, JD__ROLE, check_role, &keys);
    each_row(&part, JD__RELATION, check_relation, &keys);

    done(&nation, &part, &keys);
}

static void
what_leads_nowhere_is_an_arrest_that_exists(void **state)
{
    (void)state;
    struct jd__nation nation;
    struct jd__part part;
    struct keys keys = {0};
    whole(&nation, &part, &keys);

    assert_true(jd_table_n_rows(part.truth.nowhere) > 10);
    for (uint32_t row = 0; row < jd_table_n_rows(part.truth.nowhere); row++) {
        char start[96];
        struct jd_str text = jd_table_get(part.truth.nowhere, 0, row).text;
        (void)snprintf(start, sizeof(start), "%.*s", (int)text.size, text.data);
        assert_non_null(bsearch(start, keys.items, keys.n, sizeof(*keys.items), by_text));
    }

    done(&nation, &part, &keys);
}

TEST_MAIN(cmocka_unit_test(no_id_is_given_twice),
    cmocka_unit_test(truth_holds_each_record_exactly_once),
    cmocka_unit_test(roles_and_relations_name_rows_that_exist),
    cmocka_unit_test(what_leads_nowhere_is_an_arrest_that_exists))
