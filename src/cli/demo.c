/* SPDX-License-Identifier: Apache-2.0 */
/*
 * demo.c - joinder demo: a synthetic nation written, joined, followed, and held to its truth.
 *
 * DIR holds the agencies' folders and truth/ (synth), store/ (the joined system), out/ (what an
 * outsider needs to recompute every figure) and report.html.  The clock is injected, so that
 * the same seed gives the same answers on any day.
 */
#include "cli/demo.h"
#include "cli/platform.h"

#include <joinder/synth.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char marker[] = ".joinder-demo";
static const char operator_name[] = "operator@joinder-demo";
/* 2018-06-01: after all that happens in the nation. */
static const int64_t demo_now = INT64_C(1527811200) * 1000000;

static const struct cli_option options[] = {
    {"--people", "N", "inhabitants of the nation (20000)", false},
    {"--seed", "S", "any number: another seed, another nation (1)", false},
    {"--format", "text|json", "json: one object of figures", false},
    {NULL, NULL, NULL, false},
};

struct demo {
    struct cli *cli;
    const char *dir;
    bool quiet; /* --format json: nothing but the object */
    uint32_t threads;
    struct jd_progress progress;
    struct jd_io *io;
    struct jd_engine *engine;
    struct truth *truth;
    struct jd_table *entities;
    struct truth_chains chains;
    struct demo_found found;
};

static bool
failed(struct jd_error *err, enum jd_status status, const char *message)
{
    err->status = status;
    (void)snprintf(err->message, sizeof(err->message), "%s", message);
    return false;
}

static void
path_in(const struct demo *demo, const char *name, char out[static 4096])
{
    (void)snprintf(out, 4096, "%s/%s", demo->dir, name);
}

/* DIR is ours to replace when it is empty, absent, or holds the marker. */
static bool
make_folder(const struct demo *demo, struct jd_error *err)
{
    char path[4096];
    size_t n = 0;
    path_in(demo, marker, path);
    bool ours = platform_exists(path);
    char **there = platform_is_folder(demo->dir) ? platform_list(demo->dir, &n) : NULL;
    bool ok = n == 0 || ours;
    if (!ok)
        (void)failed(
            err, JD_E_CONFLICT, "the folder holds something that is not a demonstration");
    for (size_t i = 0; ok && i < n; i++)
        if (strcmp(there[i], path) != 0 && !platform_remove(there[i]))
            ok = failed(err, JD_E_IO, "an earlier demonstration cannot be removed");
    free(there);
    if (!ok)
        return false;
    FILE *file = platform_make_folder(demo->dir) ? fopen(path, "w") : NULL;
    if (file == NULL || fclose(file) != 0)
        return failed(err, JD_E_IO, "the folder cannot be made or written");
    path_in(demo, "out", path);
    return platform_make_folder(path) ||
           failed(err, JD_E_IO, "the folder cannot be written");
}

static void
tell(const struct demo *demo, const char *what)
{
    if (demo->quiet)
        return;
    cli_progress_done(demo->cli);
    (void)fprintf(stderr, "%6.1f s  %s\n", platform_seconds() - demo->cli->started, what);
}

static bool
write_nation(struct demo *demo, struct jd_error *err)
{
    struct jd_io_options io_options = jd_io_options_default();
    io_options.threads = demo->threads;
    io_options.memory_bytes = cli_memory_of_sql(demo->cli);
    struct jd_synth_options synth = jd_synth_options_default();
    synth.n_people = demo->found.people;
    synth.seed = demo->found.seed;
    synth.threads = demo->threads;
    synth.watch = &demo->progress;
    return jd_io_new(NULL, &io_options, &demo->io, err) == JD_OK &&
           jd_synth_write(NULL, &synth, demo->io, demo->dir, err) == JD_OK &&
           truth_read(demo->io, demo->dir, &demo->truth, err);
}

static bool
open_store(struct demo *demo, struct jd_error *err)
{
    char path[4096];
    path_in(demo, "store", path);
    struct jd_engine_options engine = jd_engine_options_default();
    engine.threads = demo->threads;
    engine.memory_bytes = cli_memory_of_sql(demo->cli);
    engine.now = demo_now;
    engine.progress = &demo->progress;
    return jd_engine_init(NULL, path, operator_name, demo_now, err) == JD_OK &&
           jd_engine_open(NULL, path, &engine, &demo->engine, err) == JD_OK;
}

/* Every folder of DIR that holds an agency.json; free() it. */
static char **
agency_folders(const struct demo *demo, size_t *out_n)
{
    size_t n = 0, kept = 0;
    char **paths = platform_list(demo->dir, &n);
    for (size_t i = 0; i < n; i++) {
        char file[4200];
        (void)snprintf(file, sizeof(file), "%s/agency.json", paths[i]);
        if (platform_exists(file))
            paths[kept++] = paths[i];
    }
    *out_n = kept;
    return paths;
}

static bool
join_all(struct demo *demo, const struct jd_asking *asking, struct jd_error *err)
{
    size_t n = 0;
    char **folders = agency_folders(demo, &n);
    struct jd_answer ingested = {0}, resolved = {0};
    bool ok = folders != NULL || failed(err, JD_E_IO, "the nation's folder cannot be read");
    ok = ok && jd_engine_ingest(demo->engine, asking, (const char *const *)folders,
                   (uint32_t)n, -1, &ingested, err) == JD_OK;
    if (ok)
        tell(demo, "agencies' folders taken in");
    ok = ok && jd_engine_resolve(demo->engine, asking, &resolved, err) == JD_OK;
    if (ok)
        tell(demo, "records joined");
    jd_answer_done(&ingested);
    jd_answer_done(&resolved);
    free(folders);
    return ok;
}

/* Hold what was joined and shown against truth and simple methods. */
static bool
measure(struct demo *demo, const struct jd_asking *asking, struct jd_error *err)
{
    struct demo_found *found = &demo->found;
    struct jd_engine_tables tables = {.struct_size = sizeof(tables)};
    if (jd_engine_tables(demo->engine, asking, &tables, NULL, err) != JD_OK)
        return false;
    bool ok =
        truth_measure(demo->truth, demo->entities, &demo->chains, &found->figures, err) &&
        demo_measure_events(tables.nodes, demo->truth, &found->events, err) &&
        demo_write_tables(demo->io, demo->dir, &tables, err) &&
        demo_measure_baselines(&tables, demo->truth, found, err);
    found->figures.decoys_joined += found->events.decoys_joined;
    jd_engine_tables_done(&tables);
    return ok;
}

static bool
follow(struct demo *demo, const struct jd_asking *asking, struct jd_error *err)
{
    char path[4096];
    demo->found.counts.struct_size = sizeof(demo->found.counts);
    demo->found.asked = truth_n_starts(demo->truth);
    path_in(demo, "out/clusters.parquet", path);
    bool ok =
        jd_engine_count(demo->engine, asking, &demo->found.counts, NULL, err) == JD_OK &&
        jd_engine_entities(demo->engine, asking, &demo->entities, NULL, err) == JD_OK &&
        jd_io_write(demo->io, path, demo->entities, err) == JD_OK &&
        demo_ask(demo->cli, demo->engine, asking, demo->truth, &demo->chains, err);
    if (!ok)
        return false;
    tell(demo, "cases followed");
    path_in(demo, "out/chains.parquet", path);
    ok =
        demo_write_chains(demo->io, path, &demo->chains, err) && measure(demo, asking, err);
    if (ok)
        tell(demo, "simple methods held against it");
    return ok;
}

static json_t *
figures_json(const struct demo_found *f)
{
    json_t *cases = json_array();
    for (uint32_t i = 0; i < f->figures.n_cases; i++) {
        const struct truth_case *c = &f->figures.cases[i];
        json_t *rank = c->rank != 0 ? json_integer(c->rank) : json_null();
        json_t *steps = c->rank != 0 ? json_integer(c->steps) : json_null();
        (void)json_array_append_new(
            cases, json_pack("{s:s, s:b, s:o, s:o}", "name", c->name, "found", c->rank != 0,
                       "rank", rank, "steps", steps));
    }
    const struct jd_engine_counts *n = &f->counts;
    return json_pack(
        "{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:{s:f, s:f, s:f}, s:o, s:I, s:o, "
        "s:{s:I, s:I, s:I, s:I}, s:{s:I, s:I, s:I}, s:o, s:f, s:f}",
        "agencies", (json_int_t)n->agencies, "records", (json_int_t)n->records, "events",
        (json_int_t)n->events, "roles", (json_int_t)n->roles, "relations",
        (json_int_t)n->relations, "rejected", (json_int_t)n->rejected, "issues",
        (json_int_t)n->issues, "entities", (json_int_t)n->entities, "links",
        (json_int_t)n->links, "truth", "precision", f->figures.precision, "recall",
        f->figures.recall, "f1", f->figures.f1, "events_of_two",
        demo_events_json(&f->events), "undecided", (json_int_t)n->undecided, "cases", cases,
        "leads", "asked", (json_int_t)f->asked, "shown", (json_int_t)f->figures.leads_shown,
        "true", (json_int_t)f->figures.leads_true, "false",
        (json_int_t)(f->figures.leads_shown - f->figures.leads_true), "decoys", "planted",
        (json_int_t)f->figures.decoys, "joined", (json_int_t)f->figures.decoys_joined,
        "conducted", (json_int_t)f->figures.decoys_conducted, "baselines",
        demo_baselines_json(&f->baselines), "seconds", f->seconds, "peak_mb", f->peak_mb);
}

static void
print_text(const struct demo *demo)
{
    const struct demo_found *f = &demo->found;
    const struct truth_figures *t = &f->figures;
    (void)printf("%" PRIu64 " people; %" PRIu64 " agencies, %" PRIu64 " records, %" PRIu64
                 " events, %" PRIu64 " roles\n\n",
        f->people, f->counts.agencies, f->counts.records, f->counts.events,
        f->counts.roles);
    (void)printf("What it got wrong\n"
                 "  %8" PRIu64 "  pairs of person records joined that are two people\n"
                 "  %8" PRIu64 "  pairs of one person's records left apart\n"
                 "  %8" PRIu64 "  pairs left undecided, for a person to look at\n"
                 "  %8" PRIu64 "  pairs of event rows joined that are two events\n"
                 "  %8" PRIu64 "  pairs of one event's rows left apart\n"
                 "  %8" PRIu64 "  of %" PRIu64 " planted decoys joined\n"
                 "  %8" PRIu64 "  false leads shown, from %zu starts\n",
        t->pairs_given - t->pairs_both, t->pairs_real - t->pairs_both, f->counts.undecided,
        f->events.pairs_given - f->events.pairs_both,
        f->events.pairs_real - f->events.pairs_both, t->decoys_joined, t->decoys,
        t->leads_shown - t->leads_true, f->asked);
    (void)printf("  precision %.4f, recall %.4f, F1 %.4f over pairs of person records\n",
        t->precision, t->recall, t->f1);
    (void)printf(
        "  precision %.4f, recall %.4f, F1 %.4f over pairs of rows that two agencies "
        "wrote of one event\n\n",
        f->events.precision, f->events.recall, f->events.f1);
    (void)printf("Three cases, followed\n");
    for (uint32_t i = 0; i < t->n_cases; i++) {
        if (t->cases[i].rank != 0)
            (void)printf("  %-14s found at rank %" PRIu32 ", %" PRIu32 " steps\n",
                t->cases[i].name, t->cases[i].rank, t->cases[i].steps);
        else
            (void)printf("  %-14s not found\n", t->cases[i].name);
    }
    (void)printf("\nOpen %s/report.html in a browser. %.1f s, %.0f MB.\n", demo->dir,
        f->seconds, f->peak_mb);
}

static bool
demonstrate(struct demo *demo, struct jd_error *err)
{
    struct jd_asking asking = jd_asking_default();
    asking.asker = operator_name;
    asking.purpose = "evaluation";
    if (!make_folder(demo, err) || !write_nation(demo, err))
        return false;
    tell(demo, "synthetic nation written");
    if (!open_store(demo, err) || !join_all(demo, &asking, err) ||
        !follow(demo, &asking, err))
        return false;
    if (!demo_write_report(demo->engine, &asking, demo->truth, &demo->found, demo->entities,
            demo->dir, err))
        return false;
    demo->found.seconds = platform_seconds() - demo->cli->started;
    demo->found.peak_mb = platform_peak_mb();
    return true;
}

static int
run(struct cli *cli)
{
    struct demo demo = {.cli = cli,
        .dir = cli->n_words > 0 ? cli->words[0] : "joinder-demo",
        .found = {.people = 20000, .seed = 1}};
    const char *format = cli_value(cli, "--format");
    demo.quiet = format != NULL && strcmp(format, "json") == 0;
    if (!cli_threads(cli, &demo.threads) ||
        !cli_whole(cli, "--people", JD_SYNTH_MOST_PEOPLE, &demo.found.people) ||
        !cli_whole(cli, "--seed", UINT64_MAX, &demo.found.seed))
        return CLI_USAGE;
    demo.progress = cli_progress(cli);
    struct jd_error err = {JD_OK, ""};
    int code = CLI_DONE;
    if (!demonstrate(&demo, &err)) {
        code = cli_failed(cli, &err);
    } else if (demo.quiet) {
        json_t *object = figures_json(&demo.found);
        (void)json_dumpf(object, stdout, JSON_COMPACT | JSON_REAL_PRECISION(15));
        (void)fputc('\n', stdout);
        json_decref(object);
    } else {
        cli_progress_done(cli);
        print_text(&demo);
    }
    truth_figures_done(&demo.found.figures);
    demo_chains_done(&demo.chains);
    jd_table_free(demo.entities);
    truth_free(demo.truth);
    jd_engine_close(demo.engine);
    jd_io_free(demo.io);
    return code;
}

const struct cli_verb verb_demo = {"demo", "[DIR] ",
    "A synthetic nation, joined; three cases followed; a report.", 0, 1, options, run};
