/* SPDX-License-Identifier: Apache-2.0 */
/*
 * part.c - write records, events, roles and relations into a part of the nation.
 *
 * A tenth of rows becomes known two weeks to three months late; the roles of an event become
 * known with it.
 */
#include "base/alloc.h"
#include "base/calendar.h"
#include "base/error.h"
#include "synth/nation.h"
#include "synth/truth.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define STREAM_UNIT (4ull << 40)

enum { LATE_PER_100 = 10, LATE_DAYS = 14, LATEST_DAYS = 90 };

static void
rows_done(struct jd__sheet_rows *rows)
{
    jd__buf_done(&rows->text);
    jd_table_free(rows->table);
}

enum jd_status
jd__part_init(struct jd__part *part, const struct jd__nation *nation, struct jd_error *err)
{
    const struct jd__sheet *list = nation->sheets.list.data;
    const size_t n = nation->sheets.list.n;
    *part = (struct jd__part){.nation = nation};
    part->sheets = jd__alloc_array(&nation->alloc, 0, n, sizeof(*part->sheets));
    if (part->sheets == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for a part of the nation");
    enum jd_status status = JD_OK;
    for (size_t i = 0; i < n; i++)
        jd__buf_init(&part->sheets[i].text, &nation->alloc, 1, 0);
    for (size_t i = 0; i < n && status == JD_OK; i++)
        if (list[i].format == JD__PARQUET)
            status = jd__sheet_table(&list[i], &nation->alloc, &part->sheets[i].table, err);
    if (status == JD_OK)
        status = jd__truth_init(&part->truth, &nation->alloc, err);
    if (status != JD_OK)
        jd__part_done(part);
    return status;
}

enum jd_status
jd__part_finish(struct jd__part *part, struct jd_error *err)
{
    enum jd_status status = jd__truth_finish(&part->truth, err);
    for (size_t i = 0; i < part->nation->sheets.list.n && status == JD_OK; i++)
        if (part->sheets[i].table != NULL)
            status = jd_table_finish(part->sheets[i].table, err);
    return status;
}

void
jd__part_done(struct jd__part *part)
{
    if (part->nation == NULL)
        return;
    const size_t n = part->nation->sheets.list.n;
    for (size_t i = 0; part->sheets != NULL && i < n; i++)
        rows_done(&part->sheets[i]);
    jd__alloc_free(&part->nation->alloc, part->sheets, n * sizeof(*part->sheets));
    jd__truth_done(&part->truth);
    *part = (struct jd__part){0};
}

void
jd__part_unit(struct jd__part *part, uint64_t unit)
{
    part->unit = unit;
    part->random = jd__random_part(part->nation->seed, STREAM_UNIT + unit);
    memset(part->keys_used, 0, sizeof(part->keys_used));
    part->things_used = 0;
}

uint64_t
jd__below(struct jd__part *part, uint64_t n)
{
    return jd__random_below(&part->random, n);
}

bool
jd__chance(struct jd__part *part, uint64_t some, uint64_t of)
{
    return jd__random_below(&part->random, of) < some;
}

uint64_t
jd__entity_new(struct jd__part *part, enum jd__table table)
{
    return (uint64_t)table << 52 | (uint64_t)1 << 49 |
           (part->unit * JD__KEYS_OF_UNIT * 4 + part->things_used++);
}

uint64_t
jd__entity_of(enum jd__table table, uint64_t person)
{
    return (uint64_t)table << 52 | (uint64_t)(table != JD__PERSON) << 50 | person;
}

static uint64_t
key_new(struct jd__part *part, enum jd__who who)
{
    uint32_t used = part->keys_used[who]++;
    if (used >= JD__KEYS_OF_UNIT && part->status == JD_OK)
        part->status = jd__fail(
            &part->err, JD_E_LIMIT, "more than %d ids in one unit", JD__KEYS_OF_UNIT);
    return part->unit * JD__KEYS_OF_UNIT + used;
}

static void
write_row(struct jd__part *part, enum jd__who who, const struct jd__row *row,
    struct jd__part_in *roles, uint32_t n_roles)
{
    uint32_t number = 0;
    if (part->status != JD_OK)
        return;
    const struct jd__sheet *sheet =
        jd__sheets_find(&part->nation->sheets, (uint16_t)who, row, &number);
    part->status =
        jd__sheet_write(sheet, row, roles, n_roles, &part->sheets[number], &part->err);
}

static void
put_day(struct jd__row *row, enum jd__attribute attribute, int64_t day, int minute)
{
    char text[16];
    jd__format_day(day, text);
    if (minute < 0)
        jd__row_put(row, attribute, text);
    else
        jd__row_printf(row, attribute, "%sT%02d:%02d", text, minute / 60, minute % 60);
}

static void
put_known(struct jd__part *part, struct jd__row *row, int64_t day)
{
    if (jd__chance(part, LATE_PER_100, 100))
        day += LATE_DAYS + (int64_t)jd__below(part, LATEST_DAYS - LATE_DAYS);
    part->known_day = day < JD__LAST_DAY ? day : JD__LAST_DAY;
    put_day(row, JD__KNOWN_AT, part->known_day, -1);
}

struct jd__ref
jd__record_put(struct jd__part *part, enum jd__who who, struct jd__row *row,
    uint64_t entity, int64_t day)
{
    struct jd__ref ref = {.who = who, .table = row->table};
    if (row->at[JD__ID] == 0) {
        const char *pattern = jd__agencies_of_nation[who].record;
        jd__id_write(part->nation, who, pattern, key_new(part, who), day, ref.id);
        jd__row_put(row, JD__ID, ref.id);
    } else {
        (void)snprintf(ref.id, sizeof(ref.id), "%s", jd__row_get(row, JD__ID));
    }
    put_known(part, row, day);
    write_row(part, who, row, NULL, 0);
    jd__truth_record(part, &ref, entity);
    return ref;
}

void
jd__case_new(
    struct jd__part *part, enum jd__who who, int64_t day, char number[static JD__ID_SIZE])
{
    const char *pattern = jd__agencies_of_nation[who].number;
    jd__id_write(part->nation, who, pattern, key_new(part, who), day, number);
}

void
jd__happen(struct jd__part *part, struct jd__happening *event, enum jd__who who,
    const char *kind, int64_t day, int minute)
{
    event->who = who;
    event->day = day;
    event->n_roles = 0;
    const char *pattern = jd__agencies_of_nation[who].event;
    jd__id_write(part->nation, who, pattern, key_new(part, who), day, event->id);
    jd__row_start(&event->row, JD__EVENT);
    jd__row_put(&event->row, JD__ID, event->id);
    jd__row_put(&event->row, JD__KIND, kind);
    put_day(&event->row, JD__AT, day, minute);
}

void
jd__happen_case(struct jd__happening *event, enum jd__who who, const char *number)
{
    const char *before = jd__row_get(&event->row, JD__CASE_NUMBERS);
    const char *comma = before[0] != '\0' ? ";" : "";
    if (who == event->who)
        jd__row_printf(&event->row, JD__CASE_NUMBERS, "%s%s%s", before, comma, number);
    else
        jd__row_printf(&event->row, JD__CASE_NUMBERS, "%s%s%s/case/%s", before, comma,
            jd__agencies_of_nation[who].id, number);
}

void
jd__happen_role(struct jd__happening *event, const char *role, const struct jd__ref *record)
{
    if (record->who == JD__NOBODY ||
        event->n_roles == sizeof(event->roles) / sizeof(event->roles[0]))
        return;
    struct jd__part_in *in = &event->roles[event->n_roles++];
    *in = (struct jd__part_in){.kind = record->table, .who = record->who, .role = role};
    memcpy(in->id, record->id, sizeof(in->id));
    in->written = false;
}

struct jd__ref
jd__happened(struct jd__part *part, struct jd__happening *event)
{
    struct jd__ref ref = {.who = event->who, .table = JD__EVENT};
    memcpy(ref.id, event->id, sizeof(ref.id));
    put_known(part, &event->row, event->day);
    write_row(part, event->who, &event->row, event->roles, event->n_roles);
    for (uint32_t i = 0; i < event->n_roles; i++) {
        const struct jd__part_in *in = &event->roles[i];
        struct jd__row row;
        if (in->written)
            continue;
        jd__row_start(&row, JD__ROLE);
        jd__row_put(&row, JD__KIND, jd__table_name(in->kind));
        jd__row_put(&row, JD__RECORD_ID, in->id);
        if (in->who != (int)event->who)
            jd__row_put(&row, JD__RECORD_AGENCY, jd__agencies_of_nation[in->who].id);
        jd__row_put(&row, JD__EVENT_ID, event->id);
        jd__row_put(&row, JD__ROLE_NAME, in->role);
        jd__row_put(&row, JD__CLASS, jd__row_get(&event->row, JD__CLASS));
        jd__row_put(&row, JD__KNOWN_AT, jd__row_get(&event->row, JD__KNOWN_AT));
        write_row(part, event->who, &row, NULL, 0);
    }
    return ref;
}

void
jd__relate(struct jd__part *part, enum jd__who who, const char *kind,
    const struct jd__ref *from, const struct jd__ref *to, int64_t first, int64_t last)
{
    struct jd__row row;
    if (from->who == JD__NOBODY || to->who == JD__NOBODY)
        return;
    jd__row_start(&row, JD__RELATION);
    jd__row_put(&row, JD__KIND, kind);
    jd__row_put(&row, JD__FROM_KIND, jd__table_name(from->table));
    jd__row_put(&row, JD__FROM_ID, from->id);
    if (from->who != who)
        jd__row_put(&row, JD__FROM_AGENCY, jd__agencies_of_nation[from->who].id);
    jd__row_put(&row, JD__TO_KIND, jd__table_name(to->table));
    jd__row_put(&row, JD__TO_ID, to->id);
    if (to->who != who)
        jd__row_put(&row, JD__TO_AGENCY, jd__agencies_of_nation[to->who].id);
    if (first >= 0)
        put_day(&row, JD__FROM, first, -1);
    if (last >= 0)
        put_day(&row, JD__UNTIL, last, -1);
    put_day(&row, JD__KNOWN_AT, part->known_day, -1);
    write_row(part, who, &row, NULL, 0);
}
