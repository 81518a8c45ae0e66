/* SPDX-License-Identifier: Apache-2.0 */
/* truth.c - what is true of the nation. */
#include "synth/truth.h"

#include <stdio.h>

static const struct jd_column_spec record_columns[] = {{"agency", JD_TYPE_TEXT},
    {"kind", JD_TYPE_TEXT}, {"id", JD_TYPE_TEXT}, {"entity", JD_TYPE_INT}};
static const struct jd_column_spec case_columns[] = {{"case", JD_TYPE_TEXT},
    {"step", JD_TYPE_INT}, {"node", JD_TYPE_TEXT}, {"agency", JD_TYPE_TEXT},
    {"kind", JD_TYPE_TEXT}, {"id", JD_TYPE_TEXT}};
static const struct jd_column_spec decoy_columns[] = {{"why", JD_TYPE_TEXT},
    {"kind", JD_TYPE_TEXT}, {"agency_a", JD_TYPE_TEXT}, {"id_a", JD_TYPE_TEXT},
    {"agency_b", JD_TYPE_TEXT}, {"id_b", JD_TYPE_TEXT}};
static const struct jd_column_spec nowhere_columns[] = {{"start", JD_TYPE_TEXT}};
static const struct jd_column_spec event_columns[] = {
    {"agency", JD_TYPE_TEXT}, {"id", JD_TYPE_TEXT}, {"event", JD_TYPE_INT}};

enum jd_status
jd__truth_init(struct jd__truth *truth, const struct jd_alloc *alloc, struct jd_error *err)
{
    enum jd_status status =
        jd_table_new(alloc, "records", record_columns, 4, &truth->records, err);
    if (status == JD_OK)
        status = jd_table_new(alloc, "cases", case_columns, 6, &truth->cases, err);
    if (status == JD_OK)
        status = jd_table_new(alloc, "decoys", decoy_columns, 6, &truth->decoys, err);
    if (status == JD_OK)
        status = jd_table_new(alloc, "nowhere", nowhere_columns, 1, &truth->nowhere, err);
    if (status == JD_OK)
        status = jd_table_new(alloc, "events", event_columns, 3, &truth->events, err);
    return status;
}

void
jd__truth_done(struct jd__truth *truth)
{
    jd_table_free(truth->records);
    jd_table_free(truth->cases);
    jd_table_free(truth->decoys);
    jd_table_free(truth->nowhere);
    jd_table_free(truth->events);
    *truth = (struct jd__truth){0};
}

enum jd_status
jd__truth_finish(struct jd__truth *truth, struct jd_error *err)
{
    enum jd_status status = jd_table_finish(truth->records, err);
    if (status == JD_OK)
        status = jd_table_finish(truth->cases, err);
    if (status == JD_OK)
        status = jd_table_finish(truth->decoys, err);
    if (status == JD_OK)
        status = jd_table_finish(truth->nowhere, err);
    if (status == JD_OK)
        status = jd_table_finish(truth->events, err);
    return status;
}

static void
put_row(struct jd__part *part, struct jd_table *table, const struct jd_value *values,
    uint32_t n)
{
    for (uint32_t i = 0; i < n && part->status == JD_OK; i++)
        part->status = jd_table_put(table, i, values[i], &part->err);
}

static struct jd_value
agency_of(const struct jd__ref *ref)
{
    return jd_text(jd__agencies_of_nation[ref->who].id);
}

void
jd__truth_record(struct jd__part *part, const struct jd__ref *record, uint64_t entity)
{
    const struct jd_value row[] = {agency_of(record),
        jd_text(jd__table_name(record->table)), jd_text(record->id),
        jd_int((int64_t)entity)};
    put_row(part, part->truth.records, row, 4);
}

void
jd__truth_case(
    struct jd__part *part, const char *name, int step, const struct jd__ref *node)
{
    const bool is_event = node->table == JD__EVENT;
    const struct jd_value row[] = {jd_text(name), jd_int(step),
        jd_text(is_event ? "event" : "record"), agency_of(node),
        jd_text(jd__table_name(node->table)), jd_text(node->id)};
    put_row(part, part->truth.cases, row, 6);
}

void
jd__truth_decoy(struct jd__part *part, const char *why, const struct jd__ref *a,
    const struct jd__ref *b)
{
    const struct jd_value row[] = {jd_text(why), jd_text(jd__table_name(a->table)),
        agency_of(a), jd_text(a->id), agency_of(b), jd_text(b->id)};
    put_row(part, part->truth.decoys, row, 6);
}

void
jd__truth_nowhere(struct jd__part *part, const struct jd__ref *start)
{
    char name[128];
    (void)snprintf(name, sizeof(name), "%s/%s/%s", jd__agencies_of_nation[start->who].id,
        jd__table_name(start->table), start->id);
    const struct jd_value row[] = {jd_text(name)};
    put_row(part, part->truth.nowhere, row, 1);
}

void
jd__truth_event(struct jd__part *part, const struct jd__ref *row, uint64_t event)
{
    const struct jd_value cells[] = {
        agency_of(row), jd_text(row->id), jd_int((int64_t)event)};
    put_row(part, part->truth.events, cells, 3);
}
