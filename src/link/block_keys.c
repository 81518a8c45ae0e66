/* SPDX-License-Identifier: Apache-2.0 */
/*
 * block_keys.c - from equalities to numbered keys, and to lists of the records that have one.
 *
 * A key is the number of a combination of values: two rows have the same one exactly when all
 * equalities hold.  Null joins with nothing.  What is numbered are records or, where a rule
 * explodes lists, the rows that these make.
 *
 * Invariant: the members of a key are different records in order of ids; keys follow codes, so
 * that the order of blocks depends on the input alone.
 */
#include "link/block_keys.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/sort.h"

#include <string.h>

static uint32_t
record_of(const struct jd__keyed_rows *rows, uint32_t row)
{
    return rows->record != NULL ? rows->record[row] : row;
}

static enum jd_status
fail_computed(uint32_t record, struct jd_error *err)
{
    return jd__fail(err, JD_E_INPUT,
        "a key that is computed from record %u raised an error", record + 1);
}

/* The codes of a field on one side of the linkage, JD_NONE for rows that are not there. */
static enum jd_status
key_codes(const struct jd__keyed_rows *rows, uint32_t field, enum jd__side side,
    uint32_t *codes, struct jd_error *err)
{
    const struct jd__field *from = jd__fields_at(rows->fields, field);
    for (uint32_t row = 0; row < rows->n; row++) {
        codes[row] = jd__field_code(from, row);
        if (codes[row] == JD__FAILED)
            return fail_computed(record_of(rows, row), err);
    }
    for (uint32_t row = 0; row < rows->n && rows->records->left_table != JD__NO_TABLE;
         row++)
        if (!jd__is_on_side(rows->records, record_of(rows, row), (int)side))
            codes[row] = JD_NONE;
    return JD_OK;
}

/* Codes of another field's dictionary as codes of this one's; what is not in it cannot join. */
static enum jd_status
translate(const struct jd__keyed_rows *rows, const struct jd__field *from,
    const struct jd__field *to, uint32_t *codes, struct jd_error *err)
{
    if (from->dict == to->dict)
        return JD_OK;
    uint32_t *map = jd__alloc_array(rows->alloc, 0, from->dict->n, sizeof(*map));
    if (map == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %u values", from->dict->n);
    for (uint32_t code = 0; code < from->dict->n; code++)
        map[code] = jd__dict_find(to->dict, jd__dict_value(from->dict, code));
    for (uint32_t i = 0; i < rows->n; i++)
        codes[i] = codes[i] != JD_NONE ? map[codes[i]] : JD_NONE;
    jd__alloc_free_array(rows->alloc, map, 0, from->dict->n, sizeof(*map));
    return JD_OK;
}

/*
 * Join one more equality into the keys of both sides, which lie one behind another in `keys`
 * (left first) so that they are numbered together.
 */
static enum jd_status
add_equality(const struct jd__keyed_rows *rows, const uint32_t *by_side, bool is_first,
    uint32_t *keys, uint32_t *codes, uint32_t *inout_n_keys, struct jd_error *err)
{
    uint32_t n = rows->n;
    const struct jd__field *left = jd__fields_at(rows->fields, by_side[JD__LEFT]);
    const struct jd__field *right = jd__fields_at(rows->fields, by_side[JD__RIGHT]);
    enum jd_status status = key_codes(rows, by_side[JD__LEFT], JD__LEFT, codes, err);
    if (status == JD_OK)
        status = key_codes(rows, by_side[JD__RIGHT], JD__RIGHT, codes + n, err);
    if (status == JD_OK)
        status = translate(rows, right, left, codes + n, err);
    if (status != JD_OK)
        return status;
    if (is_first) { /* codes are numbers from 0 already */
        memcpy(keys, codes, (size_t)n * 2 * sizeof(*keys));
        *inout_n_keys = left->dict->n;
        return JD_OK;
    }
    for (size_t i = 0; i < (size_t)n * 2; i++)
        if (codes[i] == JD_NONE)
            keys[i] = JD_NONE;
    return jd__rank_combine(rows->alloc, keys, codes, n * 2, inout_n_keys, err);
}

/* Keys of all rows as l's and behind them as r's; one key for all without an equality. */
static enum jd_status
make_keys(const struct jd__keyed_rows *rows, const struct jd__branch *branch,
    uint32_t **out_keys, uint32_t *out_n_keys, struct jd_error *err)
{
    size_t n = (size_t)rows->n * 2;
    uint32_t *codes = jd__alloc_array(rows->alloc, 0, n, sizeof(*codes));
    uint32_t *keys = jd__alloc_array(rows->alloc, 0, n, sizeof(*keys)), n_keys = 1;
    enum jd_status status = JD_OK;
    if (codes == NULL || keys == NULL)
        status = jd__fail(err, JD_E_NOMEM, "no memory for keys of %u records", rows->n);
    for (uint32_t i = 0; i < branch->n_equal && status == JD_OK; i++)
        status = add_equality(rows, branch->equal[i], i == 0, keys, codes, &n_keys, err);
    jd__alloc_free_array(rows->alloc, codes, 0, n, sizeof(*codes));
    if (status != JD_OK) {
        jd__alloc_free_array(rows->alloc, keys, 0, n, sizeof(*keys));
        return status;
    }
    *out_keys = keys;
    *out_n_keys = n_keys;
    return JD_OK;
}

/* A copy of keys that the branch owns. */
static enum jd_status
copy_keys(const struct jd__keyed_rows *rows, const uint32_t *keys, uint32_t **out_copy,
    struct jd_error *err)
{
    *out_copy = jd__alloc_array(rows->alloc, 0, rows->n, sizeof(*keys));
    if (*out_copy == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for keys of %u records", rows->n);
    if (rows->n > 0)
        memcpy(*out_copy, keys, rows->n * sizeof(*keys));
    return JD_OK;
}

static enum jd_status
take_keys(struct jd__branch *branch, const struct jd__keyed_rows *rows, int side,
    const uint32_t *keys, struct jd_error *err)
{
    if (branch->explosion == NULL)
        return side == 0 || !branch->same_keys
                   ? copy_keys(rows, keys, &branch->keys[side], err)
                   : JD_OK;
    enum jd_status status =
        jd__key_lists_init(&branch->lists[side], branch->explosion, keys, err);
    if (status == JD_OK)
        status = copy_keys(rows, keys, &branch->row_keys[side], err);
    return status;
}

/* The keys of a record on a side. */
static const uint32_t *
keys_of(const struct jd__branch *branch, int side, uint32_t record, uint32_t *out_n)
{
    if (branch->explosion == NULL) {
        const uint32_t *keys = branch->keys[branch->same_keys ? 0 : side];
        *out_n = keys[record] != JD_NONE;
        return &keys[record];
    }
    const struct jd__key_lists *lists = &branch->lists[side];
    *out_n = lists->first[record + 1] - lists->first[record];
    return lists->keys + lists->first[record];
}

/* List the records of a side by key, those of one key in order of ids (a counting sort). */
static enum jd_status
list_members(struct jd__branch *branch, const struct jd__keyed_rows *rows, int side,
    struct jd_error *err)
{
    const struct jd__records *records = rows->records;
    uint32_t *starts =
        jd__alloc_array(rows->alloc, 0, (size_t)branch->n_keys + 1, sizeof(*starts));
    uint32_t *members = NULL, n = 0;
    branch->starts[side] = starts;
    if (starts == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %u keys", branch->n_keys);
    for (uint32_t record = 0; record < records->n; record++) {
        const uint32_t *keys = keys_of(branch, side, record, &n);
        for (uint32_t i = 0; i < n && jd__is_on_side(records, record, side); i++)
            starts[keys[i] + 1]++;
    }
    for (uint32_t key = 0; key < branch->n_keys; key++)
        starts[key + 1] += starts[key];
    branch->n_members[side] = starts[branch->n_keys];
    members = jd__alloc_array(rows->alloc, 0, branch->n_members[side], sizeof(*members));
    branch->members[side] = members;
    if (members == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for members of keys");
    for (uint32_t place = records->n; place-- > 0;) {
        uint32_t record = records->sorted[place];
        const uint32_t *keys = keys_of(branch, side, record, &n);
        for (uint32_t i = 0; i < n && jd__is_on_side(records, record, side); i++)
            members[--starts[keys[i] + 1]] = record;
    }
    /* Each start has now become the one before it. */
    memmove(starts, starts + 1, branch->n_keys * sizeof(*starts));
    starts[branch->n_keys] = branch->n_members[side];
    return JD_OK;
}

/* How many candidates there are: 10 million records of one key are 5e13, far from 2^64. */
static void
count_candidates(struct jd__branch *branch)
{
    const uint32_t *left = branch->starts[0];
    const uint32_t *right = branch->is_self ? left : branch->starts[1];
    for (uint32_t key = 0; key < branch->n_keys; key++) {
        uint64_t n_left = left[key + 1] - left[key], n_right = right[key + 1] - right[key];
        branch->n_pairs +=
            branch->is_self ? n_left * (n_left - (n_left > 0)) / 2 : n_left * n_right;
    }
}

/* How many bits hold numbers below n. */
static unsigned
bits_below(uint64_t n)
{
    unsigned bits = 0;
    while (bits < 64 && n > (uint64_t)1 << bits)
        bits++;
    return bits;
}

/*
 * Can a record's key be one number, with the record's place below it?  That is so where a
 * record has one key, the same as l and as r, of some values whose combinations are not too many.
 */
static bool
is_one_number(const struct jd__keyed_rows *rows, const struct jd__branch *branch)
{
    unsigned bits = bits_below(rows->n);
    if (branch->explosion != NULL || branch->n_equal < 2 || branch->n_equal > 64 ||
        rows->records->left_table != JD__NO_TABLE || rows->records->n_old_tables > 0)
        return false;
    for (uint32_t i = 0; i < branch->n_equal; i++) {
        const uint32_t *by_side = branch->equal[i];
        bits += bits_below(jd__fields_at(rows->fields, by_side[0])->dict->n);
        if (by_side[0] != by_side[1])
            return false;
    }
    return bits <= 63;
}

/* What a branch's keys are made of: a field each, and the bits of its codes. */
struct making {
    const struct jd__keyed_rows *rows;
    const struct jd__field *fields[64]; /* no more have room in a number */
    unsigned bits[64];
    uint32_t n;
    unsigned place_bits;
};

/* The key of a record and its place below it, as one number. */
static enum jd_status
number_of(const struct making *making, uint32_t place, uint64_t *out_number, bool *out_has,
    struct jd_error *err)
{
    const struct jd__records *records = making->rows->records;
    uint32_t record = records->sorted[place];
    uint64_t key = 0;
    *out_has = jd__is_on_side(records, record, JD__LEFT);
    for (uint32_t i = 0; i < making->n; i++) {
        uint32_t code = jd__field_code(making->fields[i], record);
        if (code == JD__FAILED)
            return fail_computed(record, err);
        *out_has = *out_has && code != JD_NONE;
        key = key << making->bits[i] | code;
    }
    *out_number = key << making->place_bits | place;
    return JD_OK;
}

/* Leave out the numbers whose key no other has: they make no pair.  How many keys are left? */
static uint32_t
drop_single(uint64_t *numbers, uint32_t *inout_n, unsigned low)
{
    uint32_t n = *inout_n, n_kept = 0, n_keys = 0;
    for (uint32_t first = 0, end = 0; first < n; first = end) {
        while (end < n && numbers[end] >> low == numbers[first] >> low)
            end++;
        if (end - first == 1)
            continue;
        memmove(numbers + n_kept, numbers + first, (end - first) * sizeof(*numbers));
        n_kept += end - first;
        n_keys++;
    }
    *inout_n = n_kept;
    return n_keys;
}

/* From numbers in order to keys, and their members. */
static enum jd_status
number_keys(struct jd__branch *branch, const struct jd__keyed_rows *rows, uint64_t *numbers,
    uint32_t n, struct jd_error *err)
{
    const struct jd__records *records = rows->records;
    unsigned low = bits_below(rows->n);
    uint64_t place_bits = ((uint64_t)1 << low) - 1;
    branch->n_keys = drop_single(numbers, &n, low);
    branch->n_members[0] = n;
    branch->keys[0] = jd__alloc_raw(rows->alloc, rows->n, sizeof(uint32_t));
    branch->members[0] = jd__alloc_raw(rows->alloc, n, sizeof(uint32_t));
    branch->starts[0] =
        jd__alloc_raw(rows->alloc, (size_t)branch->n_keys + 1, sizeof(uint32_t));
    if (branch->keys[0] == NULL || branch->members[0] == NULL || branch->starts[0] == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for members of keys");
    for (uint32_t record = 0; record < rows->n; record++)
        branch->keys[0][record] = JD_NONE;
    for (uint32_t i = 0, key = 0; i < n; i++) {
        uint32_t record = records->sorted[numbers[i] & place_bits];
        if (i == 0 || numbers[i] >> low != numbers[i - 1] >> low)
            branch->starts[0][key++] = i;
        branch->keys[0][record] = key - 1;
        branch->members[0][i] = record;
    }
    branch->starts[0][branch->n_keys] = n;
    return JD_OK;
}

/* Keys and members at once, by sorting numbers. */
static enum jd_status
key_by_numbers(
    struct jd__branch *branch, const struct jd__keyed_rows *rows, struct jd_error *err)
{
    uint64_t *numbers = jd__alloc_raw(rows->alloc, rows->n, sizeof(*numbers));
    enum jd_status status = JD_OK;
    uint32_t n = 0;
    branch->same_keys = branch->is_self = true;
    if (numbers == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for keys of %u records", rows->n);
    struct making making = {.rows = rows, .place_bits = bits_below(rows->n)};
    for (; making.n < branch->n_equal; making.n++) {
        making.fields[making.n] =
            jd__fields_at(rows->fields, branch->equal[making.n][JD__LEFT]);
        making.bits[making.n] = bits_below(making.fields[making.n]->dict->n);
    }
    for (uint32_t place = 0; place < rows->n && status == JD_OK; place++) {
        bool has = false;
        status = number_of(&making, place, &numbers[n], &has, err);
        n += has;
    }
    if (status == JD_OK)
        status = jd__sort_words(rows->alloc, numbers, n, bits_below(rows->n), err);
    if (status == JD_OK)
        status = number_keys(branch, rows, numbers, n, err);
    jd__alloc_free(rows->alloc, numbers, rows->n * sizeof(*numbers));
    return status;
}

/* Keys as l's and as r's, each equality joined in turn; then their members. */
static enum jd_status
key_by_sides(
    struct jd__branch *branch, const struct jd__keyed_rows *rows, struct jd_error *err)
{
    uint32_t *keys = NULL, n = rows->n;
    enum jd_status status = make_keys(rows, branch, &keys, &branch->n_keys, err);
    if (status != JD_OK)
        return status;
    branch->same_keys = memcmp(keys, keys + n, n * sizeof(*keys)) == 0;
    branch->is_self = branch->same_keys && rows->records->left_table == JD__NO_TABLE &&
                      rows->records->n_old_tables == 0;
    for (int side = 0; side < 2 && status == JD_OK; side++)
        status = take_keys(branch, rows, side, keys + (size_t)side * n, err);
    jd__alloc_free_array(rows->alloc, keys, 0, (size_t)n * 2, sizeof(*keys));
    for (int side = 0; side < (branch->is_self ? 1 : 2) && status == JD_OK; side++)
        status = list_members(branch, rows, side, err);
    return status;
}

enum jd_status
jd__branch_take_equal(struct jd__branch *branch, const struct jd_alloc *alloc,
    const struct jd__buf *equal, struct jd_error *err)
{
    branch->equal = jd__alloc_array(alloc, 0, equal->n, sizeof(*branch->equal));
    if (branch->equal == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for a blocking rule");
    branch->n_equal = (uint32_t)equal->n;
    if (equal->n > 0)
        memcpy(branch->equal, equal->data, equal->n * sizeof(*branch->equal));
    return JD_OK;
}

enum jd_status
jd__branch_key(
    struct jd__branch *branch, const struct jd__keyed_rows *rows, struct jd_error *err)
{
    enum jd_status status = is_one_number(rows, branch) ? key_by_numbers(branch, rows, err)
                                                        : key_by_sides(branch, rows, err);
    if (status == JD_OK)
        count_candidates(branch);
    return status;
}

void
jd__branch_done(struct jd__branch *branch, const struct jd_alloc *alloc, uint32_t n_records)
{
    jd__alloc_free_array(alloc, branch->equal, 0, branch->n_equal, sizeof(*branch->equal));
    for (int side = 0; side < 2; side++) {
        jd__alloc_free_array(alloc, branch->keys[side], 0, n_records, sizeof(uint32_t));
        jd__alloc_free_array(
            alloc, branch->members[side], 0, branch->n_members[side], sizeof(uint32_t));
        jd__alloc_free_array(
            alloc, branch->starts[side], 0, (size_t)branch->n_keys + 1, sizeof(uint32_t));
        if (branch->explosion == NULL)
            continue;
        jd__key_lists_done(&branch->lists[side], branch->explosion);
        jd__alloc_free_array(
            alloc, branch->row_keys[side], 0, branch->explosion->n, sizeof(uint32_t));
    }
}
