/* SPDX-License-Identifier: Apache-2.0 */
/* ends.c - the order of a key's texts is that of schema_table.c; here it has its meaning. */
#include "store/ends.h"

#include "base/str.h"
#include "store/wire.h"

void
jd__key_texts(struct jd_str key, struct jd_str out[static JD__MOST_KEYS])
{
    struct jd__reader reader = jd__reader_of(key);
    for (uint32_t i = 0; i < JD__MOST_KEYS; i++)
        out[i] = jd__read_text(&reader);
}

/* The table of an end's kind: of records, or that of events. */
static const struct jd__schema *
table_of(struct jd_str kind)
{
    const struct jd__schema *schema = jd__schema_find(kind);
    bool is_node = schema != NULL &&
                   (schema->noun == JD__NOUN_RECORD || schema->noun == JD__NOUN_EVENT);
    return is_node ? schema : NULL;
}

void
jd__key_ends(enum jd__noun noun, struct jd_str key, struct jd__end out[static 2])
{
    struct jd_str k[JD__MOST_KEYS];
    jd__key_texts(key, k);
    if (noun == JD__NOUN_ROLE) {
        out[0] = (struct jd__end){table_of(k[0]), k[2], k[1], "kind", "record_id"};
        out[1] = (struct jd__end){table_of(jd__str("event")), k[4], k[3], "", "event_id"};
    } else if (noun == JD__NOUN_RELATION) {
        out[0] = (struct jd__end){table_of(k[1]), k[3], k[2], "from_kind", "from_id"};
        out[1] = (struct jd__end){table_of(k[4]), k[6], k[5], "to_kind", "to_id"};
    } else {
        out[0] = (struct jd__end){table_of(k[1]), k[2], k[3], "record_kind", "a_id"};
        out[1] = (struct jd__end){table_of(k[1]), k[4], k[5], "record_kind", "b_id"};
    }
    /* A role is of a record, an assertion is on two of them; neither is of an event. */
    for (int i = 0; i < 2; i++)
        if (noun != JD__NOUN_RELATION && !(noun == JD__NOUN_ROLE && i == 1) &&
            out[i].schema != NULL && out[i].schema->noun != JD__NOUN_RECORD)
            out[i].schema = NULL;
}
