/* SPDX-License-Identifier: Apache-2.0 */
/* arrive.h - read folders into an arrival. */
#ifndef JD_STORE_ARRIVE_H
#define JD_STORE_ARRIVE_H

#include "store/incoming.h"

void
jd__arrival_init(struct jd__arrival *arrival, const struct jd_alloc *alloc,
    const struct jd__state *state, int64_t now);

void
jd__arrival_done(struct jd__arrival *arrival);

/* Read a folder and make its rows ready.  JD_E_INPUT: a second folder of one agency. */
enum jd_status
jd__arrive(
    struct jd__arrival *arrival, struct jd_io *io, const char *path, struct jd_error *err);

/* Say how far the work is; JD_E_CANCELLED when it shall stop. */
enum jd_status
jd__arrival_tell(const struct jd__arrival *arrival, const char *what, uint64_t done,
    uint64_t total, struct jd_error *err);

#endif
