/* SPDX-License-Identifier: Apache-2.0 */
/*
 * paper.h - what the papers of two agencies say for two records being one: each names one man in
 * the matter, and one agency's paper leads to the other's.  docs/internals/joining.md says it in
 * words and by hand.
 */
#ifndef JD_ENGINE_PAPER_H
#define JD_ENGINE_PAPER_H

#include "engine/models.h"
#include "facts/view.h"

struct jd__paper {
    uint32_t a; /* the event that is about the first of them; JD_NONE: paper says nothing */
    uint32_t b; /* ... and about the second */
    double bits;
};

enum { JD__MOST_ABOUT = 16 };

/* The words of the roles of those whom a matter is about, as the facts number them. */
struct jd__paper_words {
    jd_word about[JD__MOST_ABOUT];
    uint32_t n_about;
    jd_word results_in;
};

struct jd__paper_words
jd__paper_words(const struct jd__facts *facts);

/* What ties two records, of what the view shows; of several ties the first by events' names. */
struct jd__paper
jd__paper_find(const struct jd__view *view, const struct jd__paper_words *words, uint32_t a,
    uint32_t b);

/* A link with it: its weight, probability and band under its kind's model. */
struct jd__link
jd__paper_weigh(const struct jd__link *link, const struct jd__paper *paper,
    const struct jd__kind_model *model);

/* Give the view its own links where paper raises a possible one. */
enum jd_status
jd__paper_view(struct jd__view *view, struct jd__kind_models models, struct jd_error *err);

#endif
