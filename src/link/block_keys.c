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

#include <string.h>

static uint32_t
record_of(const struct jd__keyed_rows *rows, uint32_t row)
{
    return rows->record != NULL ? rows->record[row] : row;
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
            return jd__fail(err, JD_E_INPUT,
                "a key that is computed from record %u raised an error",
                record_of(rows, row) + 1);
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
make_keys(const struct jd__keyed_rows *rows, const struct jd__buf *equal,
    uint32_t **out_keys, uint32_t *out_n_keys, struct jd_error *err)
{
    size_t n = (size_t)rows->n * 2;
    uint32_t *codes = jd__alloc_array(rows->alloc, 0, n, sizeof(*codes));
    uint32_t *keys = jd__alloc_array(rows->alloc, 0, n, sizeof(*keys)), n_keys = 1;
    const uint32_t(*fields)[2] = equal->data;
    enum jd_status status = JD_OK;
    if (codes == NULL || keys == NULL)
        status = jd__fail(err, JD_E_NOMEM, "no memory for keys of %u records", rows->n);
    for (size_t i = 0; i < equal->n && status == JD_OK; i++)
        status = add_equality(rows, fields[i], i == 0, keys, codes, &n_keys, err);
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
        return copy_keys(rows, keys, &branch->keys[side], err);
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
        *out_n = branch->keys[side][record] != JD_NONE;
        return &branch->keys[side][record];
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

/* Which fields a key is made of, as l sees them. */
static enum jd_status
take_fields(struct jd__branch *branch, const struct jd__keyed_rows *rows,
    const struct jd__buf *equal, struct jd_error *err)
{
    const uint32_t(*fields)[2] = equal->data;
    branch->equal = jd__alloc_array(rows->alloc, 0, equal->n, sizeof(*branch->equal));
    if (branch->equal == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for a blocking rule");
    branch->n_equal = (uint32_t)equal->n;
    for (size_t i = 0; i < equal->n; i++)
        branch->equal[i] = fields[i][JD__LEFT];
    return JD_OK;
}

enum jd_status
jd__branch_key(struct jd__branch *branch, const struct jd__keyed_rows *rows,
    const struct jd__buf *equal, struct jd_error *err)
{
    uint32_t *keys = NULL, n = rows->n;
    enum jd_status status = make_keys(rows, equal, &keys, &branch->n_keys, err);
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
    if (status == JD_OK)
        count_candidates(branch);
    return status == JD_OK ? take_fields(branch, rows, equal, err) : status;
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
