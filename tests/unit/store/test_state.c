/* SPDX-License-Identifier: Apache-2.0 */
/* test_state.c - versions of rows against a list of everything that was ever said. */
#include "jd_test.h"

#include "base/str.h"
#include "store/state.h"

#include <inttypes.h>
#include <string.h>

enum { N_KEYS = 6, N_ROUNDS = 30, MOST = N_ROUNDS * N_KEYS };

/* The model: changes in the order in which they were told. */
struct told {
    unsigned key;
    uint8_t op;
    int64_t known;
    unsigned value;
};

/* What is known of a key at a moment: the last put not later than it, unless a change of the
 * key told after that put, and not later than the moment either, ended it. */
static int
model_value(const struct told *told, size_t n, unsigned key, int64_t moment)
{
    for (size_t i = n; i-- > 0;) {
        if (told[i].key != key || told[i].known > moment)
            continue;
        return told[i].op == JD__PUT ? (int)told[i].value : -1;
    }
    return -1;
}

static struct jd_str
key_of(unsigned key, uint8_t room[static 4])
{
    room[0] = 2; /* a text of one byte */
    room[1] = (uint8_t)('a' + key);
    return (struct jd_str){(const char *)room, 2};
}

static void
put_head(struct jd__buf *head)
{
    struct jd_error err = {0};
    static struct jd__change_head columns;
    columns.agency = jd__str("pd");
    columns.table = jd__str("asset");
    columns.n_keys = 1;
    columns.n_columns = 2;
    columns.names[0] = jd__str("id");
    columns.names[1] = jd__str("name");
    columns.columns[0].type = columns.columns[1].type = JD_TYPE_TEXT;
    assert_jd_ok(jd__change_write_head(head, &columns, &err));
}

static void
put_row(struct jd__buf *rows, const struct told *told)
{
    struct jd_error err = {0};
    struct jd__buf cells;
    uint8_t room[4];
    char text[16];
    jd__buf_init(&cells, NULL, 1, 0);
    (void)snprintf(text, sizeof(text), "%u", told->value);
    struct jd_value value = jd_text(text);
    if (told->op == JD__PUT)
        assert_jd_ok(jd__change_write_cell(&cells, 1, &value, &err));
    const struct jd__change change = {
        told->op, 0, told->known, key_of(told->key, room), {cells.data, cells.n}};
    assert_jd_ok(jd__change_write(rows, &change, &err));
    jd__buf_done(&cells);
}

static enum jd_status
apply(struct jd__state *state, const struct told *told, uint32_t n, struct jd_error *err)
{
    static const uint8_t zeros[JD__SALT_SIZE * 16], previous[JD__HASH_SIZE];
    struct jd__buf head, rows, bytes;
    struct jd__frame frame;
    jd__buf_init(&head, NULL, 1, 0);
    jd__buf_init(&rows, NULL, 1, 0);
    jd__buf_init(&bytes, NULL, 1, 0);
    put_head(&head);
    for (uint32_t i = 0; i < n; i++)
        put_row(&rows, &told[i]);
    const struct jd__entry entry = {.type = JD__ENTRY_ROWS,
        .head = {head.data, head.n},
        .rows = {rows.data, rows.n},
        .n = n};
    const struct jd__frame_place place = {1, 0, 0, zeros, previous};
    assert_int_equal(jd__frame_build(&entry, &place, &bytes, err), JD_OK);
    assert_int_equal(
        jd__frame_parse((struct jd_str){bytes.data, bytes.n}, &frame), JD__FRAME_WHOLE);
    enum jd_status status = jd__state_apply(state, &frame, 0, &bytes, err);
    jd__buf_done(&head);
    jd__buf_done(&rows);
    jd__buf_done(&bytes);
    return status;
}

static int
state_value(const struct jd__state *state, unsigned key, int64_t moment)
{
    uint8_t room[4];
    uint32_t set = jd__state_set(state, jd__str("pd"), jd__schema_find(jd__str("asset")));
    uint32_t version =
        jd__state_known(state, jd__state_find(state, set, key_of(key, room)), moment);
    if (version == JD_NONE)
        return -1;
    struct jd_str cells = jd__state_row(state, version).cells;
    int value = 0; /* a column, a size, digits */
    for (size_t i = 2; i < cells.size; i++)
        value = value * 10 + (cells.data[i] - '0');
    return value;
}

/* [JOURNAL-13] */
static void
what_was_known_agrees_with_the_model(void **state_)
{
    (void)state_;
    for (uint64_t start = 0; start < 60; start++) {
        uint64_t random = start;
        struct jd_error err = {0};
        struct jd__state state;
        struct told told[MOST];
        bool stands[N_KEYS] = {false};
        size_t n = 0;
        assert_jd_ok(jd__state_init(&state, NULL, &err));
        for (unsigned round = 0; round < N_ROUNDS; round++) {
            size_t first = n;
            for (unsigned key = 0; key < N_KEYS; key++) {
                if (test_random(&random, 3) == 0)
                    continue;
                bool ends = stands[key] && test_random(&random, 3) == 0;
                told[n] = (struct told){key, ends ? JD__WITHDRAW : JD__PUT,
                    (int64_t)test_random(&random, 40), (unsigned)n};
                stands[key] = !ends;
                n++;
            }
            assert_jd_ok(apply(&state, told + first, (uint32_t)(n - first), &err));
        }
        for (unsigned key = 0; key < N_KEYS; key++)
            for (int64_t moment = -1; moment < 42; moment++)
                if (state_value(&state, key, moment) != model_value(told, n, key, moment))
                    fail_msg("seed %" PRIu64 ": key %u at %" PRId64 ": %d, not %d", start,
                        key, moment, state_value(&state, key, moment),
                        model_value(told, n, key, moment));
        jd__state_done(&state);
    }
}

static void
a_row_that_does_not_stand_cannot_be_withdrawn(void **state_)
{
    (void)state_;
    struct jd_error err = {0};
    struct jd__state state;
    const struct told told = {0, JD__WITHDRAW, 5, 0};
    assert_jd_ok(jd__state_init(&state, NULL, &err));

    assert_jd_status(apply(&state, &told, 1, &err), JD_E_CORRUPT);

    jd__state_done(&state);
}

static void
a_row_cut_at_any_byte_is_no_row(void **state_)
{
    (void)state_;
    struct jd__buf rows;
    struct jd__change change;
    const struct told told = {3, JD__PUT, 77, 12345};
    jd__buf_init(&rows, NULL, 1, 0);
    put_row(&rows, &told);
    struct jd_str at = {rows.data, rows.n}, row = {0};
    assert_true(jd__frame_next_row(&at, &row));
    assert_true(jd__change_read(row, &change));
    assert_int_equal(change.known, 77);

    for (size_t size = 0; size < 13; size++) /* up to the end of its key */
        assert_false(jd__change_read((struct jd_str){row.data, size}, &change));

    jd__buf_done(&rows);
}

static void
one_number_has_one_spelling(void **state_)
{
    (void)state_;
    static const uint64_t numbers[] = {
        0, 1, 127, 128, 16383, 16384, UINT32_MAX, UINT64_MAX - 1, UINT64_MAX};
    struct jd_error err = {0};
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        struct jd__buf out;
        jd__buf_init(&out, NULL, 1, 0);
        assert_jd_ok(jd__wire_number(&out, numbers[i], &err));
        assert_jd_ok(jd__wire_int(&out, (int64_t)numbers[i], &err));
        struct jd__reader reader = jd__reader_of((struct jd_str){out.data, out.n});
        assert_true(jd__read_number(&reader) == numbers[i]);
        assert_true(jd__read_int(&reader) == (int64_t)numbers[i]);
        assert_true(jd__reader_is_done(&reader));
        jd__buf_done(&out);
    }
    static const char *const wrong[] = {
        "\x80\x80", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"};
    static const size_t sizes[] = {2, 10};
    for (size_t i = 0; i < 2; i++) {
        struct jd__reader reader = jd__reader_of((struct jd_str){wrong[i], sizes[i]});
        (void)jd__read_number(&reader);
        assert_true(reader.bad);
    }
    struct jd__reader longer = jd__reader_of((struct jd_str){"\x81\x00", 2});
    (void)jd__read_number(&longer);
    assert_true(longer.bad);
}

TEST_MAIN(cmocka_unit_test(what_was_known_agrees_with_the_model),
    cmocka_unit_test(a_row_that_does_not_stand_cannot_be_withdrawn),
    cmocka_unit_test(a_row_cut_at_any_byte_is_no_row),
    cmocka_unit_test(one_number_has_one_spelling))
