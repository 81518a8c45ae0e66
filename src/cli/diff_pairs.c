/* SPDX-License-Identifier: Apache-2.0 */
/* diff_pairs.c - a file of pairs, read so that it can be laid beside another. */
#include "cli/diff.h"
#include "cli/mix.h"

#include <stdlib.h>
#include <string.h>

/* ---- names ---- */

/* The slot of a name: its own, or the free one where it belongs. */
static uint32_t
slot_of(const struct diff_names *names, const char *text)
{
    uint64_t hash = mix_bytes(MIX_START, text, strlen(text));
    uint32_t mask = names->n_slots - 1, slot = (uint32_t)(hash ^ hash >> 32) & mask;
    while (names->slots[slot] != JD_NONE &&
           strcmp(diff_name(names, names->slots[slot]), text) != 0)
        slot = (slot + 1) & mask;
    return slot;
}

static enum jd_status
grow(struct diff_names *names, struct jd_error *err)
{
    uint32_t room = names->room != 0 ? 2 * names->room : 4096, n_slots = 4 * room;
    size_t *starts = NULL;
    uint32_t *slots = NULL;
    if (room <= UINT32_MAX / 16) {
        starts = realloc(names->starts, room * sizeof(*starts));
        slots = malloc(n_slots * sizeof(*slots));
    }
    if (starts != NULL)
        names->starts = starts;
    if (starts == NULL || slots == NULL) {
        free(slots);
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", room);
    }
    free(names->slots);
    memset(slots, 0xFF, n_slots * sizeof(*slots));
    names->slots = slots;
    names->n_slots = n_slots;
    names->room = room;
    for (uint32_t i = 0; i < names->n; i++)
        slots[slot_of(names, diff_name(names, i))] = i;
    return JD_OK;
}

/* Lay a name behind the others; there is room for its start. */
static enum jd_status
append(struct diff_names *names, const char *text, struct jd_error *err)
{
    size_t size = strlen(text) + 1;
    if (names->bytes_room - names->n_bytes < size) {
        size_t room = 2 * names->bytes_room + size + 4096;
        char *bytes = realloc(names->bytes, room);
        if (bytes == NULL)
            return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", names->n);
        names->bytes = bytes;
        names->bytes_room = room;
    }
    memcpy(names->bytes + names->n_bytes, text, size);
    names->starts[names->n++] = names->n_bytes;
    names->n_bytes += size;
    return JD_OK;
}

/* The number of a name, a new one where it is not there yet. */
static enum jd_status
number(
    struct diff_names *names, const char *text, uint32_t *out_number, struct jd_error *err)
{
    enum jd_status status = names->n == names->room ? grow(names, err) : JD_OK;
    if (status != JD_OK)
        return status;
    uint32_t slot = slot_of(names, text);
    if (names->slots[slot] == JD_NONE) {
        status = append(names, text, err);
        if (status != JD_OK)
            return status;
        names->slots[slot] = names->n - 1;
    }
    *out_number = names->slots[slot];
    return JD_OK;
}

void
diff_names_done(struct diff_names *names)
{
    free(names->bytes);
    free(names->starts);
    free(names->slots);
}

/* ---- pairs ---- */

static int
by_names(const void *left, const void *right)
{
    const struct diff_pair *x = left, *y = right;
    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    if (x->b != y->b)
        return x->b < y->b ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

/* Columns NAME_l and NAME_r. */
static bool
find_sides(const struct jd_table *table, const char *name, uint32_t out[2])
{
    char column[300];
    for (int side = 0; side < 2; side++) {
        (void)snprintf(column, sizeof(column), "%.250s_%c", name, side == 0 ? 'l' : 'r');
        out[side] = jd_table_find(table, column);
    }
    return out[0] != JD_NONE && out[1] != JD_NONE;
}

static enum jd_status
read_pair(const struct diff_side *side, struct diff_names *names, const uint32_t id[2],
    const uint32_t source[2], uint32_t row, struct jd_error *err)
{
    char room[2 * JD_LIMIT_CELL + 8];
    uint32_t ends[2] = {0, 0};
    for (int k = 0; k < 2; k++) {
        struct jd_value from =
            source[k] != JD_NONE ? jd_table_get(side->table, source[k], row) : jd_null();
        if (!nodes_write(from, jd_table_get(side->table, id[k], row), room, sizeof(room)))
            return LINKING_FAIL(err, JD_E_INPUT,
                "row %u of table %.100s: an id is no text and no whole number", row + 1,
                jd_table_name(side->table));
        enum jd_status status = number(names, room, &ends[k], err);
        if (status != JD_OK)
            return status;
    }
    bool ordered = ends[0] <= ends[1];
    side->pairs[row] = (struct diff_pair){ends[!ordered], ends[ordered], row, !ordered};
    return JD_OK;
}

enum jd_status
diff_read(struct diff_side *side, struct diff_names *names, const struct jd_table *table,
    const char *id, const char *source, struct jd_error *err)
{
    uint32_t ids[2], sources[2];
    side->table = table;
    side->n = jd_table_n_rows(table);
    side->weight = jd_table_find(table, "match_weight");
    side->probability = jd_table_find(table, "match_probability");
    side->match_key = jd_table_find(table, "match_key");
    if (!find_sides(table, id, ids))
        return LINKING_FAIL(err, JD_E_INPUT,
            "there are no columns %.100s_l and _r in table %.100s", id,
            jd_table_name(table));
    if (!find_sides(table, source, sources))
        sources[0] = sources[1] = JD_NONE;
    side->pairs = calloc((size_t)side->n + 1, sizeof(*side->pairs));
    if (side->pairs == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u pairs", side->n);
    enum jd_status status = JD_OK;
    for (uint32_t row = 0; row < side->n && status == JD_OK; row++)
        status = read_pair(side, names, ids, sources, row, err);
    if (status != JD_OK)
        return status;
    qsort(side->pairs, side->n, sizeof(*side->pairs), by_names);
    for (uint32_t i = 1; i < side->n; i++)
        if (side->pairs[i].a == side->pairs[i - 1].a &&
            side->pairs[i].b == side->pairs[i - 1].b)
            return LINKING_FAIL(err, JD_E_INPUT,
                "rows %u and %u of table %.100s are one pair", side->pairs[i - 1].row + 1,
                side->pairs[i].row + 1, jd_table_name(table));
    return JD_OK;
}
