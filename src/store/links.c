/* SPDX-License-Identifier: Apache-2.0 */
/*
 * links.c - links as bytes.
 *
 * Format, in the terms of wire.h:
 *
 *     text kind, text model, number n_levels,
 *     number n_ends, n_ends times: text agency (a null: as before), text id
 *     number n_links, n_links times: number a, number b (of the ends),
 *         u64 weight, u64 probability (bits of a double), u64 rules, u8 band,
 *         n_levels times: u8 gamma, u32 term frequency's part (bits of a float)
 *
 * Records are named by agency and id, not by number: a number means something in one build of
 * the facts only.
 */
#include "store/links.h"

#include "store/frame.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"

#include <inttypes.h>

/* ---- write ---- */

/* Bytes of a link besides its ends' numbers and levels; of a level. */
enum { FIXED = 25, LEVEL = 5 };

/* Bytes of the numbers of a link's ends, and of the names of two records that no other names. */
enum { NUMBERS = 10, NAMES = 512 };

uint32_t
jd__links_of_entry(uint32_t n_levels)
{
    return JD__LIMIT_PAYLOAD / 2 / (FIXED + LEVEL * n_levels + NUMBERS + NAMES);
}

/* Number the records that the links name, by their number in the facts: numbers[record] is
 * its place among the ends, JD_NONE for those that are not named. */
static enum jd_status
number_ends(const struct jd__facts *facts, const struct jd__store_links *links,
    uint32_t kind, uint32_t *numbers, struct jd_error *err)
{
    size_t n = facts->records.n;
    for (uint32_t i = 0; i < links->n; i++) {
        const uint32_t ends[2] = {links->links[i].a, links->links[i].b};
        for (int k = 0; k < 2; k++) {
            if (ends[k] >= n || jd__records(facts)[ends[k]].kind != kind)
                return jd__fail(
                    err, JD_E_ARG, "link %" PRIu32 " names no record of its kind", i);
            numbers[ends[k]] = 0;
        }
    }
    for (size_t r = 0, next = 0; r < n; r++)
        if (numbers[r] != JD_NONE)
            numbers[r] = (uint32_t)next++;
    return JD_OK;
}

static enum jd_status
write_ends(struct jd__buf *out, const struct jd__facts *facts, const uint32_t *numbers,
    struct jd_error *err)
{
    uint64_t n = 0;
    uint32_t last = JD_NONE;
    for (size_t r = 0; r < facts->records.n; r++)
        n += numbers[r] != JD_NONE;
    enum jd_status status = jd__wire_number(out, n, err);
    for (size_t r = 0; r < facts->records.n && status == JD_OK; r++) {
        if (numbers[r] == JD_NONE)
            continue;
        const struct jd__record *record = &jd__records(facts)[r];
        struct jd_str agency = {NULL, 0};
        if (record->agency != last)
            agency = jd__facts_text(facts, jd__agencies(facts)[record->agency].id);
        last = record->agency;
        status = jd__wire_text(out, agency, err);
        if (status == JD_OK)
            status = jd__wire_text(out, jd__facts_text(facts, record->id), err);
    }
    return status;
}

static enum jd_status
write_link(struct jd__buf *out, const struct jd__store_links *links,
    const uint32_t *numbers, uint32_t i, struct jd_error *err)
{
    const struct jd__link *link = &links->links[i];
    uint8_t bytes[FIXED + LEVEL * JD__LIMIT_LEVELS];
    uint64_t weight = 0, probability = 0;
    memcpy(&weight, &link->weight, sizeof(weight));
    memcpy(&probability, &link->probability, sizeof(probability));
    jd__put_le(bytes, weight, 8);
    jd__put_le(bytes + 8, probability, 8);
    jd__put_le(bytes + 16, link->rules, 8);
    bytes[24] = link->band;
    for (uint32_t k = 0; k < links->n_levels; k++) {
        const struct jd__evidence *level = &links->evidence[link->evidence + k];
        uint32_t part = 0;
        memcpy(&part, &level->tf_weight, sizeof(part));
        bytes[FIXED + LEVEL * (size_t)k] = (uint8_t)level->gamma;
        jd__put_le(bytes + FIXED + LEVEL * (size_t)k + 1, part, 4);
    }
    enum jd_status status = jd__wire_number(out, numbers[link->a], err);
    if (status == JD_OK)
        status = jd__wire_number(out, numbers[link->b], err);
    if (status == JD_OK)
        status = jd__buf_append(out, bytes, FIXED + (size_t)LEVEL * links->n_levels, err);
    return status;
}

enum jd_status
jd__links_write(struct jd__buf *out, const struct jd__facts *facts,
    const struct jd__store_links *links, struct jd_error *err)
{
    if (links->n_levels > JD__LIMIT_LEVELS)
        return jd__fail(
            err, JD_E_LIMIT, "a model has more than %u comparisons", JD__LIMIT_LEVELS);
    size_t n = facts->records.n + 1;
    uint32_t *numbers = jd__alloc_array(&facts->alloc, 0, n, sizeof(*numbers));
    if (numbers == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for links");
    memset(numbers, 0xFF, n * sizeof(*numbers)); /* JD_NONE */
    uint32_t kind = jd__facts_kind(facts, links->kind);
    enum jd_status status = number_ends(facts, links, kind, numbers, err);
    if (status == JD_OK)
        status = jd__wire_text(out, links->kind, err);
    if (status == JD_OK)
        status = jd__wire_text(out, links->model, err);
    if (status == JD_OK)
        status = jd__wire_number(out, links->n_levels, err);
    if (status == JD_OK)
        status = write_ends(out, facts, numbers, err);
    if (status == JD_OK)
        status = jd__wire_number(out, links->n, err);
    for (uint32_t i = 0; i < links->n && status == JD_OK; i++)
        status = write_link(out, links, numbers, i, err);
    jd__alloc_free(&facts->alloc, numbers, n * sizeof(*numbers));
    return status;
}

/* ---- read ---- */

enum jd_status
jd__links_read_start(const struct jd_alloc *alloc, struct jd_str head,
    struct jd__links_read *out_read, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    struct jd__links_read read = {.links = jd__reader_of(head)};
    struct jd__reader *reader = &read.links;
    jd__buf_init(&read.ends, alloc, sizeof(struct jd__link_end), 0);
    read.kind = jd__read_text(reader);
    read.model = jd__read_text(reader);
    uint64_t n_levels = jd__read_number(reader);
    uint64_t n_ends = jd__read_number(reader);
    struct jd__link_end end = {{NULL, 0}, {NULL, 0}};
    bool is_good = read.kind.data != NULL && n_levels <= JD__LIMIT_LEVELS;
    for (uint64_t i = 0; i < n_ends && is_good && !reader->bad && status == JD_OK; i++) {
        struct jd_str agency = jd__read_text(reader);
        if (agency.data != NULL)
            end.agency = agency;
        end.id = jd__read_text(reader);
        is_good = end.agency.data != NULL && end.id.data != NULL;
        status = jd__buf_append(&read.ends, &end, 1, err);
    }
    uint64_t n = jd__read_number(reader);
    if (status == JD_OK && (!is_good || reader->bad || n >= JD_NONE))
        status = jd__fail(err, JD_E_CORRUPT, "journal: an entry of links is malformed");
    if (status != JD_OK) {
        jd__buf_done(&read.ends);
        return status;
    }
    read.n_levels = (uint32_t)n_levels;
    read.n = (uint32_t)n;
    *out_read = read;
    return JD_OK;
}

bool
jd__links_read_next(struct jd__links_read *read, struct jd__link *out_link,
    struct jd__evidence out_evidence[static JD__LIMIT_LEVELS])
{
    struct jd__reader *reader = &read->links;
    if (read->n == 0)
        return false;
    read->n--;
    uint64_t a = jd__read_number(reader), b = jd__read_number(reader);
    uint64_t weight = jd__read_le(reader, 8), probability = jd__read_le(reader, 8);
    *out_link = (struct jd__link){.a = (uint32_t)a, .b = (uint32_t)b};
    memcpy(&out_link->weight, &weight, sizeof(weight));
    memcpy(&out_link->probability, &probability, sizeof(probability));
    out_link->rules = jd__read_le(reader, 8);
    out_link->band = (uint8_t)jd__read_le(reader, 1);
    for (uint32_t k = 0; k < read->n_levels; k++) {
        out_evidence[k].gamma = (int8_t)jd__read_le(reader, 1);
        uint32_t part = (uint32_t)jd__read_le(reader, 4);
        memcpy(&out_evidence[k].tf_weight, &part, sizeof(part));
    }
    if (a >= read->ends.n || b >= read->ends.n || out_link->band > JD__JOINED)
        reader->bad = true;
    return !reader->bad;
}

void
jd__links_done(struct jd__links_read *read)
{
    jd__buf_done(&read->ends);
}
