/* SPDX-License-Identifier: Apache-2.0 */
/*
 * groups.c - records by key, without numbering all keys first.
 *
 * Records are dealt into parts by a hash of their key, in order of ids; a part is then grouped
 * by a table of its own, which stays in a core's cache.
 *
 *     chunks of records      hash       parts            groups of two or more
 *     [ 0 .. 16383 ]  ──┐          ┌── [ part 0 ] ──── a a a  d d
 *     [ 16384 .. ]    ──┼── deal ──┼── [ part 1 ] ──── c c
 *     ...             ──┘          └── ...
 *
 * Invariant: chunks and parts depend on records alone, and each is worked by one thread; so
 * groups come in one order for any number of threads.
 */
#include "train/groups.h"

#include "base/alloc.h"
#include "base/error.h"

#include <string.h>

/* Parts are the hash's first bits; a chunk is a run of so many records. */
#define PART_BITS 8u
#define N_PARTS (1u << PART_BITS)
#define CHUNK ((uint32_t)1 << 14)

/* A record that has a key. */
struct item {
    uint64_t key;
    uint32_t record;
};

/* What becomes of a part: its groups, at the front of its members. */
struct part {
    uint32_t start, n;  /* its items */
    uint32_t n_groups;  /* of two records or more */
    uint32_t n_members; /* of these */
};

struct grouping {
    const struct jd_linkage *linkage;
    const struct jd__group_key *key;
    uint64_t *keys; /* of each record, by place in the order of ids */
    uint32_t n_chunks;
    uint32_t (*places)[N_PARTS]; /* of each chunk: how many, then where the next one goes */
    struct item *items;          /* part by part, in order of ids */
    uint32_t *members;           /* the same places: members of groups, ... */
    uint32_t *sizes;             /* ... and how many each group has */
    struct part parts[N_PARTS];
};

static uint64_t
hash_of(uint64_t key)
{
    key *= UINT64_C(0x9E3779B97F4A7C15);
    return key ^ key >> 29;
}

static uint32_t
part_of(uint64_t key)
{
    return (uint32_t)(hash_of(key) >> (64 - PART_BITS));
}

/* The records of a chunk, by place in the order of ids. */
static void
bounds_of(const struct grouping *g, uint32_t chunk, uint32_t *out_first, uint32_t *out_last)
{
    uint32_t n = g->linkage->records.n;
    *out_first = chunk * CHUNK;
    *out_last = n - *out_first < CHUNK ? n : *out_first + CHUNK;
}

/* Make the keys of a chunk, and count them by part. */
static enum jd_status
count_chunk(void *ctx, uint32_t chunk, uint32_t thread, struct jd_error *err)
{
    struct grouping *g = ctx;
    const struct jd__records *records = &g->linkage->records;
    uint32_t place = 0, last = 0;
    (void)thread;
    (void)err;
    bounds_of(g, chunk, &place, &last);
    for (; place < last; place++) {
        uint32_t record = records->sorted[place];
        g->keys[place] = jd__is_on_side(records, record, JD__LEFT)
                             ? jd__group_key_of(g->key, record)
                             : JD__NO_KEY;
        if (g->keys[place] != JD__NO_KEY)
            g->places[chunk][part_of(g->keys[place])]++;
    }
    return JD_OK;
}

/* Deal the records of a chunk that have a key to their parts. */
static enum jd_status
deal_chunk(void *ctx, uint32_t chunk, uint32_t thread, struct jd_error *err)
{
    struct grouping *g = ctx;
    uint32_t place = 0, last = 0;
    (void)thread;
    (void)err;
    bounds_of(g, chunk, &place, &last);
    for (; place < last; place++) {
        uint64_t key = g->keys[place];
        if (key != JD__NO_KEY)
            g->items[g->places[chunk][part_of(key)]++] =
                (struct item){key, g->linkage->records.sorted[place]};
    }
    return JD_OK;
}

/* From counts to places; the number of all items. */
static uint32_t
find_places(struct grouping *g)
{
    uint32_t sum = 0;
    for (uint32_t p = 0; p < N_PARTS; p++) {
        g->parts[p].start = sum;
        for (uint32_t chunk = 0; chunk < g->n_chunks; chunk++) {
            uint32_t n = g->places[chunk][p];
            g->places[chunk][p] = sum;
            sum += n;
        }
        g->parts[p].n = sum - g->parts[p].start;
    }
    return sum;
}

/* ---- one part ------------------------------------------------------------------------------ */

/* A table over the items of a part. */
struct table {
    uint32_t n_slots; /* a power of two */
    uint32_t *slots;  /* group + 1, or 0 */
    uint32_t n_groups;
    uint64_t *keys;   /* of each group */
    uint32_t *counts; /* of each group; then where its next member goes, or JD_NONE */
    uint32_t *group;  /* of each item */
};

static enum jd_status
table_init(
    struct table *table, const struct jd_alloc *alloc, uint32_t n, struct jd_error *err)
{
    *table = (struct table){.n_slots = 16};
    while (table->n_slots / 2 < n)
        table->n_slots *= 2;
    table->slots = jd__alloc_array(alloc, 0, table->n_slots, sizeof(*table->slots));
    table->keys = jd__alloc_array(alloc, 0, n, sizeof(*table->keys));
    table->counts = jd__alloc_array(alloc, 0, n, sizeof(*table->counts));
    table->group = jd__alloc_array(alloc, 0, n, sizeof(*table->group));
    if (table->slots == NULL || table->keys == NULL || table->counts == NULL ||
        table->group == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory to group %u records", n);
    return JD_OK;
}

static void
table_done(struct table *table, const struct jd_alloc *alloc, uint32_t n)
{
    jd__alloc_free_array(alloc, table->slots, 0, table->n_slots, sizeof(*table->slots));
    jd__alloc_free_array(alloc, table->keys, 0, n, sizeof(*table->keys));
    jd__alloc_free_array(alloc, table->counts, 0, n, sizeof(*table->counts));
    jd__alloc_free_array(alloc, table->group, 0, n, sizeof(*table->group));
}

/* The group of a key, which is begun if it is new. */
static uint32_t
group_of(struct table *table, uint64_t key)
{
    uint32_t mask = table->n_slots - 1, at = (uint32_t)hash_of(key) & mask;
    while (table->slots[at] != 0 && table->keys[table->slots[at] - 1] != key)
        at = (at + 1) & mask;
    if (table->slots[at] == 0) {
        table->keys[table->n_groups++] = key;
        table->slots[at] = table->n_groups;
    }
    return table->slots[at] - 1;
}

/* List the members of groups of two or more, group by group. */
static void
list_members(struct grouping *g, struct part *part, struct table *table)
{
    const struct item *items = g->items + part->start;
    for (uint32_t group = 0; group < table->n_groups; group++) {
        uint32_t n = table->counts[group];
        table->counts[group] = n > 1 ? part->n_members : JD_NONE;
        if (n < 2)
            continue;
        g->sizes[part->start + part->n_groups++] = n;
        part->n_members += n;
    }
    for (uint32_t i = 0; i < part->n; i++)
        if (table->counts[table->group[i]] != JD_NONE)
            g->members[part->start + table->counts[table->group[i]]++] = items[i].record;
}

static enum jd_status
group_part(void *ctx, uint32_t number, uint32_t thread, struct jd_error *err)
{
    struct grouping *g = ctx;
    struct part *part = &g->parts[number];
    struct table table;
    (void)thread;
    if (part->n == 0)
        return JD_OK;
    enum jd_status status = table_init(&table, &g->linkage->alloc, part->n, err);
    if (status == JD_OK) {
        for (uint32_t i = 0; i < part->n; i++) {
            table.group[i] = group_of(&table, g->items[part->start + i].key);
            table.counts[table.group[i]]++;
        }
        list_members(g, part, &table);
    }
    table_done(&table, &g->linkage->alloc, part->n);
    return status;
}

/* ---- all of them --------------------------------------------------------------------------- */

/* Put the groups of all parts one behind another. */
static enum jd_status
gather(const struct grouping *g, struct jd__groups *groups, struct jd_error *err)
{
    const struct jd_alloc *alloc = &g->linkage->alloc;
    for (uint32_t p = 0; p < N_PARTS; p++) {
        groups->n += g->parts[p].n_groups;
        groups->n_members += g->parts[p].n_members;
    }
    groups->starts =
        jd__alloc_array(alloc, 0, (size_t)groups->n + 1, sizeof(*groups->starts));
    groups->members = jd__alloc_array(alloc, 0, groups->n_members, sizeof(uint32_t));
    if (groups->starts == NULL || groups->members == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %u groups", groups->n);
    uint32_t at = 0, n_members = 0;
    for (uint32_t p = 0; p < N_PARTS; p++) {
        const struct part *part = &g->parts[p];
        if (part->n_members > 0)
            memcpy(groups->members + n_members, g->members + part->start,
                part->n_members * sizeof(uint32_t));
        for (uint32_t i = 0; i < part->n_groups; i++) {
            uint64_t n = g->sizes[part->start + i];
            groups->n_pairs += n * (n - 1) / 2;
            groups->starts[at++] = n_members;
            n_members += (uint32_t)n;
        }
    }
    groups->starts[at] = n_members;
    return JD_OK;
}

/* Deal records into parts, and group these. */
static enum jd_status
group(struct grouping *g, struct jd__groups *groups, struct jd_error *err)
{
    const struct jd_alloc *alloc = &g->linkage->alloc;
    uint32_t threads = g->linkage->threads;
    enum jd_status status = jd__parallel(threads, g->n_chunks, count_chunk, g, err);
    if (status != JD_OK)
        return status;
    uint32_t n = find_places(g);
    /* Not zeroed: their pages are first touched by the threads that fill them. */
    g->items = jd__alloc_raw(alloc, n, sizeof(*g->items));
    g->members = jd__alloc_raw(alloc, n, sizeof(*g->members));
    g->sizes = jd__alloc_raw(alloc, n, sizeof(*g->sizes));
    if (g->items == NULL || g->members == NULL || g->sizes == NULL)
        status = jd__fail(err, JD_E_NOMEM, "no memory to group %u records", n);
    if (status == JD_OK)
        status = jd__parallel(threads, g->n_chunks, deal_chunk, g, err);
    if (status == JD_OK)
        status = jd__parallel(threads, N_PARTS, group_part, g, err);
    if (status == JD_OK)
        status = gather(g, groups, err);
    jd__alloc_free_array(alloc, g->items, 0, n, sizeof(*g->items));
    jd__alloc_free_array(alloc, g->members, 0, n, sizeof(*g->members));
    jd__alloc_free_array(alloc, g->sizes, 0, n, sizeof(*g->sizes));
    return status;
}

enum jd_status
jd__groups_init(struct jd__groups *groups, const struct jd_linkage *linkage,
    const struct jd__group_key *key, struct jd_error *err)
{
    const struct jd_alloc *alloc = &linkage->alloc;
    *groups = (struct jd__groups){0};
    struct grouping *g = jd__alloc_array(alloc, sizeof(*g), 0, 1);
    if (g == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory to group records");
    g->linkage = linkage;
    g->key = key;
    g->n_chunks = linkage->records.n / CHUNK + (linkage->records.n % CHUNK > 0);
    g->places = jd__alloc_array(alloc, 0, g->n_chunks, sizeof(*g->places));
    g->keys = jd__alloc_raw(alloc, linkage->records.n, sizeof(*g->keys));
    enum jd_status status = JD_OK;
    if (g->places == NULL || g->keys == NULL)
        status = jd__fail(err, JD_E_NOMEM, "no memory to group records");
    if (status == JD_OK)
        status = group(g, groups, err);
    if (status != JD_OK)
        jd__groups_done(groups, alloc);
    jd__alloc_free_array(alloc, g->places, 0, g->n_chunks, sizeof(*g->places));
    jd__alloc_free_array(alloc, g->keys, 0, linkage->records.n, sizeof(*g->keys));
    jd__alloc_free(alloc, g, sizeof(*g));
    return status;
}

void
jd__groups_done(struct jd__groups *groups, const struct jd_alloc *alloc)
{
    jd__alloc_free_array(
        alloc, groups->starts, 0, (size_t)groups->n + 1, sizeof(*groups->starts));
    jd__alloc_free_array(
        alloc, groups->members, 0, groups->n_members, sizeof(*groups->members));
    *groups = (struct jd__groups){0};
}

enum jd_status
jd__groups_block(
    struct jd__groups *groups, struct jd_linkage *linkage, struct jd_error *err)
{
    struct jd__blocking *blocking = &linkage->blocking;
    blocking->branches = jd__alloc_array(
        &linkage->alloc, 0, JD__LIMIT_BRANCHES, sizeof(*blocking->branches));
    if (blocking->branches == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for blocking rules");
    blocking->n_branches = 1;
    struct jd__branch *branch = &blocking->branches[0];
    *branch = (struct jd__branch){.same_keys = true,
        .is_self = true,
        .rest = JD__NO_EXPR,
        .item_rest = JD__NO_EXPR,
        .n_keys = groups->n,
        .n_pairs = groups->n_pairs};
    branch->n_members[0] = groups->n_members;
    branch->members[0] = groups->members;
    branch->starts[0] = groups->starts;
    *groups = (struct jd__groups){0};
    return JD_OK;
}

/* ---- keys ---------------------------------------------------------------------------------- */

/* Take a column into the key; false where it cannot be one. */
static bool
take_column(struct jd__group_key *key, const struct jd__field *field, uint64_t *inout_most)
{
    uint64_t n_codes = field->dict->n;
    if (key->n == JD__GROUP_COLUMNS || field->type == JD_TYPE_LIST || !field->is_exact ||
        __builtin_mul_overflow(*inout_most, n_codes, inout_most))
        return false;
    key->fields[key->n] = *field;
    key->n_codes[key->n++] = n_codes;
    return true;
}

enum jd_status
jd__group_key_init(struct jd_linkage *linkage, const struct jd__rule *rule, bool *out_suits,
    struct jd__group_key *out_key, struct jd_error *err)
{
    const struct jd__records *records = &linkage->records;
    struct jd__buf columns;
    uint64_t most = 1;
    *out_suits = false;
    *out_key = (struct jd__group_key){0};
    if (rule->explodes || linkage->model->link_type == JD__LINK_ONLY ||
        records->left_table != JD__NO_TABLE || records->n_old_tables > 0)
        return JD_OK;
    jd__buf_init(&columns, &linkage->alloc, sizeof(struct jd_str), 0);
    enum jd_status status = jd__condition_exact_columns(&rule->condition, &columns, err);
    const struct jd_str *names = columns.data;
    bool suits = columns.n > 0;
    for (size_t i = 0; i < columns.n && suits && status == JD_OK; i++) {
        uint32_t field = JD_NONE;
        suits = jd__fields_find(&linkage->fields, names[i], &field, NULL) == JD_OK;
        if (suits)
            status = jd__fields_column(&linkage->fields, names[i], &field, err);
        if (suits && status == JD_OK)
            suits = take_column(out_key, jd__fields_at(&linkage->fields, field), &most);
    }
    jd__buf_done(&columns);
    *out_suits = suits;
    return status;
}
