/* SPDX-License-Identifier: Apache-2.0 */
/*
 * entities.h - which records are one, as far as one asker may see them.
 *
 * Made from the joined links between records of the view alone, so that what is hidden neither
 * joins nor parts what is seen.
 */
#ifndef JD_ENGINE_ENTITIES_H
#define JD_ENGINE_ENTITIES_H

#include "engine/models.h"
#include "facts/view.h"

struct jd__entities {
    struct jd_alloc alloc;
    uint32_t n;              /* entities */
    uint32_t n_records;      /* of the facts */
    uint32_t *of_record;     /* its entity; JD_NONE for a record that is not seen */
    uint32_t *anchors;       /* of each entity: the record known first, ties by name */
    struct jd__hang members; /* entity -> its records, by name */
};

enum jd_status
jd__entities_new(const struct jd_alloc *alloc, const struct jd__view *view,
    struct jd__kind_models models, struct jd__entities **out_entities,
    struct jd_error *err);

/* NULL is fine. */
void
jd__entities_free(struct jd__entities *entities);

/* Order of two records by agency, kind and id: negative, 0 or positive. */
int
jd__record_order(const struct jd__facts *facts, uint32_t a, uint32_t b);

/* Do both ends of a link stand in the view, and does it join them? */
bool
jd__link_joins(const struct jd__view *view, const struct jd__link *link);

/* Would it join them, but for an alibi that the view shows?  Then no third record does. */
bool
jd__link_is_parted(const struct jd__view *view, size_t link);

#endif
