/* SPDX-License-Identifier: Apache-2.0 */
/* links.h - the links of one kind's records as a journal entry's head. */
#ifndef JD_STORE_LINKS_H
#define JD_STORE_LINKS_H

#include "facts/facts.h"
#include "store/wire.h"

/* Links to be kept: records are numbers of some facts, evidence starts at links[i].evidence. */
struct jd__store_links {
    struct jd_str kind;
    struct jd_str model; /* which model made them: its name and version */
    const struct jd__link *links;
    uint32_t n;
    const struct jd__evidence *evidence;
    uint32_t n_levels; /* comparisons of the model: evidence of one link */
    uint32_t most;     /* links of one entry; 0: as many as surely have room */
};

/* So many links surely have room in one entry, whatever records they name. */
uint32_t
jd__links_of_entry(uint32_t n_levels);

/* Append the entry's head.  JD_E_ARG when a link names no record of the kind. */
enum jd_status
jd__links_write(struct jd__buf *out, const struct jd__facts *facts,
    const struct jd__store_links *links, struct jd_error *err);

/* A record as a link names it. */
struct jd__link_end {
    struct jd_str agency;
    struct jd_str id;
};

/* What an entry's head holds, borrowed from it. */
struct jd__links_read {
    struct jd_str kind;
    struct jd_str model;
    uint32_t n_levels;
    struct jd__buf ends;     /* struct jd__link_end */
    uint32_t n;              /* links that follow */
    struct jd__reader links; /* at the next link */
};

/* Read up to the first link; JD_E_CORRUPT for what no such head is.  End with
 * jd__links_done(). */
enum jd_status
jd__links_read_start(const struct jd_alloc *alloc, struct jd_str head,
    struct jd__links_read *out_read, struct jd_error *err);

/* The next link, its ends numbers of read->ends; evidence has room for n_levels (at most
 * JD__LIMIT_LEVELS).  False behind the last one, or with links.bad. */
#define JD__LIMIT_LEVELS 64u
bool
jd__links_read_next(struct jd__links_read *read, struct jd__link *out_link,
    struct jd__evidence out_evidence[static JD__LIMIT_LEVELS]);

void
jd__links_done(struct jd__links_read *read);

#endif
