/* SPDX-License-Identifier: Apache-2.0 */
/* build_links.c - the last links of each kind, put onto the records of the facts. */
#include "store/build.h"
#include "store/links.h"

#include "base/alloc.h"
#include "base/error.h"

/* The facts' record of each end; JD_NONE for one that is not known at the moment. */
static void
find_ends(struct jd__build *build, const struct jd__links_read *read, uint32_t *out_records)
{
    const struct jd__schema *schema = jd__schema_find(read->kind);
    const struct jd__link_end *ends = read->ends.data;
    for (size_t i = 0; i < read->ends.n; i++)
        out_records[i] = jd__build_find(build, schema, JD_NONE, ends[i].agency, ends[i].id);
}

static enum jd_status
add_links(struct jd__build *build, struct jd__links_read *read, const uint32_t *records,
    struct jd_error *err)
{
    struct jd__evidence evidence[JD__LIMIT_LEVELS];
    struct jd__link link;
    enum jd_status status = JD_OK;
    while (status == JD_OK && jd__links_read_next(read, &link, evidence)) {
        uint32_t a = records[link.a], b = records[link.b];
        if (a == JD_NONE || b == JD_NONE)
            continue;
        link.a = a < b ? a : b;
        link.b = a < b ? b : a;
        status = jd__facts_add_link(build->facts, &link, evidence, read->n_levels, err);
    }
    if (status == JD_OK && read->links.bad)
        return jd__fail(err, JD_E_CORRUPT, "journal: an entry of links is malformed");
    return status;
}

/* Put one part of a kind's links onto the records. */
static enum jd_status
add_kept(struct jd__build *build, const struct jd__kept_links *kept, struct jd_error *err)
{
    const struct jd_alloc *alloc = &build->facts->alloc;
    struct jd__links_read read;
    enum jd_status status = jd__links_read_start(alloc, kept->payload, &read, err);
    if (status != JD_OK)
        return status;
    size_t n_ends = read.ends.n + 1;
    uint32_t *records = jd__alloc_array(alloc, 0, n_ends, sizeof(*records));
    if (records == NULL) {
        status = jd__fail(err, JD_E_NOMEM, "no memory for links");
    } else {
        find_ends(build, &read, records);
        status = add_links(build, &read, records, err);
    }
    jd__alloc_free(alloc, records, n_ends * sizeof(*records));
    jd__links_done(&read);
    return status;
}

enum jd_status
jd__build_links(struct jd__build *build, struct jd_error *err)
{
    uint32_t n = 0;
    const struct jd__schema *tables = jd__schema_all(&n);
    const struct jd__state *state = build->state;
    const struct jd__kept_links *links = state->links.data;
    enum jd_status status = JD_OK;
    /* Kinds by name, so that the order of the links does not depend on when they were made. */
    for (uint32_t i = 0; i < n && status == JD_OK; i++) {
        uint32_t kind = jd__dict_find(state->words, jd_text(tables[i].name));
        for (size_t k = 0; kind != JD_NONE && k < state->links.n && status == JD_OK; k++)
            if (links[k].kind == kind)
                status = add_kept(build, &links[k], err);
    }
    return status;
}
