/* SPDX-License-Identifier: Apache-2.0 */
/* diff.h - two files of scored pairs side by side. */
#ifndef JD_CLI_DIFF_H
#define JD_CLI_DIFF_H

#include "cli/linking.h"

/* Most comparisons that are told of, and most pairs of each list. */
enum { DIFF_LEVELS = 64, DIFF_MOST = 1000 };

/* Names of records in both files, each once. */
struct diff_names {
    char *bytes; /* of all names, a NUL behind each */
    size_t n_bytes, bytes_room;
    size_t *starts; /* of each name */
    uint32_t n, room;
    uint32_t *slots, n_slots;
};

/* A pair of a file, by the numbers of its records' names, the lower first. */
struct diff_pair {
    uint32_t a, b, row;
    bool is_turned; /* the file has b on the left */
};

/* One file. */
struct diff_side {
    const struct jd_table *table;
    struct diff_pair *pairs; /* sorted by names' numbers; no two alike */
    uint32_t n;
    uint32_t weight, probability, match_key; /* columns, or JD_NONE */
    uint32_t levels[DIFF_LEVELS];            /* as the comparisons of both */
};

/* Read the pairs of a table; an error where one stands twice. */
enum jd_status
diff_read(struct diff_side *side, struct diff_names *names, const struct jd_table *table,
    const char *id, const char *source, struct jd_error *err);

static inline const char *
diff_name(const struct diff_names *names, uint32_t i)
{
    return names->bytes + names->starts[i];
}

void
diff_names_done(struct diff_names *names);

#endif
