/* SPDX-License-Identifier: Apache-2.0 */
/*
 * run.c - work on all candidates, in waves: they are cut into slices, and threads work a wave
 * of these before the next is cut.  So memory is bounded by a wave.
 *
 * Invariant: slices and waves depend on records and thread count alone; what is merged across
 * the threads of a wave is a whole number, or stands in the places of its slices.
 */
#include "link/linkage.h"

#include "base/alloc.h"
#include "base/error.h"

/* Candidates of one slice, and slices of one wave for each thread. */
#define SLICE_PAIRS ((uint64_t)1 << 16)
#define WAVE_SLICES 8u

void
jd__run_done(struct jd__run *run)
{
    const struct jd_alloc *alloc = &run->linkage->alloc;
    for (uint32_t i = 0; run->workers != NULL && i < run->threads; i++)
        jd__worker_free(run->workers[i]);
    jd__alloc_free_array(alloc, run->workers, 0, run->threads, sizeof(struct jd__worker *));
    jd__alloc_free_array(alloc, run->slices, 0, run->n_wave, sizeof(*run->slices));
}

enum jd_status
jd__run_init(struct jd__run *run, const struct jd_linkage *linkage, uint32_t threads,
    const struct jd_progress *progress, struct jd_error *err)
{
    const struct jd_alloc *alloc = &linkage->alloc;
    uint32_t n_branches = linkage->blocking.n_branches;
    *run = (struct jd__run){.linkage = linkage, .what = "pairs", .progress = progress};
    run->threads = jd__thread_count(threads != 0 ? threads : linkage->threads);
    run->n_wave = run->threads * WAVE_SLICES;
    run->last_branch = n_branches > 0 ? n_branches - 1 : 0;
    for (uint32_t b = 0; b < n_branches; b++)
        run->n_total += linkage->blocking.branches[b].n_pairs;
    run->workers = jd__alloc_array(alloc, 0, run->threads, sizeof(struct jd__worker *));
    run->slices = jd__alloc_array(alloc, 0, run->n_wave, sizeof(*run->slices));
    enum jd_status status = JD_OK;
    if (run->workers == NULL || run->slices == NULL)
        status = jd__fail(err, JD_E_NOMEM, "no memory for a wave of pairs");
    for (uint32_t i = 0; i < run->threads && status == JD_OK; i++)
        status = jd__worker_new(linkage, &run->workers[i], err);
    if (status != JD_OK)
        jd__run_done(run);
    return status;
}

/* Is the slice that comes next of the run's part?  Slices do not depend on the threads. */
static bool
is_in_part(const struct jd__run *run)
{
    uint64_t size = run->n_parts > 0 ? run->n_total / run->n_parts + 1 : 0;
    return size == 0 || run->n_done / size + 1 == run->part;
}

enum jd_status
jd__run_wave(struct jd__run *run, jd__slice_work work, void *ctx, uint32_t *out_n,
    struct jd_error *err)
{
    const struct jd_progress *progress = run->progress;
    uint32_t n = 0;
    if (progress != NULL &&
        progress->should_stop(progress->ctx, run->what, run->n_done, run->n_total))
        return jd__fail(err, JD_E_CANCELLED, "stopped after %llu of %llu candidate pairs",
            (unsigned long long)run->n_done, (unsigned long long)run->n_total);
    while (n < run->n_wave && jd__slice_next(&run->linkage->blocking, run->last_branch,
                                  &run->cursor, SLICE_PAIRS, &run->slices[n])) {
        uint64_t n_pairs = run->slices[n].n_pairs;
        n += is_in_part(run);
        run->n_done += n_pairs;
    }
    *out_n = n;
    return jd__parallel(run->threads, n, work, ctx, err);
}

/* A run that counts, and what each slice of its wave found. */
struct counting {
    struct jd__run *run;
    uint64_t *counts;
};

static enum jd_status
count_slice(void *ctx, uint32_t slice, uint32_t thread, struct jd_error *err)
{
    const struct counting *counting = ctx;
    const struct jd__run *run = counting->run;
    return jd__slice_work_on(run->workers[thread], &run->slices[slice], run->earliest, NULL,
        NULL, &counting->counts[slice], err);
}

enum jd_status
jd__run_count_rule(
    struct jd__run *run, uint32_t rule, uint64_t *out_count, struct jd_error *err)
{
    const struct jd__blocking *blocking = &run->linkage->blocking;
    uint32_t first = 0;
    while (blocking->branches[first].rule != rule)
        first++;
    run->first_branch = run->last_branch = first;
    while (run->last_branch + 1 < blocking->n_branches &&
           blocking->branches[run->last_branch + 1].rule == rule)
        run->last_branch++;
    run->earliest = 0;
    return jd__run_count(run, out_count, err);
}

enum jd_status
jd__run_count(struct jd__run *run, uint64_t *out_count, struct jd_error *err)
{
    const struct jd_alloc *alloc = &run->linkage->alloc;
    struct counting counting = {
        run, jd__alloc_array(alloc, 0, run->n_wave, sizeof(*counting.counts))};
    if (counting.counts == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for counts");
    enum jd_status status = JD_OK;
    uint64_t count = 0;
    run->cursor = (struct jd__cursor){run->first_branch, 0, 0};
    for (uint32_t n = 1; n > 0 && status == JD_OK;) {
        status = jd__run_wave(run, count_slice, &counting, &n, err);
        for (uint32_t i = 0; i < n && status == JD_OK; i++)
            count += counting.counts[i];
    }
    jd__alloc_free_array(alloc, counting.counts, 0, run->n_wave, sizeof(*counting.counts));
    if (status == JD_OK)
        *out_count = count;
    return status;
}
