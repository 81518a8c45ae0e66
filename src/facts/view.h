/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view.h - what one asker may see of the facts, and as of when.
 *
 * Bits say which records, events, roles and relations are there for this question; whoever
 * answers asks the view and never looks past it.  Volumes, limits and anchors are computed on
 * the view, so that what is hidden moves nothing.
 */
#ifndef JD_FACTS_VIEW_H
#define JD_FACTS_VIEW_H

#include "facts/facts.h"

struct jd__view {
    struct jd_alloc alloc;
    const struct jd__facts *facts; /* borrowed */
    uint64_t *records;
    uint64_t *events;
    uint64_t *roles;
    uint64_t *relations;
    size_t n_words[4]; /* of each bitmap, in the order above */
    struct jd__link
        *links; /* the facts' links as this asker's evidence leaves them; NULL: as
                               they are */
};

/* A view that shows nothing. */
enum jd_status
jd__view_new(const struct jd_alloc *alloc, const struct jd__facts *facts,
    struct jd__view **out_view, struct jd_error *err);

void
jd__view_free(struct jd__view *view);

static inline bool
jd__bit(const uint64_t *bits, uint32_t i)
{
    return bits[i >> 6] >> (i & 63) & 1;
}

static inline void
jd__bit_set(uint64_t *bits, uint32_t i)
{
    bits[i >> 6] |= (uint64_t)1 << (i & 63);
}

static inline bool
jd__sees_record(const struct jd__view *view, uint32_t record)
{
    return jd__bit(view->records, record);
}
static inline bool
jd__sees_event(const struct jd__view *view, uint32_t event)
{
    return jd__bit(view->events, event);
}
static inline bool
jd__sees_role(const struct jd__view *view, uint32_t role)
{
    return jd__bit(view->roles, role);
}
static inline bool
jd__sees_relation(const struct jd__view *view, uint32_t relation)
{
    return jd__bit(view->relations, relation);
}

/* The links, as this asker's evidence leaves them. */
static inline const struct jd__link *
jd__view_links(const struct jd__view *view)
{
    return view->links != NULL ? view->links : jd__links(view->facts);
}

/* Give the view links of its own, to be changed while it is made; nothing if it has them. */
enum jd_status
jd__view_own_links(struct jd__view *view, struct jd_error *err);

/*
 * Close a view over what was set: a role is seen only with both its ends, a relation too; and
 * what happened wholly after `as_of` (microseconds; JD__NO_TIME: no bound) is taken out, with
 * the relations that had not begun.
 */
void
jd__view_close(struct jd__view *view, int64_t as_of);

#endif
