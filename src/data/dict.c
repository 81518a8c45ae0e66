/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dict.c - interning of values.
 *
 * Invariant: values are pairwise distinct, numbered by first sight; starts has n + 1 entries
 * for texts and lists; at most half the slots are in use.
 */
#include "data/dict.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/str.h"

#include <math.h>
#include <string.h>

struct jd__dict *
jd__dict_new(const struct jd_alloc *alloc, enum jd_type type)
{
    struct jd__dict *dict = jd__alloc_array(alloc, sizeof(*dict), 0, 1);
    if (dict == NULL)
        return NULL;
    dict->alloc = jd__alloc_or_default(alloc);
    dict->type = type;
    dict->most_text = JD_LIMIT_CELL;
    jd__buf_init(&dict->starts, alloc, sizeof(uint64_t), 0);
    jd__buf_init(&dict->bytes, alloc, 1, 0);
    jd__buf_init(&dict->numbers, alloc, sizeof(int64_t), 0);
    jd__buf_init(&dict->items, alloc, sizeof(uint32_t), 0);
    if (type == JD_TYPE_LIST)
        dict->texts = jd__dict_new(alloc, JD_TYPE_TEXT);
    /* Empty bytes and items must still have an address: a text of size 0 is not null. */
    if ((type == JD_TYPE_LIST && dict->texts == NULL) ||
        jd__buf_append(&dict->starts, NULL, 1, NULL) != JD_OK ||
        jd__buf_reserve(&dict->bytes, 1, NULL) != JD_OK) {
        jd__dict_free(dict);
        return NULL;
    }
    return dict;
}

void
jd__dict_free(struct jd__dict *dict)
{
    if (dict == NULL)
        return;
    struct jd_alloc alloc = dict->alloc;
    jd__buf_done(&dict->starts);
    jd__buf_done(&dict->bytes);
    jd__buf_done(&dict->numbers);
    jd__buf_done(&dict->items);
    jd__dict_free(dict->texts); /* at most one level down: a list holds texts */
    jd__alloc_free(&alloc, dict->slots, dict->n_slots * sizeof(*dict->slots));
    jd__alloc_free(&alloc, dict, sizeof(*dict));
}

static bool
is_number(enum jd_type type)
{
    return type != JD_TYPE_TEXT && type != JD_TYPE_LIST;
}

/* The eight bytes by which a number is stored and compared; -0 is 0 and every NaN the same. */
static uint64_t
bits_of(const struct jd_value *value)
{
    uint64_t bits = (uint64_t)value->integer;
    if (value->type == JD_TYPE_REAL) {
        double real = isnan(value->real) ? (double)NAN
                      : value->real == 0 ? 0.0
                                         : value->real;
        memcpy(&bits, &real, sizeof(bits));
    }
    return bits;
}

static uint64_t
hash_of(const struct jd_value *value)
{
    if (value->type == JD_TYPE_TEXT)
        return jd__hash_bytes(value->text.data, value->text.size);
    if (value->type != JD_TYPE_LIST)
        return jd__hash_pair(bits_of(value), value->type);
    uint64_t hash = value->n_items;
    for (uint32_t i = 0; i < value->n_items; i++) {
        struct jd_str item = value->items[i];
        uint64_t part = item.data != NULL ? jd__hash_bytes(item.data, item.size) : 1;
        hash = jd__hash_pair(hash, part);
    }
    return hash;
}

static bool
lists_equal(const struct jd__dict *dict, uint32_t code, const struct jd_value *value)
{
    if (jd__dict_value(dict, code).n_items != value->n_items)
        return false;
    for (uint32_t i = 0; i < value->n_items; i++) {
        struct jd_str a = jd__dict_item(dict, code, i), b = value->items[i];
        if ((a.data == NULL) != (b.data == NULL) || !jd__str_equal(a, b))
            return false;
    }
    return true;
}

static bool
equals(const struct jd__dict *dict, uint32_t code, const struct jd_value *value)
{
    if (dict->type == JD_TYPE_TEXT)
        return jd__str_equal(jd__dict_text(dict, code), value->text);
    if (dict->type == JD_TYPE_LIST)
        return lists_equal(dict, code, value);
    return ((const uint64_t *)dict->numbers.data)[code] == bits_of(value);
}

/* The slot where the value is or would be. */
static size_t
find_slot(const struct jd__dict *dict, const struct jd_value *value)
{
    size_t mask = dict->n_slots - 1;
    size_t slot = (size_t)hash_of(value) & mask;
    while (dict->slots[slot] != 0 && !equals(dict, dict->slots[slot] - 1, value))
        slot = (slot + 1) & mask;
    return slot;
}

/* Hash a stored value again; a list's items are gathered on the stack of the caller. */
static enum jd_status
hash_stored(const struct jd__dict *dict, uint32_t code, struct jd__buf *items,
    uint64_t *out, struct jd_error *err)
{
    struct jd_value value = jd__dict_value(dict, code);
    items->n = 0;
    for (uint32_t i = 0; value.type == JD_TYPE_LIST && i < value.n_items; i++) {
        struct jd_str item = jd__dict_item(dict, code, i);
        enum jd_status status = jd__buf_append(items, &item, 1, err);
        if (status != JD_OK)
            return status;
    }
    value.items = items->data;
    *out = hash_of(&value);
    return JD_OK;
}

static enum jd_status
grow_slots(struct jd__dict *dict, struct jd_error *err)
{
    size_t n_slots = dict->n_slots == 0 ? 16 : dict->n_slots * 2;
    enum jd_status status = JD_OK;
    struct jd__buf items;
    jd__buf_init(&items, &dict->alloc, sizeof(struct jd_str), 0);
    uint32_t *slots = jd__alloc_array(&dict->alloc, 0, n_slots, sizeof(*slots));
    if (slots == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %zu values", n_slots / 2);
    for (uint32_t code = 0; code < dict->n && status == JD_OK; code++) {
        uint64_t hash = 0;
        status = hash_stored(dict, code, &items, &hash, err);
        size_t slot = (size_t)hash & (n_slots - 1);
        while (slots[slot] != 0)
            slot = (slot + 1) & (n_slots - 1);
        slots[slot] = code + 1;
    }
    jd__buf_done(&items);
    if (status != JD_OK) {
        jd__alloc_free(&dict->alloc, slots, n_slots * sizeof(*slots));
        return status;
    }
    jd__alloc_free(&dict->alloc, dict->slots, dict->n_slots * sizeof(*dict->slots));
    dict->slots = slots;
    dict->n_slots = n_slots;
    return JD_OK;
}

/* Store a list's items; on failure those already there are cut off again. */
static enum jd_status
add_items(struct jd__dict *dict, const struct jd_value *value, struct jd_error *err)
{
    size_t before = dict->items.n;
    for (uint32_t i = 0; i < value->n_items; i++) {
        uint32_t code = JD_NONE;
        enum jd_status status = JD_OK;
        if (value->items[i].data != NULL)
            status = jd__dict_code(dict->texts, jd_text_of(value->items[i]), &code, err);
        if (status == JD_OK)
            status = jd__buf_append(&dict->items, &code, 1, err);
        if (status != JD_OK) {
            dict->items.n = before;
            return status;
        }
    }
    return JD_OK;
}

static enum jd_status
add(struct jd__dict *dict, const struct jd_value *value, struct jd_error *err)
{
    uint64_t end = 0;
    enum jd_status status = jd__buf_reserve(&dict->starts, 1, err);
    if (status != JD_OK)
        return status;
    if (is_number(dict->type)) {
        uint64_t bits = bits_of(value);
        return jd__buf_append(&dict->numbers, &bits, 1, err);
    }
    if (dict->type == JD_TYPE_TEXT) {
        status = jd__buf_text(&dict->bytes, value->text, err);
        end = dict->bytes.n;
    } else {
        status = add_items(dict, value, err);
        end = dict->items.n;
    }
    return status != JD_OK ? status : jd__buf_append(&dict->starts, &end, 1, err);
}

static enum jd_status
check_value(const struct jd__dict *dict, const struct jd_value *value, struct jd_error *err)
{
    if (value->type != dict->type)
        return jd__fail(err, JD_E_ARG, "a value of another type than its column");
    if (value->type == JD_TYPE_TEXT && value->text.size > dict->most_text)
        return jd__fail(
            err, JD_E_LIMIT, "a value is longer than %u bytes", dict->most_text);
    if (value->type == JD_TYPE_LIST && value->n_items > JD_LIMIT_LIST)
        return jd__fail(err, JD_E_LIMIT, "a list has more than %u items", JD_LIMIT_LIST);
    if (dict->n == JD_NONE - 1)
        return jd__fail(err, JD_E_LIMIT, "more than %u distinct values", JD_NONE - 1);
    return JD_OK;
}

enum jd_status
jd__dict_code(
    struct jd__dict *dict, struct jd_value value, uint32_t *out_code, struct jd_error *err)
{
    enum jd_status status = check_value(dict, &value, err);
    if (status == JD_OK && (size_t)dict->n * 2 >= dict->n_slots)
        status = grow_slots(dict, err);
    if (status != JD_OK)
        return status;
    size_t slot = find_slot(dict, &value);
    if (dict->slots[slot] == 0) {
        status = add(dict, &value, err);
        if (status != JD_OK)
            return status;
        dict->slots[slot] = ++dict->n;
    }
    *out_code = dict->slots[slot] - 1;
    return JD_OK;
}

/* Values whose memory is asked for at once. */
#define WINDOW 32u

/* A dictionary of so few slots stays in the cache. */
#define CACHED_SLOTS 16384u

/* Ask for the slots of the next values, then for what they point at. */
static void
look_ahead(const struct jd__dict *dict, const struct jd_value *values, size_t n)
{
    uint32_t codes[WINDOW] = {0};
    size_t slots[WINDOW] = {0};
    const uint64_t *starts = dict->starts.data;
    const uint64_t *numbers = dict->numbers.data;
    const char *bytes = dict->bytes.data;
    for (size_t i = 0; i < n; i++) {
        if (values[i].type == dict->type)
            slots[i] = (size_t)hash_of(&values[i]) & (dict->n_slots - 1);
        __builtin_prefetch(&dict->slots[slots[i]]);
    }
    for (size_t i = 0; i < n; i++) {
        codes[i] = dict->slots[slots[i]];
        if (codes[i] != 0)
            __builtin_prefetch(dict->type == JD_TYPE_TEXT ? &starts[codes[i] - 1]
                                                          : &numbers[codes[i] - 1]);
    }
    for (size_t i = 0; i < n && dict->type == JD_TYPE_TEXT; i++)
        if (codes[i] != 0)
            __builtin_prefetch(&bytes[starts[codes[i] - 1]]);
}

enum jd_status
jd__dict_codes(struct jd__dict *dict, const struct jd_value *values, size_t n,
    uint32_t *out_codes, struct jd_error *err)
{
    for (size_t i = 0; i < n; i++) {
        if (i % WINDOW == 0 && dict->n_slots > CACHED_SLOTS && dict->type != JD_TYPE_LIST)
            look_ahead(dict, &values[i], n - i < WINDOW ? n - i : WINDOW);
        out_codes[i] = JD_NONE;
        if (values[i].type == JD_TYPE_NULL)
            continue;
        enum jd_status status = jd__dict_code(dict, values[i], &out_codes[i], err);
        if (status != JD_OK)
            return status;
    }
    return JD_OK;
}

uint32_t
jd__dict_find(const struct jd__dict *dict, struct jd_value value)
{
    if (value.type != dict->type || dict->n_slots == 0)
        return JD_NONE;
    size_t slot = find_slot(dict, &value);
    return dict->slots[slot] != 0 ? dict->slots[slot] - 1 : JD_NONE;
}

struct jd_value
jd__dict_value(const struct jd__dict *dict, uint32_t code)
{
    struct jd_value value = jd_null();
    if (code == JD_NONE)
        return value;
    value.type = dict->type;
    const uint64_t *starts = dict->starts.data;
    if (dict->type == JD_TYPE_TEXT)
        value.text = jd__dict_text(dict, code);
    else if (dict->type == JD_TYPE_LIST)
        value.n_items = (uint32_t)(starts[code + 1] - starts[code]);
    else if (dict->type == JD_TYPE_REAL)
        value.real = jd__dict_real(dict, code);
    else
        value.integer = jd__dict_int(dict, code);
    return value;
}

struct jd_str
jd__dict_item(const struct jd__dict *dict, uint32_t code, uint32_t i)
{
    const uint64_t *starts = dict->starts.data;
    uint32_t item = ((const uint32_t *)dict->items.data)[starts[code] + i];
    return item == JD_NONE ? (struct jd_str){NULL, 0} : jd__dict_text(dict->texts, item);
}
