/* SPDX-License-Identifier: Apache-2.0 */
/*
 * facts.h - the nouns as typed columns: agencies, records, events, roles, relations, cases,
 * links, assertions.
 *
 * One `struct jd__facts` is what was known at one moment.  It is built once (store does it),
 * then finished: from there on it never changes and any number of threads may read it.  What an
 * asker may see of it is a view (view.h).
 */
#ifndef JD_FACTS_FACTS_H
#define JD_FACTS_FACTS_H

#include "data/table.h"

/* A row of a node that may be a record or an event: records are plain, events have this bit. */
#define JD__EVENT_BIT 0x80000000u

/* A moment that is not known. */
#define JD__NO_TIME INT64_MIN

/* A text that many rows share, as a code into facts->words; JD_NONE is null. */
typedef uint32_t jd_word;

/* When something happened: microseconds UTC, earliest and latest; JD__NO_TIME both: unknown. */
struct jd__span {
    int64_t earliest;
    int64_t latest;
};

struct jd__agency {
    jd_word id;
    jd_word name;
    jd_word kind; /* police, laboratory, court ... */
    jd_word country;
    jd_word contact;
};

/* What every row may carry. */
struct jd__control {
    jd_word item_class; /* juvenile, sealed, part2 ... */
    jd_word handling;
    jd_word source_grade;      /* A B C X */
    jd_word information_grade; /* 1 2 3 4 */
    int64_t known_from;        /* microseconds; when this version became known */
};

struct jd__record {
    uint16_t agency;
    uint16_t kind; /* index into facts->kinds */
    jd_word id;
    uint32_t row; /* of its kind's table of attributes */
    struct jd__control control;
};

struct jd__event {
    uint16_t agency;
    jd_word id;
    jd_word kind;
    struct jd__span at;
    struct jd__span until;
    uint32_t row; /* of facts->event_attributes */
    struct jd__control control;
};

struct jd__role {
    uint32_t record;
    uint32_t event;
    jd_word role;
    struct jd__control control;
};

struct jd__relation {
    jd_word kind;
    uint32_t from; /* record, or event with JD__EVENT_BIT */
    uint32_t to;
    struct jd__span valid_from;  /* unknown: always */
    struct jd__span valid_until; /* unknown: still */
    uint16_t agency;             /* who says so */
    struct jd__control control;
};

/* The events that carry one case number of one agency. */
struct jd__case {
    uint16_t agency;
    jd_word number;
};

enum jd__band { JD__APART = 0, JD__POSSIBLE = 1, JD__JOINED = 2 };

/* Two records of one kind that may be the same. */
struct jd__link {
    uint32_t a; /* the smaller record */
    uint32_t b;
    double weight; /* bits */
    double probability;
    uint64_t rules; /* blocking rules that yield the pair */
    uint32_t
        evidence; /* where its levels start in facts->evidence; n of them by kind's model */
    uint8_t band; /* enum jd__band */
};

/* What one comparison said of a link. */
struct jd__evidence {
    int8_t gamma;
    float tf_weight;
};

/* A person's or court's word on two records. */
struct jd__assertion {
    uint32_t a;
    uint32_t b;
    bool apart; /* cannot-link; else must-link */
    jd_word basis;
    jd_word reason;
    struct jd__control control;
};

struct jd__kind {
    jd_word name;
    struct jd_table *attributes; /* owned; a row for each record of the kind, finished */
};

/* Rows that hang on each of n nodes: those of node i are items[starts[i]] .. [starts[i + 1]]. */
struct jd__hang {
    uint32_t *starts; /* n + 1 */
    uint32_t *items;
    uint32_t n;
    uint32_t n_items;
};

struct jd__facts {
    struct jd_alloc alloc;
    struct jd__dict *words;
    struct jd__buf agencies;           /* struct jd__agency */
    struct jd__buf kinds;              /* struct jd__kind */
    struct jd__buf records;            /* struct jd__record */
    struct jd__buf events;             /* struct jd__event */
    struct jd__buf roles;              /* struct jd__role */
    struct jd__buf relations;          /* struct jd__relation */
    struct jd__buf cases;              /* struct jd__case */
    struct jd__buf event_cases;        /* struct jd__event_case, as added */
    struct jd__buf assertions;         /* struct jd__assertion */
    struct jd__buf links;              /* struct jd__link */
    struct jd__buf evidence;           /* struct jd__evidence */
    struct jd_table *event_attributes; /* owned; a row for each event; may be NULL */

    /* Made by jd__facts_finish(): */
    struct jd__hang record_roles;     /* record -> roles */
    struct jd__hang event_roles;      /* event -> roles */
    struct jd__hang record_relations; /* record -> relations, either end */
    struct jd__hang event_relations;  /* event -> relations, either end */
    struct jd__hang record_links;     /* record -> links, either end */
    struct jd__hang cases_of_event;   /* event -> cases */
    struct jd__hang events_of_case;   /* case -> events */
    uint32_t *record_slots;           /* (agency, kind, id) -> record + 1 */
    uint32_t *event_slots;            /* (agency, id) -> event + 1 */
    uint32_t *case_slots;             /* (agency, number) -> case + 1 */
    size_t n_record_slots, n_event_slots, n_case_slots;
    bool finished;
};

struct jd__event_case {
    uint32_t event;
    uint32_t of_case;
};

/* Typed looks into the buffers. */
static inline const struct jd__record *
jd__records(const struct jd__facts *facts)
{
    return facts->records.data;
}
static inline const struct jd__event *
jd__events(const struct jd__facts *facts)
{
    return facts->events.data;
}
static inline const struct jd__role *
jd__roles(const struct jd__facts *facts)
{
    return facts->roles.data;
}
static inline const struct jd__relation *
jd__relations(const struct jd__facts *facts)
{
    return facts->relations.data;
}
static inline const struct jd__link *
jd__links(const struct jd__facts *facts)
{
    return facts->links.data;
}
static inline const struct jd__case *
jd__cases(const struct jd__facts *facts)
{
    return facts->cases.data;
}
static inline const struct jd__agency *
jd__agencies(const struct jd__facts *facts)
{
    return facts->agencies.data;
}
static inline const struct jd__kind *
jd__kinds(const struct jd__facts *facts)
{
    return facts->kinds.data;
}

/* Empty facts on the heap. */
enum jd_status
jd__facts_new(
    const struct jd_alloc *alloc, struct jd__facts **out_facts, struct jd_error *err);

void
jd__facts_free(struct jd__facts *facts);

/* A word's code, added when it is new; data NULL gives JD_NONE. */
enum jd_status
jd__facts_word(
    struct jd__facts *facts, struct jd_str text, jd_word *out_word, struct jd_error *err);

/* A word's code, or JD_NONE when no row uses it. */
jd_word
jd__facts_find_word(const struct jd__facts *facts, struct jd_str text);

/* A word's text; JD_NONE gives data NULL. */
struct jd_str
jd__facts_text(const struct jd__facts *facts, jd_word word);

/* Add one row; its number is the buffer's n before the call.  Not after finish. */
enum jd_status
jd__facts_add_agency(
    struct jd__facts *facts, const struct jd__agency *agency, struct jd_error *err);
/* `attributes` is finished and becomes the facts' own, on success only. */
enum jd_status
jd__facts_add_kind(struct jd__facts *facts, jd_word name, struct jd_table *attributes,
    struct jd_error *err);
enum jd_status
jd__facts_add_record(
    struct jd__facts *facts, const struct jd__record *record, struct jd_error *err);
enum jd_status
jd__facts_add_event(
    struct jd__facts *facts, const struct jd__event *event, struct jd_error *err);
enum jd_status
jd__facts_add_role(
    struct jd__facts *facts, const struct jd__role *role, struct jd_error *err);
enum jd_status
jd__facts_add_relation(
    struct jd__facts *facts, const struct jd__relation *relation, struct jd_error *err);
enum jd_status
jd__facts_add_assertion(
    struct jd__facts *facts, const struct jd__assertion *assertion, struct jd_error *err);
/* A link with the n levels of its evidence (link->evidence is set here). */
enum jd_status
jd__facts_add_link(struct jd__facts *facts, const struct jd__link *link,
    const struct jd__evidence *evidence, uint32_t n, struct jd_error *err);

/* Find or add a case, and hang an event on it. */
enum jd_status
jd__facts_add_event_case(struct jd__facts *facts, uint32_t event, uint16_t agency,
    jd_word number, struct jd_error *err);

/*
 * Close the facts: check that every row points at rows that exist (JD_E_CORRUPT), then make
 * what hangs where.  Links may be added and finished anew by jd__facts_finish() again.
 */
enum jd_status
jd__facts_finish(struct jd__facts *facts, struct jd_error *err);

/* Look-ups of finished facts; JD_NONE when it is not there. */
uint32_t
jd__facts_agency(const struct jd__facts *facts, struct jd_str id);
uint32_t
jd__facts_kind(const struct jd__facts *facts, struct jd_str name);
uint32_t
jd__facts_record(const struct jd__facts *facts, uint32_t agency, uint32_t kind, jd_word id);
uint32_t
jd__facts_event(const struct jd__facts *facts, uint32_t agency, jd_word id);
uint32_t
jd__facts_case(const struct jd__facts *facts, uint32_t agency, jd_word number);

/* A record's attribute by column name; null when the kind has no such column. */
struct jd_value
jd__facts_attribute(const struct jd__facts *facts, uint32_t record, const char *column);

/* An event's attribute by column name; null when there is none. */
struct jd_value
jd__facts_event_attribute(
    const struct jd__facts *facts, uint32_t event, const char *column);

enum jd__name_kind { JD__NAME_RECORD, JD__NAME_EVENT, JD__NAME_CASE };

/* What `AGENCY/KIND/ID` (split at the first two slashes) names. */
struct jd__name {
    enum jd__name_kind kind;
    uint32_t number; /* of a record, an event or a case */
};

/* JD_E_ARG for another form; JD_E_NOT_FOUND with one message for all that is not there. */
enum jd_status
jd__facts_name(const struct jd__facts *facts, struct jd_str name, struct jd__name *out_name,
    struct jd_error *err);

/* Append "AGENCY/KIND/ID" of a record, "AGENCY/event/ID" of an event, "AGENCY/case/NUMBER". */
enum jd_status
jd__facts_write_name(const struct jd__facts *facts, struct jd__name name,
    struct jd__buf *out, struct jd_error *err);

#endif
