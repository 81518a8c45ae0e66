/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dict.c - interning of values.
 *
 * Invariant: values are pairwise distinct, numbered by first sight; starts has n + 1 entries
 * for texts and lists; at most half the slots are in use.  A slot holds half of the value's hash
 * beside its code: a slot of another value is told without a look at that value, and slots are
 * moved without hashing.
 *
 * Whole numbers that come in ascending order, as the ids of records mostly do, need no slots:
 * the last one says whether the next is new.  The first that is lower than the one before makes
 * slots for all; until then a value is found by its place.
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

static bool
is_not_whole(enum jd_type type)
{
    return type == JD_TYPE_REAL || !is_number(type);
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

/* The half of a hash that a slot holds; its lowest bits say which slot is the first to try. */
static uint32_t
half(uint64_t hash)
{
    return (uint32_t)(hash >> 32);
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

static uint32_t
half_in(uint64_t slot)
{
    return (uint32_t)(slot >> 32);
}

/* The code in a slot that is not empty. */
static uint32_t
code_in(uint64_t slot)
{
    return (uint32_t)slot - 1;
}

/* The slot where the value is or would be. */
static size_t
find_slot(const struct jd__dict *dict, const struct jd_value *value, uint32_t hash)
{
    size_t mask = dict->n_slots - 1, slot = hash & mask;
    for (; dict->slots[slot] != 0; slot = (slot + 1) & mask)
        if (half_in(dict->slots[slot]) == hash &&
            equals(dict, code_in(dict->slots[slot]), value))
            break;
    return slot;
}

static void
put_slot(uint64_t *slots, size_t n_slots, uint64_t entry)
{
    size_t slot = half_in(entry) & (n_slots - 1);
    while (slots[slot] != 0)
        slot = (slot + 1) & (n_slots - 1);
    slots[slot] = entry;
}

static uint64_t
entry_of(uint32_t hash, uint32_t code)
{
    return (uint64_t)hash << 32 | (code + 1);
}

/* Make room for one more value; the first slots are for all values that came in order. */
static enum jd_status
grow_slots(struct jd__dict *dict, struct jd_error *err)
{
    size_t n_slots = 16;
    while (n_slots <= (size_t)dict->n * 2)
        n_slots *= 2;
    uint64_t *slots = jd__alloc_array(&dict->alloc, 0, n_slots, sizeof(*slots));
    if (slots == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %zu values", n_slots / 2);
    for (size_t i = 0; i < dict->n_slots; i++)
        if (dict->slots[i] != 0)
            put_slot(slots, n_slots, dict->slots[i]);
    for (uint32_t code = 0; dict->slots == NULL && code < dict->n; code++) {
        struct jd_value value = jd__dict_value(dict, code);
        put_slot(slots, n_slots, entry_of(half(hash_of(&value)), code));
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

/* Do all values so far lie in ascending order, so that there are no slots? */
static bool
is_ascending(const struct jd__dict *dict)
{
    return dict->slots == NULL && !is_not_whole(dict->type);
}

static enum jd_status
code_by_slots(struct jd__dict *dict, const struct jd_value *value, uint32_t hash,
    uint32_t *out_code, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    if ((size_t)dict->n * 2 >= dict->n_slots)
        status = grow_slots(dict, err);
    if (status != JD_OK)
        return status;
    size_t slot = find_slot(dict, value, hash);
    if (dict->slots[slot] == 0) {
        status = add(dict, value, err);
        if (status != JD_OK)
            return status;
        dict->slots[slot] = entry_of(hash, dict->n++);
    }
    *out_code = code_in(dict->slots[slot]);
    return JD_OK;
}

enum jd_status
jd__dict_code(
    struct jd__dict *dict, struct jd_value value, uint32_t *out_code, struct jd_error *err)
{
    enum jd_status status = check_value(dict, &value, err);
    if (status != JD_OK)
        return status;
    int64_t last = is_ascending(dict) && dict->n > 0 ? jd__dict_int(dict, dict->n - 1) : 0;
    if (!is_ascending(dict) || (dict->n > 0 && value.integer < last))
        return code_by_slots(dict, &value, half(hash_of(&value)), out_code, err);
    if (dict->n == 0 || value.integer > last) {
        status = add(dict, &value, err);
        if (status != JD_OK)
            return status;
        dict->n++;
    }
    *out_code = dict->n - 1;
    return JD_OK;
}

/* Values whose memory is asked for at once. */
#define WINDOW 32u

/* A dictionary of so few slots stays in the cache. */
#define CACHED_SLOTS 8192u

/* Ask for the slots of the next values, then for what they point at. */
static void
look_ahead(const struct jd__dict *dict, const uint32_t *hashes, size_t n)
{
    uint32_t codes[WINDOW] = {0};
    bool may_be[WINDOW] = {false};
    const uint64_t *starts = dict->starts.data;
    const uint64_t *numbers = dict->numbers.data;
    const char *bytes = dict->bytes.data;
    for (size_t i = 0; i < n; i++)
        __builtin_prefetch(&dict->slots[hashes[i] & (dict->n_slots - 1)]);
    for (size_t i = 0; i < n; i++) {
        uint64_t slot = dict->slots[hashes[i] & (dict->n_slots - 1)];
        may_be[i] = slot != 0 && half_in(slot) == hashes[i];
        codes[i] = may_be[i] ? code_in(slot) : 0;
        if (may_be[i])
            __builtin_prefetch(
                dict->type == JD_TYPE_TEXT ? &starts[codes[i]] : &numbers[codes[i]]);
    }
    for (size_t i = 0; i < n && dict->type == JD_TYPE_TEXT; i++)
        if (may_be[i])
            __builtin_prefetch(&bytes[starts[codes[i]]]);
}

/* The codes of a few values, each hashed once. */
static enum jd_status
code_window(struct jd__dict *dict, const struct jd_value *values, size_t n,
    uint32_t *out_codes, struct jd_error *err)
{
    uint32_t hashes[WINDOW] = {0};
    enum jd_status status = JD_OK;
    for (size_t i = 0; i < n; i++)
        if (values[i].type == dict->type)
            hashes[i] = half(hash_of(&values[i]));
    if (dict->n_slots > CACHED_SLOTS && dict->type != JD_TYPE_LIST)
        look_ahead(dict, hashes, n);
    for (size_t i = 0; i < n && status == JD_OK; i++) {
        out_codes[i] = JD_NONE;
        if (values[i].type == JD_TYPE_NULL)
            continue;
        status = check_value(dict, &values[i], err);
        if (status == JD_OK)
            status = code_by_slots(dict, &values[i], hashes[i], &out_codes[i], err);
    }
    return status;
}

enum jd_status
jd__dict_codes(struct jd__dict *dict, const struct jd_value *values, size_t n,
    uint32_t *out_codes, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    size_t at = 0;
    for (; at < n && is_ascending(dict) && status == JD_OK; at++) {
        out_codes[at] = JD_NONE;
        if (values[at].type != JD_TYPE_NULL)
            status = jd__dict_code(dict, values[at], &out_codes[at], err);
    }
    for (; at < n && status == JD_OK; at += WINDOW)
        status = code_window(
            dict, &values[at], n - at < WINDOW ? n - at : WINDOW, &out_codes[at], err);
    return status;
}

/* The code of a number among ascending ones.  Most ids have no gap, so the place is known. */
static uint32_t
find_ascending(const struct jd__dict *dict, int64_t number)
{
    const int64_t *numbers = dict->numbers.data;
    uint32_t low = 0, high = dict->n;
    if (high == 0 || number < numbers[0] || number > numbers[high - 1])
        return JD_NONE;
    uint64_t place = (uint64_t)number - (uint64_t)numbers[0];
    if ((uint64_t)numbers[high - 1] - (uint64_t)numbers[0] == high - 1)
        return (uint32_t)place;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (numbers[middle] <= number)
            low = middle;
        else
            high = middle;
    }
    return numbers[low] == number ? low : JD_NONE;
}

uint32_t
jd__dict_find(const struct jd__dict *dict, struct jd_value value)
{
    if (value.type != dict->type)
        return JD_NONE;
    if (is_ascending(dict))
        return find_ascending(dict, value.integer);
    if (dict->n_slots == 0)
        return JD_NONE;
    size_t slot = find_slot(dict, &value, half(hash_of(&value)));
    return dict->slots[slot] != 0 ? code_in(dict->slots[slot]) : JD_NONE;
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
