/* SPDX-License-Identifier: Apache-2.0 */
/* part_support.h - a nation in standard names and a part of it, read back row by row. */
#ifndef PART_SUPPORT_H
#define PART_SUPPORT_H

#include "jd_test.h"

#include "base/str.h"
#include "synth/life.h"

#include <stdlib.h>
#include <string.h>

/* Every key "agency/kind/id" that a part wrote; sorted. */
struct keys {
    char (*items)[96];
    size_t n;
};

/* A nation whose agencies all write standard names, so that a test can read them. */
static inline void
plain_nation(struct jd__nation *nation, uint64_t n_people, uint64_t seed)
{
    struct jd_error err = {0};
    assert_jd_ok(jd__nation_init(nation, NULL, n_people, seed, &err));
    jd__sheets_done(&nation->sheets);
    jd__sheets_init(&nation->sheets, NULL);
    for (unsigned who = 0; who < JD__N_WHO; who++)
        assert_jd_ok(jd__sheets_add(&nation->sheets, (uint16_t)who,
            jd__agencies_of_nation[who].id, (struct jd_str){NULL, 0}, &err));
}

static inline int
by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

static inline void
add_key(
    struct keys *keys, const char *agency, const char *kind, const char *id, size_t id_size)
{
    keys->items = realloc(keys->items, (keys->n + 1) * sizeof(*keys->items));
    const int room = 32; /* of an id */
    (void)snprintf(keys->items[keys->n++], sizeof(*keys->items), "%.40s/%.16s/%.*s", agency,
        kind, (int)id_size < room ? (int)id_size : room, id);
}

/* Call for each line of a sheet; fields are cut at commas (ids hold none). */
typedef void (*row_taker)(
    void *ctx, const struct jd__sheet *sheet, char **fields, size_t n_fields);

static inline void
each_row(const struct jd__part *part, enum jd__table table, row_taker take, void *ctx)
{
    const struct jd__sheet *list = part->nation->sheets.list.data;
    for (size_t i = 0; i < part->nation->sheets.list.n; i++) {
        const struct jd__buf *text = &part->sheets[i].text;
        if (list[i].table != table || text->n == 0)
            continue;
        char *copy = malloc(text->n + 1);
        memcpy(copy, text->data, text->n);
        copy[text->n] = '\0';
        for (char *line = copy; *line != '\0';) {
            char *end = strchr(line, '\n');
            char *fields[40];
            size_t n = 0;
            *end = '\0';
            for (char *at = line; at != NULL && n < 40; n++) {
                fields[n] = at;
                at = strchr(at, ',');
                if (at != NULL)
                    *at++ = '\0';
            }
            take(ctx, &list[i], fields, n);
            line = end + 1;
        }
        free(copy);
    }
}

static inline bool
has_key(const struct keys *keys, const char *agency, const char *kind, const char *id)
{
    char key[96];
    (void)snprintf(key, sizeof(key), "%s/%s/%s", agency, kind, id);
    return bsearch(key, keys->items, keys->n, sizeof(*keys->items), by_text) != NULL;
}

#endif
