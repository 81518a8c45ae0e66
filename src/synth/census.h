/* SPDX-License-Identifier: Apache-2.0 */
/* census.h - names drawn as often as a census met them, and the short forms people use. */
#ifndef JD_SYNTH_CENSUS_H
#define JD_SYNTH_CENSUS_H

#include "base/buf.h"
#include "base/random.h"

/* One list; names are borrowed from it and end with a NUL. */
struct jd__name_list {
    struct jd__buf text;    /* bytes */
    struct jd__buf entries; /* struct jd__name_entry */
    uint32_t total;         /* sum of weights */
};

struct jd__name_entry {
    uint32_t start; /* in text */
    uint32_t until; /* sum of the weights up to and with this name */
};

/* Given name -> nickname, sorted by name. */
struct jd__nickname {
    const char *name;
    const char *nickname;
};

struct jd__census {
    struct jd__name_list last;
    struct jd__name_list female;
    struct jd__name_list male;
    struct jd__buf nickname_text; /* bytes */
    struct jd__buf nicknames;     /* struct jd__nickname */
};

/* Read the embedded tables.  JD_E_NOMEM; JD_E_CORRUPT when the library was built without. */
enum jd_status
jd__census_init(
    struct jd__census *census, const struct jd_alloc *alloc, struct jd_error *err);

void
jd__census_done(struct jd__census *census);

/* A name's number, drawn by frequency. */
uint32_t
jd__name_draw(const struct jd__name_list *list, struct jd__random *random);

const char *
jd__name_text(const struct jd__name_list *list, uint32_t number);

/* How frequent it is, in hundred-millionths of the population. */
uint32_t
jd__name_weight(const struct jd__name_list *list, uint32_t number);

/* A short form of a given name, or NULL where the list has none. */
const char *
jd__nickname_draw(
    const struct jd__census *census, const char *name, struct jd__random *random);

#endif
