/* SPDX-License-Identifier: Apache-2.0 */
/* demo.h - the parts of a demonstration: questions asked, and the page that shows them. */
#ifndef JD_CLI_DEMO_H
#define JD_CLI_DEMO_H

#include "cli/cli.h"
#include "cli/demo_truth.h"

#include <joinder/questions.h>

#include <jansson.h>

/* How plain shortest paths rank a planted case: 0, no way at all. */
struct demo_path {
    const char *name; /* borrowed from the truth's tables */
    uint32_t rank;
    uint32_t steps;
};

/* What simple methods find in the same records; demo_baselines.c defines each. */
struct demo_baselines {
    struct truth_figures exact;      /* equal surname and birth date, as written */
    struct truth_figures exact_norm; /* ... in normal form */
    struct truth_figures threshold;  /* probability one half and more */
    struct demo_path paths[TRUTH_MOST_CASES];
    uint32_t n_paths;
};

/* What a demonstration found, for the printed object and the page. */
struct demo_found {
    uint64_t people, seed;
    struct jd_engine_counts counts;
    struct truth_figures figures;
    struct truth_events events;
    struct demo_baselines baselines;
    size_t asked; /* starts that were extended */
    double seconds, peak_mb;
};

/* A new chain behind the others, with room for its steps; NULL without memory. */
struct truth_chain *
demo_chains_add(struct truth_chains *chains, const char *start, size_t n_steps);

/* Name a step's two ends, AGENCY/KIND/ID each; false for another form, or without memory. */
bool
demo_step_between(struct truth_step *step, const char *in, const char *out);

/* Extend every start of truth and keep the chains. */
bool
demo_ask(struct cli *cli, struct jd_engine *engine, const struct jd_asking *asking,
    const struct truth *truth, struct truth_chains *out, struct jd_error *err);

void
demo_chains_done(struct truth_chains *chains);

/* DIR/out/chains.parquet: start, rank, step, node, kind, agency and id in and out, bits. */
bool
demo_write_chains(struct jd_io *io, const char *path, const struct truth_chains *chains,
    struct jd_error *err);

/* DIR/out/nodes, edges, cases, links, people, each .parquet: what the measures go by. */
bool
demo_write_tables(struct jd_io *io, const char *dir, const struct jd_engine_tables *tables,
    struct jd_error *err);

/* Measure the simple methods into found->baselines. */
bool
demo_measure_baselines(const struct jd_engine_tables *tables, const struct truth *truth,
    struct demo_found *found, struct jd_error *err);

/* Hold event entities (nodes: agency, kind, id, entity) against the truth. */
bool
demo_measure_events(const struct jd_table *nodes, const struct truth *truth,
    struct truth_events *out, struct jd_error *err);

/* How the joining of events fared, as a JSON object. */
json_t *
demo_events_json(const struct truth_events *events);

/* The baselines as a JSON object. */
json_t *
demo_baselines_json(const struct demo_baselines *baselines);

/* DIR/report.html: what went wrong first, then each case drawn. */
bool
demo_write_report(struct jd_engine *engine, const struct jd_asking *asking,
    const struct truth *truth, const struct demo_found *found,
    const struct jd_table *entities, const char *dir, struct jd_error *err);

/* Parse a body; NULL with the report filled when it is not one JSON object. */
json_t *
demo_body(const struct jd_answer *answer, struct jd_error *err);

#endif
