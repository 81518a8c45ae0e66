/* SPDX-License-Identifier: Apache-2.0 */
/* embedded.h - the files of data/ and agencies/, made part of the library by tools/embed.py. */
#ifndef JD_SYNTH_EMBEDDED_H
#define JD_SYNTH_EMBEDDED_H

#include <joinder/base.h>

struct jd__embedded {
    const char *path; /* "data/last.csv", "agencies/us-dea/agency.json" */
    struct jd_str text;
};

/* Sorted by path. */
extern const struct jd__embedded jd__embedded_files[];
extern const size_t jd__embedded_n_files;

#endif
