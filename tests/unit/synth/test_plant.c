/* SPDX-License-Identifier: Apache-2.0 */
/* test_plant.c - the planted cases: there in any nation, step by step, with their decoys. */
#include "part_support.h"

#include "synth/plant.h"

static const struct {
    const char *name;
    void (*write)(struct jd__part *part);
} cases[] = {{"courier", jd__courier_write},
    {"prescriptions", jd__prescriptions_case_write}, {"parcel", jd__parcel_write}};

static bool
text_is(const struct jd_table *table, uint32_t column, uint32_t row, const char *text)
{
    return jd__str_is(jd_table_get(table, column, row).text, text);
}

static void
every_case_runs_over_six_steps_and_five_agencies(void **state)
{
    (void)state;
    for (size_t c = 0; c < 3; c++) {
        struct jd__nation nation;
        struct jd__part part;
        struct jd_error err = {0};
        plain_nation(&nation, c * 1000, c + 1);
        assert_jd_ok(jd__part_init(&part, &nation, &err));
        jd__part_unit(&part, nation.n_blocks + c);
        cases[c].write(&part);
        assert_int_equal(part.status, JD_OK);
        assert_jd_ok(jd__part_finish(&part, &err));
        const struct jd_table *steps = part.truth.cases;
        const uint32_t n = jd_table_n_rows(steps);

        assert_true(n >= 9);
        unsigned agencies = 0;
        for (uint32_t row = 0; row < n; row++) {
            bool found = false;
            bool seen = false;
            assert_true(text_is(steps, 0, row, cases[c].name));
            assert_true(text_is(steps, 2, row, row % 2 == 0 ? "event" : "record"));
            for (uint32_t k = 0; k < n; k++)
                found = found || jd_table_get(steps, 1, k).integer == (int64_t)row;
            assert_true(found);
            for (uint32_t k = 0; k < row; k++)
                seen = seen || jd__str_equal(jd_table_get(steps, 3, k).text,
                                   jd_table_get(steps, 3, row).text);
            agencies += !seen;
        }
        assert_true(agencies >= 5);

        jd__part_done(&part);
        jd__nation_done(&nation);
    }
}

static int64_t
entity_of(const struct jd_table *records, struct jd_str agency, struct jd_str kind,
    struct jd_str id)
{
    int64_t entity = -1;
    for (uint32_t row = 0; row < jd_table_n_rows(records); row++)
        if (jd__str_equal(jd_table_get(records, 2, row).text, id) &&
            jd__str_equal(jd_table_get(records, 1, row).text, kind) &&
            jd__str_equal(jd_table_get(records, 0, row).text, agency))
            entity = jd_table_get(records, 3, row).integer;
    assert_true(entity >= 0);
    return entity;
}

static void
decoys_are_records_of_two(void **state)
{
    (void)state;
    for (size_t c = 0; c < 3; c++) {
        struct jd__nation nation;
        struct jd__part part;
        struct jd_error err = {0};
        plain_nation(&nation, 40, 5);
        assert_jd_ok(jd__part_init(&part, &nation, &err));
        jd__part_unit(&part, nation.n_blocks + c);
        cases[c].write(&part);
        assert_jd_ok(jd__part_finish(&part, &err));
        const struct jd_table *decoys = part.truth.decoys;

        assert_true(jd_table_n_rows(decoys) >= 5);
        for (uint32_t row = 0; row < jd_table_n_rows(decoys); row++) {
            struct jd_str kind = jd_table_get(decoys, 1, row).text;
            assert_true(entity_of(part.truth.records, jd_table_get(decoys, 2, row).text,
                            kind, jd_table_get(decoys, 3, row).text) !=
                        entity_of(part.truth.records, jd_table_get(decoys, 4, row).text,
                            kind, jd_table_get(decoys, 5, row).text));
        }

        jd__part_done(&part);
        jd__nation_done(&nation);
    }
}

/* Of each case's decoys: at least one of every kind, and one pair that is alike in all it holds. */
static void
every_case_has_decoys_of_every_kind(void **state)
{
    (void)state;
    static const char *const whys[] = {"identity", "sharing", "conduct", "time", "law"};
    for (size_t c = 0; c < 3; c++) {
        struct jd__nation nation;
        struct jd__part part;
        struct jd_error err = {0};
        plain_nation(&nation, 40, 6);
        assert_jd_ok(jd__part_init(&part, &nation, &err));
        jd__part_unit(&part, nation.n_blocks + c);
        cases[c].write(&part);
        assert_jd_ok(jd__part_finish(&part, &err));

        for (size_t i = 0; i < sizeof(whys) / sizeof(whys[0]); i++) {
            bool found = false;
            for (uint32_t row = 0; row < jd_table_n_rows(part.truth.decoys); row++)
                found = found || text_is(part.truth.decoys, 0, row, whys[i]);
            if (!found)
                fail_msg("%s: no decoy of %s", cases[c].name, whys[i]);
        }

        jd__part_done(&part);
        jd__nation_done(&nation);
    }
}

/* person.csv behind its id and before known_at; what is there of both decoys of a pair */
struct held {
    struct jd_str id_a, id_b;
    char a[256], b[256];
};

static void
take_held(void *ctx, const struct jd__sheet *sheet, char **fields, size_t n_fields)
{
    struct held *held = ctx;
    (void)sheet;
    for (unsigned side = 0; side < 2; side++) {
        char *out = side == 0 ? held->a : held->b;
        if (!jd__str_is(side == 0 ? held->id_a : held->id_b, fields[0]))
            continue;
        out[0] = '\0';
        for (size_t i = 1; i + 1 < n_fields; i++)
            (void)snprintf(out + strlen(out), 256 - strlen(out), "%s,", fields[i]);
    }
}

static void
one_pair_of_every_case_is_alike_in_all_it_holds(void **state)
{
    (void)state;
    for (size_t c = 0; c < 3; c++) {
        struct jd__nation nation;
        struct jd__part part;
        struct jd_error err = {0};
        unsigned alike = 0;
        plain_nation(&nation, 40, 7);
        assert_jd_ok(jd__part_init(&part, &nation, &err));
        jd__part_unit(&part, nation.n_blocks + c);
        cases[c].write(&part);
        assert_jd_ok(jd__part_finish(&part, &err));
        const struct jd_table *decoys = part.truth.decoys;

        for (uint32_t row = 0; row < jd_table_n_rows(decoys); row++) {
            struct held held = {.id_a = jd_table_get(decoys, 3, row).text,
                .id_b = jd_table_get(decoys, 5, row).text};
            if (!text_is(decoys, 1, row, "person"))
                continue;
            each_row(&part, JD__PERSON, take_held, &held);
            alike += strcmp(held.a, held.b) == 0;
        }
        assert_int_equal(alike, 1);

        jd__part_done(&part);
        jd__nation_done(&nation);
    }
}

TEST_MAIN(cmocka_unit_test(every_case_runs_over_six_steps_and_five_agencies),
    cmocka_unit_test(decoys_are_records_of_two),
    cmocka_unit_test(every_case_has_decoys_of_every_kind),
    cmocka_unit_test(one_pair_of_every_case_is_alike_in_all_it_holds))
