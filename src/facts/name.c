/* SPDX-License-Identifier: Apache-2.0 */
/*
 * name.c - AGENCY/KIND/ID: how people name records, events and cases; and look-ups by text.
 *
 * A name splits at its first two slashes, so an id may hold slashes of its own.
 */
#include "facts/facts.h"

#include "base/error.h"
#include "base/str.h"

#include <string.h>

uint32_t
jd__facts_agency(const struct jd__facts *facts, struct jd_str id)
{
    jd_word word = jd__facts_find_word(facts, id);
    for (uint32_t i = 0; word != JD_NONE && i < facts->agencies.n; i++)
        if (jd__agencies(facts)[i].id == word)
            return i;
    return JD_NONE;
}

uint32_t
jd__facts_kind(const struct jd__facts *facts, struct jd_str name)
{
    jd_word word = jd__facts_find_word(facts, name);
    for (uint32_t i = 0; word != JD_NONE && i < facts->kinds.n; i++)
        if (jd__kinds(facts)[i].name == word)
            return i;
    return JD_NONE;
}

struct jd_value
jd__facts_attribute(const struct jd__facts *facts, uint32_t record, const char *column)
{
    const struct jd__record *r = &jd__records(facts)[record];
    const struct jd_table *table = jd__kinds(facts)[r->kind].attributes;
    uint32_t c = table != NULL ? jd_table_find(table, column) : JD_NONE;
    return c == JD_NONE ? jd_null() : jd_table_get(table, c, r->row);
}

struct jd_value
jd__facts_event_attribute(const struct jd__facts *facts, uint32_t event, const char *column)
{
    const struct jd_table *table = facts->event_attributes;
    uint32_t c = table != NULL ? jd_table_find(table, column) : JD_NONE;
    return c == JD_NONE ? jd_null() : jd_table_get(table, c, jd__events(facts)[event].row);
}

/* The part before the next slash; the rest goes on behind it. */
static bool
cut(struct jd_str *rest, struct jd_str *out_part)
{
    const char *slash = rest->size > 0 ? memchr(rest->data, '/', rest->size) : NULL;
    if (slash == NULL)
        return false;
    *out_part = (struct jd_str){rest->data, (size_t)(slash - rest->data)};
    *rest = (struct jd_str){slash + 1, rest->size - out_part->size - 1};
    return true;
}

enum jd_status
jd__facts_name(const struct jd__facts *facts, struct jd_str name, struct jd__name *out_name,
    struct jd_error *err)
{
    struct jd_str agency_id = {0}, kind_name = {0};
    if (!cut(&name, &agency_id) || !cut(&name, &kind_name) || name.size == 0)
        return jd__fail(err, JD_E_ARG, "a name has the form AGENCY/KIND/ID");
    uint32_t agency = jd__facts_agency(facts, agency_id);
    jd_word id = jd__facts_find_word(facts, name);
    struct jd__name found = {JD__NAME_RECORD, JD_NONE};
    if (agency != JD_NONE && id != JD_NONE) {
        if (jd__str_is(kind_name, "event")) {
            found = (struct jd__name){JD__NAME_EVENT, jd__facts_event(facts, agency, id)};
        } else if (jd__str_is(kind_name, "case")) {
            found = (struct jd__name){JD__NAME_CASE, jd__facts_case(facts, agency, id)};
        } else {
            uint32_t kind = jd__facts_kind(facts, kind_name);
            if (kind != JD_NONE)
                found.number = jd__facts_record(facts, agency, kind, id);
        }
    }
    if (found.number == JD_NONE)
        return jd__fail(err, JD_E_NOT_FOUND, "no such record, event or case");
    *out_name = found;
    return JD_OK;
}

enum jd_status
jd__facts_write_name(const struct jd__facts *facts, struct jd__name name,
    struct jd__buf *out, struct jd_error *err)
{
    uint32_t agency = 0;
    jd_word id = JD_NONE;
    struct jd_str kind = {0};
    if (name.kind == JD__NAME_RECORD) {
        const struct jd__record *record = &jd__records(facts)[name.number];
        agency = record->agency;
        id = record->id;
        kind = jd__facts_text(facts, jd__kinds(facts)[record->kind].name);
    } else if (name.kind == JD__NAME_EVENT) {
        agency = jd__events(facts)[name.number].agency;
        id = jd__events(facts)[name.number].id;
        kind = jd__str("event");
    } else {
        agency = jd__cases(facts)[name.number].agency;
        id = jd__cases(facts)[name.number].number;
        kind = jd__str("case");
    }
    const struct jd_str parts[] = {jd__facts_text(facts, jd__agencies(facts)[agency].id),
        jd__str("/"), kind, jd__str("/"), jd__facts_text(facts, id)};
    enum jd_status status = JD_OK;
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]) && status == JD_OK; i++)
        status = jd__buf_text(out, parts[i], err);
    return status;
}
