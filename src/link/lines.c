/* SPDX-License-Identifier: Apache-2.0 */
/* lines.c - from columns of numbers to lines of records. */
#include "link/lines.h"

#include "base/alloc.h"
#include "base/error.h"
#include "os/pages.h"
#include "os/thread.h"

/* Bytes of a line of a cache; and its words. */
#define CACHE_LINE ((size_t)64)
#define CACHE_WORDS ((size_t)16)

/* Records that a thread lays at a time. */
#define PART ((uint32_t)1 << 16)

struct laying {
    const struct jd__lines *lines;
    const uint32_t *const *sources;
    uint32_t n_sources;
};

static enum jd_status
lay_part(void *ctx, uint32_t part, uint32_t thread, struct jd_error *err)
{
    const struct laying *laying = ctx;
    const struct jd__lines *lines = laying->lines;
    uint32_t first = part * PART;
    uint32_t end = lines->n - first < PART ? lines->n : first + PART;
    (void)thread;
    (void)err;
    for (uint32_t record = first; record < end; record++) {
        uint32_t *line = lines->words + record * lines->size;
        for (uint32_t i = laying->n_sources; i < lines->size; i++)
            line[i] = JD_NONE;
        for (uint32_t i = 0; i < laying->n_sources; i++)
            line[i] = laying->sources[i] != NULL ? laying->sources[i][record] : JD_NONE;
    }
    return JD_OK;
}

/* Words of a record: some fours, and no line of the cache is entered in vain. */
static size_t
size_of_line(uint32_t n_sources)
{
    size_t size = (n_sources + (size_t)3) / 4 * 4;
    return size > CACHE_WORDS / 2 ? (size + CACHE_WORDS - 1) / CACHE_WORDS * CACHE_WORDS
                                  : size;
}

enum jd_status
jd__lines_init(struct jd__lines *lines, const struct jd_alloc *alloc, uint32_t n_records,
    const uint32_t *const *sources, uint32_t n_sources, uint32_t threads,
    struct jd_error *err)
{
    size_t size = size_of_line(n_sources);
    size_t room_size = n_records * size * sizeof(*lines->words) + CACHE_LINE;
    void *room = jd__alloc_raw(alloc, room_size, 1);
    if (room == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for codes of %u records", n_records);
    jd__wish_large_pages(room, room_size); /* records are looked at in the order of keys */
    size_t over = (uintptr_t)room % CACHE_LINE;
    *lines = (struct jd__lines){
        (uint32_t *)(void *)((char *)room + (over > 0 ? CACHE_LINE - over : 0)), size,
        n_sources, n_records, room};
    struct laying laying = {lines, sources, n_sources};
    return jd__parallel(
        threads, n_records / PART + (n_records % PART > 0), lay_part, &laying, err);
}

void
jd__lines_done(struct jd__lines *lines, const struct jd_alloc *alloc)
{
    jd__alloc_free_array(
        alloc, lines->room, CACHE_LINE, lines->n * lines->size, sizeof(*lines->words));
    *lines = (struct jd__lines){0};
}
