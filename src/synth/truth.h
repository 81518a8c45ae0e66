/* SPDX-License-Identifier: Apache-2.0 */
/* truth.h - what is true of the nation: tables that a part fills, and their columns. */
#ifndef JD_SYNTH_TRUTH_H
#define JD_SYNTH_TRUTH_H

#include "synth/nation.h"

enum jd_status
jd__truth_init(struct jd__truth *truth, const struct jd_alloc *alloc, struct jd_error *err);

void
jd__truth_done(struct jd__truth *truth);

/* Close the tables. */
enum jd_status
jd__truth_finish(struct jd__truth *truth, struct jd_error *err);

void
jd__truth_record(struct jd__part *part, const struct jd__ref *record, uint64_t entity);

#endif
