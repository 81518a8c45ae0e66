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
every_case_runs_over_five_steps_and_four_agencies(void **state)
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
        assert_true(agencies >= 4);

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

TEST_MAIN(cmocka_unit_test(every_case_runs_over_five_steps_and_four_agencies),
    cmocka_unit_test(decoys_are_records_of_two))
