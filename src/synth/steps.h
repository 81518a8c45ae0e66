/* SPDX-License-Identifier: Apache-2.0 */
/* steps.h - a matter while it is written, step by step: see matter.c. */
#ifndef JD_SYNTH_STEPS_H
#define JD_SYNTH_STEPS_H

#include "synth/life.h"

struct jd__offense {
    const char *code; /* NIBRS */
    uint8_t weight;
    bool has_victim;
    bool has_drug;
    bool has_gun;
};

/* A matter while it is written. */
struct jd__steps {
    struct jd__part *part;
    struct jd__matter *matter;
    const struct jd__path *path;
    const struct jd__offense *offense;
    struct jd__row said;    /* the person as last written */
    struct jd__ref last;    /* the event that the next one follows */
    enum jd__who number_of; /* whose number the next one may cite */
    char number[JD__ID_SIZE];
    unsigned untied_at; /* steps until the one that is not tied */
    int64_t day;
    int minute; /* of the arrest */
};

/* found.c: what the police find on her, the laboratory's answer, and what her handset holds. */
void
jd__seizure_write(struct jd__steps *s, enum jd__who police, const struct jd__ref *person);

#endif
