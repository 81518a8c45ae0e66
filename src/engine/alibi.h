/* SPDX-License-Identifier: Apache-2.0 */
/*
 * alibi.h - what the events of two records say against their being one: held here, arrested
 * there; dead, and yet acting.  docs/internals/joining.md says it in words and by hand.
 */
#ifndef JD_ENGINE_ALIBI_H
#define JD_ENGINE_ALIBI_H

#include "engine/models.h"
#include "facts/view.h"

enum jd__alibi_kind { JD__NO_ALIBI = 0, JD__CUSTODY, JD__DEATH };

struct jd__alibi {
    enum jd__alibi_kind kind;
    uint32_t held; /* the event that held one of them: an admission, a death */
    uint32_t act;  /* the event in which the other acts */
    double bits;   /* below 0; 0 for none */
};

/* The words of roles and kinds that alibis are made of, as the facts number them. */
struct jd__alibi_words {
    jd_word inmate, arrestee, decedent, holder;
    jd_word admission, arrest, death, seizure, release, results_in;
};

struct jd__alibi_words
jd__alibi_words(const struct jd__facts *facts);

/* The strongest alibi of two records, of what the view shows; ties by the events' names. */
struct jd__alibi
jd__alibi_find(const struct jd__view *view, const struct jd__alibi_words *words, uint32_t a,
    uint32_t b);

/* A link after an alibi: its weight, probability and band under its kind's model. */
struct jd__link
jd__alibi_weigh(const struct jd__link *link, const struct jd__alibi *alibi,
    const struct jd__kind_model *model);

/* Give the view its own links where an alibi lowers one. */
enum jd_status
jd__alibi_view(struct jd__view *view, struct jd__kind_models models, struct jd_error *err);

#endif
