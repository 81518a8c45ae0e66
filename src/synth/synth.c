/* SPDX-License-Identifier: Apache-2.0 */
/*
 * synth.c - write the nation: parts are filled in parallel, a round of them at a time, and
 * appended to the files in their order.
 *
 * Slices 0 to n are PEOPLE_OF_SLICE people each; behind them comes one slice for each special
 * unit.  What a slice writes depends on seed and number alone, so neither rounds nor threads
 * show in the files.
 */
#include <joinder/synth.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "os/thread.h"
#include "synth/embedded.h"
#include "synth/plant.h"
#include "synth/sink.h"
#include "synth/truth.h"

#include <inttypes.h>
#include <string.h>

enum { BLOCKS_OF_SLICE = 256, MOST_STARTS = 1000, N_TRUTH = 5 };

/* The whole work. */
struct work {
    struct jd__nation nation;
    struct jd_io *io;
    const char *dir;
    struct jd__sink *sinks; /* one for each sheet */
    struct jd__sink truth[N_TRUTH];
    struct jd__buf starts;  /* of `nowhere`: text, each with a NUL */
    struct jd__part *parts; /* of this round */
    uint32_t first_slice;   /* of this round */
    uint32_t n_people_slices;
};

static enum jd_status
fill(void *ctx, uint32_t slice, uint32_t thread, struct jd_error *err)
{
    struct work *work = ctx;
    struct jd__part *part = &work->parts[slice];
    const struct jd__nation *nation = &work->nation;
    const uint32_t number = work->first_slice + slice;
    (void)thread;
    enum jd_status status = jd__part_init(part, nation, err);
    if (status != JD_OK)
        return status;
    if (number < work->n_people_slices) {
        const uint64_t first = (uint64_t)number * BLOCKS_OF_SLICE;
        for (uint64_t i = 0; i < BLOCKS_OF_SLICE && first + i < nation->n_blocks; i++)
            jd__life_write(part, first + i);
    } else {
        static void (*const writers[JD__N_UNITS])(struct jd__part *) = {
            [JD__UNIT_COURIER] = jd__courier_write,
            [JD__UNIT_PRESCRIPTIONS] = jd__prescriptions_case_write,
            [JD__UNIT_PARCEL] = jd__parcel_write,
            [JD__UNIT_TRAFFIC] = jd__traffic_write,
            [JD__UNIT_NAMESAKES] = jd__namesakes_write,
            [JD__UNIT_TWICE] = jd__twice_decoys_write,
            [JD__UNIT_OFFICIALS] = jd__officials_write};
        const uint32_t unit = number - work->n_people_slices;
        jd__part_unit(part, nation->n_blocks + unit);
        writers[unit](part);
    }
    status = part->status;
    if (status == JD_OK)
        return jd__part_finish(part, err);
    if (err != NULL)
        *err = part->err;
    return status;
}

static enum jd_status
append_sheets(struct work *work, const struct jd__part *part, struct jd_error *err)
{
    const struct jd__sheet *list = work->nation.sheets.list.data;
    enum jd_status status = JD_OK;
    for (size_t i = 0; i < work->nation.sheets.list.n && status == JD_OK; i++) {
        struct jd__sink *sink = &work->sinks[i];
        if (part->sheets[i].n == 0)
            continue;
        if (sink->text == NULL && sink->rows == NULL)
            status = jd__sink_open(sink, &work->nation, &list[i], work->io, work->dir, err);
        if (status == JD_OK)
            status = jd__sink_append(sink, &part->sheets[i], err);
    }
    return status;
}

static enum jd_status
append_starts(struct work *work, const struct jd_table *starts, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t row = 0; row < jd_table_n_rows(starts) && status == JD_OK; row++) {
        status = jd__buf_text(&work->starts, jd_table_get(starts, 0, row).text, err);
        if (status == JD_OK)
            status = jd__buf_append(&work->starts, "", 1, err);
    }
    return status;
}

static enum jd_status
append(struct work *work, const struct jd__part *part, struct jd_error *err)
{
    enum jd_status status = append_sheets(work, part, err);
    if (status == JD_OK)
        status = jd__sink_append_table(&work->truth[0], part->truth.records, err);
    if (status == JD_OK)
        status = jd__sink_append_table(&work->truth[1], part->truth.cases, err);
    if (status == JD_OK)
        status = jd__sink_append_table(&work->truth[2], part->truth.decoys, err);
    if (status == JD_OK)
        status = jd__sink_append_table(&work->truth[4], part->truth.events, err);
    if (status == JD_OK)
        status = append_starts(work, part->truth.nowhere, err);
    return status;
}

/* Of all starts that lead nowhere, MOST_STARTS evenly spread. */
static enum jd_status
write_starts(struct work *work, struct jd_error *err)
{
    struct jd__truth truth = {0};
    const char *text = work->starts.data;
    uint64_t n = 0;
    for (size_t i = 0; i < work->starts.n; i++)
        n += text[i] == '\0';
    const uint64_t wanted = n < MOST_STARTS ? n : MOST_STARTS;
    enum jd_status status = jd__truth_init(&truth, &work->nation.alloc, err);
    uint64_t taken = 0;
    size_t at = 0;
    for (uint64_t i = 0; i < n && status == JD_OK; i++) {
        if (i * wanted / n >= taken && taken < wanted) {
            status = jd_table_put(truth.nowhere, 0, jd_text(text + at), err);
            taken++;
        }
        at += strlen(text + at) + 1;
    }
    if (status == JD_OK)
        status = jd__truth_finish(&truth, err);
    if (status == JD_OK)
        status = jd__sink_append_table(&work->truth[3], truth.nowhere, err);
    jd__truth_done(&truth);
    return status;
}

/* Copy an agency's own files: agency.json and its statements. */
static enum jd_status
copy_embedded(struct work *work, struct jd_error *err)
{
    char path[4096];
    enum jd_status status = JD_OK;
    for (size_t i = 0; i < jd__embedded_n_files && status == JD_OK; i++) {
        const struct jd__embedded *file = &jd__embedded_files[i];
        const char *name = file->path + strlen("agencies/");
        if (strncmp(file->path, "agencies/", strlen("agencies/")) != 0 ||
            strstr(name, "/export.json") != NULL)
            continue;
        status = jd__sink_path(work->dir, name, "", path, err);
        if (status == JD_OK)
            status = jd__sink_copy(&work->nation.alloc, path, file->text, err);
    }
    return status;
}

/* Make the folders, without what an earlier nation left in them. */
static enum jd_status
make_folders(struct work *work, struct jd_error *err)
{
    const struct jd__sheet *list = work->nation.sheets.list.data;
    char path[4096];
    enum jd_status status = JD_OK;
    for (int who = 0; who < JD__N_WHO && status == JD_OK; who++) {
        status = jd__sink_path(work->dir, jd__agencies_of_nation[who].id, "", path, err);
        if (status == JD_OK)
            status = jd__folder_make(path, false, err);
    }
    for (size_t i = 0; i < work->nation.sheets.list.n && status == JD_OK; i++) {
        const char *agency = jd__agencies_of_nation[list[i].who].id;
        status = jd__sink_path(work->dir, agency, list[i].file, path, err);
        if (status == JD_OK)
            status = jd__sink_clear(path, err);
    }
    if (status == JD_OK)
        status = jd__sink_path(work->dir, "truth", "", path, err);
    if (status == JD_OK)
        status = jd__folder_make(path, false, err);
    return status;
}

/* Begin the files that are there whatever happens. */
static enum jd_status
open_files(struct work *work, struct jd_error *err)
{
    static const char *const file_names[N_TRUTH] = {"records.parquet", "cases.parquet",
        "decoys.parquet", "nowhere.parquet", "events.parquet"};
    const struct jd__sheet *list = work->nation.sheets.list.data;
    struct jd__truth truth = {0};
    char path[4096];
    enum jd_status status = JD_OK;
    for (size_t i = 0; i < work->nation.sheets.list.n && status == JD_OK; i++)
        if (!list[i].is_default)
            status = jd__sink_open(
                &work->sinks[i], &work->nation, &list[i], work->io, work->dir, err);
    if (status == JD_OK)
        status = jd__truth_init(&truth, &work->nation.alloc, err);
    const struct jd_table *tables[N_TRUTH] = {
        truth.records, truth.cases, truth.decoys, truth.nowhere, truth.events};
    for (size_t i = 0; i < N_TRUTH && status == JD_OK; i++) {
        status = jd__sink_path(work->dir, "truth", file_names[i], path, err);
        if (status == JD_OK)
            status = jd__sink_open_table(&work->truth[i], tables[i], work->io, path, err);
    }
    jd__truth_done(&truth);
    return status;
}

static enum jd_status
close_files(struct work *work, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (size_t i = 0; i < work->nation.sheets.list.n && status == JD_OK; i++)
        status = jd__sink_close(&work->sinks[i], err);
    for (size_t i = 0; i < N_TRUTH && status == JD_OK; i++)
        status = jd__sink_close(&work->truth[i], err);
    return status;
}

/* Fill and append the slices, n_parts at a time. */
static enum jd_status
write_slices(struct work *work, const struct jd_synth_options *options, uint32_t n_parts,
    struct jd_error *err)
{
    const struct jd_progress *watch = options->watch;
    const uint32_t n = work->n_people_slices + JD__N_UNITS;
    enum jd_status status = JD_OK;
    for (uint32_t first = 0; first < n && status == JD_OK; first += n_parts) {
        const uint32_t now = n - first < n_parts ? n - first : n_parts;
        work->first_slice = first;
        status = jd__parallel(options->threads, now, fill, work, err);
        for (uint32_t i = 0; i < now && status == JD_OK; i++)
            status = append(work, &work->parts[i], err);
        for (uint32_t i = 0; i < n_parts; i++)
            jd__part_done(&work->parts[i]);
        if (status == JD_OK && watch != NULL &&
            watch->should_stop(watch->ctx, "writing the nation", first + now, n))
            status = jd__fail(err, JD_E_CANCELLED, "stopped");
    }
    return status;
}

static enum jd_status
write_nation(
    struct work *work, const struct jd_synth_options *options, struct jd_error *err)
{
    const struct jd_alloc *alloc = &work->nation.alloc;
    const size_t n_sheets = work->nation.sheets.list.n;
    const uint32_t n_parts = jd__thread_count(options->threads) * 2;
    enum jd_status status = JD_OK;
    work->n_people_slices =
        (uint32_t)((work->nation.n_blocks + BLOCKS_OF_SLICE - 1) / BLOCKS_OF_SLICE);
    work->sinks = jd__alloc_array(alloc, 0, n_sheets, sizeof(*work->sinks));
    work->parts = jd__alloc_array(alloc, 0, n_parts, sizeof(*work->parts));
    if (work->sinks == NULL || work->parts == NULL)
        status = jd__fail(err, JD_E_NOMEM, "no memory for %zu files", n_sheets);
    if (status == JD_OK)
        status = make_folders(work, err);
    if (status == JD_OK)
        status = copy_embedded(work, err);
    if (status == JD_OK)
        status = open_files(work, err);
    if (status == JD_OK)
        status = write_slices(work, options, n_parts, err);
    if (status == JD_OK)
        status = write_starts(work, err);
    if (status == JD_OK)
        status = close_files(work, err);
    for (size_t i = 0; work->sinks != NULL && i < n_sheets; i++)
        jd__sink_done(&work->sinks[i]);
    for (size_t i = 0; i < N_TRUTH; i++)
        jd__sink_done(&work->truth[i]);
    jd__alloc_free(alloc, work->sinks, n_sheets * sizeof(*work->sinks));
    jd__alloc_free(alloc, work->parts, n_parts * sizeof(*work->parts));
    return status;
}

enum jd_status
jd_synth_write(const struct jd_alloc *alloc, const struct jd_synth_options *options,
    struct jd_io *io, const char *dir, struct jd_error *err)
{
    struct jd_synth_options o = jd_synth_options_default();
    if (options != NULL)
        memcpy(&o, options,
            options->struct_size < sizeof(o) ? options->struct_size : sizeof(o));
    if (o.n_people > JD_SYNTH_MOST_PEOPLE)
        return jd__fail(err, JD_E_ARG, "more than %u people", JD_SYNTH_MOST_PEOPLE);
    struct work work = {.io = io, .dir = dir};
    enum jd_status status = jd__nation_init(&work.nation, alloc, o.n_people, o.seed, err);
    if (status != JD_OK)
        return status;
    jd__buf_init(&work.starts, alloc, 1, 0);
    status = write_nation(&work, &o, err);
    jd__buf_done(&work.starts);
    jd__nation_done(&work.nation);
    return status;
}
