/* SPDX-License-Identifier: Apache-2.0 */
/*
 * census.c - names by frequency.
 *
 * Format of the files: "name,weight" lines under a heading; weight is thousandths of a per
 * cent of the population.  Names of weight 0 (the tail) share what is left of the 100,000.
 */
#include "synth/census.h"

#include "base/error.h"
#include "base/number.h"
#include "base/str.h"
#include "synth/embedded.h"

enum { WHOLE = 100000, FINE = 1000 };

static struct jd_str
embedded(const char *path)
{
    for (size_t i = 0; i < jd__embedded_n_files; i++)
        if (strcmp(jd__embedded_files[i].path, path) == 0)
            return jd__embedded_files[i].text;
    return (struct jd_str){NULL, 0};
}

/* Cut the next line "a,b" off `text`; false at its end. */
static bool
next_pair(struct jd_str *text, struct jd_str *out_a, struct jd_str *out_b)
{
    if (text->size == 0)
        return false;
    const char *end = memchr(text->data, '\n', text->size);
    size_t size = end != NULL ? (size_t)(end - text->data) : text->size;
    const char *comma = memchr(text->data, ',', size);
    size_t a_size = comma != NULL ? (size_t)(comma - text->data) : size;
    *out_a = (struct jd_str){text->data, a_size};
    *out_b =
        (struct jd_str){text->data + a_size + 1, size > a_size ? size - a_size - 1 : 0};
    text->data += size + (end != NULL);
    text->size -= size + (end != NULL);
    return true;
}

/* The weight of one tail name: what the listed ones leave, shared. */
static uint32_t
tail_weight(struct jd_str text)
{
    struct jd_str name;
    struct jd_str weight;
    int64_t sum = 0;
    int64_t n = 0;
    while (next_pair(&text, &name, &weight)) {
        int64_t value = 0;
        if (jd__parse_int(weight, &value) && value > 0)
            sum += value;
        else
            n++;
    }
    return n > 0 && sum < WHOLE ? (uint32_t)((WHOLE - sum) * FINE / n) : 0;
}

static enum jd_status
list_init(struct jd__name_list *list, const struct jd_alloc *alloc, const char *path,
    struct jd_error *err)
{
    jd__buf_init(&list->text, alloc, 1, 0);
    jd__buf_init(&list->entries, alloc, sizeof(struct jd__name_entry), 0);
    struct jd_str text = embedded(path);
    struct jd_str name;
    struct jd_str weight;
    if (!next_pair(&text, &name, &weight))
        return jd__fail(err, JD_E_CORRUPT, "%s: not in this library", path);
    const uint32_t tail = tail_weight(text);
    enum jd_status status = JD_OK;
    while (status == JD_OK && next_pair(&text, &name, &weight)) {
        int64_t value = 0;
        bool listed = jd__parse_int(weight, &value) && value > 0;
        list->total += listed ? (uint32_t)value * FINE : tail;
        struct jd__name_entry entry = {(uint32_t)list->text.n, list->total};
        status = jd__buf_append(&list->entries, &entry, 1, err);
        if (status == JD_OK)
            status = jd__buf_text(&list->text, name, err);
        if (status == JD_OK)
            status = jd__buf_append(&list->text, "", 1, err);
    }
    return status;
}

/* Pairs are kept as pointers, so the text is copied whole before the first one is made. */
static enum jd_status
nicknames_init(struct jd__census *census, struct jd_error *err)
{
    struct jd_str text = embedded("data/nicknames.csv");
    if (text.size == 0)
        return jd__fail(err, JD_E_CORRUPT, "data/nicknames.csv: not in this library");
    enum jd_status status = jd__buf_text(&census->nickname_text, text, err);
    if (status != JD_OK)
        return status;
    char *copy = census->nickname_text.data;
    struct jd_str rest = {copy, text.size};
    struct jd_str name;
    struct jd_str nickname;
    (void)next_pair(&rest, &name, &nickname); /* the heading */
    while (status == JD_OK && next_pair(&rest, &name, &nickname)) {
        size_t at = (size_t)(name.data - copy);
        copy[at + name.size] = '\0';
        copy[at + name.size + 1 + nickname.size] = '\0';
        struct jd__nickname pair = {copy + at, copy + at + name.size + 1};
        status = jd__buf_append(&census->nicknames, &pair, 1, err);
    }
    return status;
}

enum jd_status
jd__census_init(
    struct jd__census *census, const struct jd_alloc *alloc, struct jd_error *err)
{
    *census = (struct jd__census){0};
    jd__buf_init(&census->nickname_text, alloc, 1, 0);
    jd__buf_init(&census->nicknames, alloc, sizeof(struct jd__nickname), 0);
    enum jd_status status = list_init(&census->last, alloc, "data/last.csv", err);
    if (status == JD_OK)
        status = list_init(&census->female, alloc, "data/first-female.csv", err);
    if (status == JD_OK)
        status = list_init(&census->male, alloc, "data/first-male.csv", err);
    if (status == JD_OK)
        status = nicknames_init(census, err);
    if (status != JD_OK)
        jd__census_done(census);
    return status;
}

static void
list_done(struct jd__name_list *list)
{
    jd__buf_done(&list->text);
    jd__buf_done(&list->entries);
}

void
jd__census_done(struct jd__census *census)
{
    list_done(&census->last);
    list_done(&census->female);
    list_done(&census->male);
    jd__buf_done(&census->nickname_text);
    jd__buf_done(&census->nicknames);
}

uint32_t
jd__name_draw(const struct jd__name_list *list, struct jd__random *random)
{
    const struct jd__name_entry *entries = list->entries.data;
    uint64_t drawn = jd__random_below(random, list->total);
    size_t low = 0;
    size_t high = list->entries.n - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (drawn < entries[middle].until)
            high = middle;
        else
            low = middle + 1;
    }
    return (uint32_t)low;
}

const char *
jd__name_text(const struct jd__name_list *list, uint32_t number)
{
    const struct jd__name_entry *entries = list->entries.data;
    const char *text = list->text.data;
    return text + entries[number].start;
}

uint32_t
jd__name_weight(const struct jd__name_list *list, uint32_t number)
{
    const struct jd__name_entry *entries = list->entries.data;
    return entries[number].until - (number > 0 ? entries[number - 1].until : 0);
}

const char *
jd__nickname_draw(
    const struct jd__census *census, const char *name, struct jd__random *random)
{
    const struct jd__nickname *pairs = census->nicknames.data;
    size_t low = 0;
    size_t high = census->nicknames.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(pairs[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    size_t n = 0;
    while (low + n < census->nicknames.n && strcmp(pairs[low + n].name, name) == 0)
        n++;
    return n == 0 ? NULL : pairs[low + jd__random_below(random, n)].nickname;
}
