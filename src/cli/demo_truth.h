/* SPDX-License-Identifier: Apache-2.0 */
/* demo_truth.h - hold what was joined and shown against the truth of a synthetic nation. */
#ifndef JD_CLI_DEMO_TRUTH_H
#define JD_CLI_DEMO_TRUTH_H

#include <joinder/io.h>

/* One node of a shown chain; for an event the record it is entered by is the event itself. */
struct truth_step {
    bool is_event;
    char *kind;
    char *agency_in, *id_in;
    char *agency_out, *id_out;
    double bits;
};

/* One chain that was shown. */
struct truth_chain {
    char *start; /* a planted case's name, or AGENCY/KIND/ID */
    uint32_t rank;
    struct truth_step *steps;
    uint32_t n_steps;
};

struct truth_chains {
    struct truth_chain *items;
    size_t n;
};

/* A planted case, and how it was found. */
struct truth_case {
    const char *name; /* borrowed from the truth's tables */
    uint32_t rank;    /* 0: not found */
    uint32_t steps;   /* of the chain found, in nodes behind its start */
};

/* A record that went wrong, for people to look at. */
struct truth_error {
    const char *what;
    char *a, *b; /* AGENCY/KIND/ID */
};

enum { TRUTH_MOST_CASES = 16, TRUTH_MOST_ERRORS = 12 };

struct truth_figures {
    uint64_t pairs_both, pairs_given, pairs_real; /* of person records */
    double precision, recall, f1;
    uint64_t mixed_entities;
    uint64_t leads_shown, leads_true; /* chains of rank 1 to 3 */
    uint64_t decoys, decoys_joined, decoys_conducted;
    struct truth_case cases[TRUTH_MOST_CASES];
    uint32_t n_cases;
    struct truth_error errors[TRUTH_MOST_ERRORS];
    uint32_t n_errors;
};

/* How the joining of events fared: pairs of rows that two agencies wrote of one event. */
struct truth_events {
    uint64_t pairs_both, pairs_given, pairs_real;
    double precision, recall, f1;
    uint64_t decoys, decoys_joined; /* those of the truth's decoys that are events */
};

struct truth; /* opaque: DIR/truth, read */

/* Read DIR/truth; false with the report filled when a file is missing or has another form. */
bool
truth_read(
    struct jd_io *io, const char *dir, struct truth **out_truth, struct jd_error *err);

void
truth_free(struct truth *truth);

enum truth_part { TRUTH_DECOYS, TRUTH_EVENTS };

/* A table of truth as it was read; borrowed. */
const struct jd_table *
truth_table(const struct truth *truth, enum truth_part part);

/* The starts: planted cases first (name and where each starts), then the arrests of nowhere. */
size_t
truth_n_starts(const struct truth *truth);

/* Start i: the name under which its chains are kept, and what is extended; both borrowed. */
void
truth_start(
    const struct truth *truth, size_t i, const char **out_label, const char **out_name);

/* Where a planted case starts, and its target: AGENCY/KIND/ID each; false if it is not one. */
bool
truth_ends(const struct truth *truth, const char *name, char out_start[static 1024],
    char out_target[static 1024]);

/* Measure entities (agency, kind, id, entity) and chains; false without memory. */
bool
truth_measure(const struct truth *truth, const struct jd_table *entities,
    const struct truth_chains *chains, struct truth_figures *out, struct jd_error *err);

void
truth_figures_done(struct truth_figures *figures);

#endif
