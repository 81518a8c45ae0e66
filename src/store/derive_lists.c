/* SPDX-License-Identifier: Apache-2.0 */
/* derive_lists.c - rejected.csv and issues.csv, by agency. */
#include "base/error.h"
#include "base/sort.h"
#include "base/str.h"
#include "store/derive.h"
#include "store/listed.h"
#include "store/salts.h"

struct by_agency {
    struct jd_str agency;
    uint64_t offset;
};

static bool
comes_before(const void *a, const void *b, void *ctx)
{
    (void)ctx;
    return jd__str_compare(((const struct by_agency *)a)->agency,
               ((const struct by_agency *)b)->agency) < 0;
}

static enum jd_status
gather(const struct jd__store *store, struct jd__buf *out, struct jd_error *err)
{
    const struct jd__kept_ingest *ingests = store->state.ingests.data;
    enum jd_status status = JD_OK;
    for (size_t i = 0; i < store->state.ingests.n && status == JD_OK; i++) {
        const struct by_agency one = {
            jd__dict_text(store->state.words, ingests[i].agency), ingests[i].offset};
        status = jd__buf_append(out, &one, 1, err);
    }
    if (status == JD_OK)
        status = jd__sort(&store->alloc, out->data, out->n, sizeof(struct by_agency),
            comes_before, NULL, err);
    return status;
}

static enum jd_status
write_file(const struct jd__store *store, const char *name, const struct jd__buf *text,
    struct jd_error *err)
{
    char path[JD__STORE_PATH];
    enum jd_status status = jd__store_path(store->folder, name, path, err);
    return status != JD_OK ? status : jd__file_write(path, text->data, text->n, err);
}

enum jd_status
jd__derive_lists(const struct jd__store *store, struct jd_error *err)
{
    struct jd__buf ingests, bytes, rejected, issues;
    jd__buf_init(&ingests, &store->alloc, sizeof(struct by_agency), 0);
    jd__buf_init(&bytes, &store->alloc, 1, 0);
    jd__buf_init(&rejected, &store->alloc, 1, 0);
    jd__buf_init(&issues, &store->alloc, 1, 0);
    enum jd_status status = gather(store, &ingests, err);
    if (status == JD_OK)
        status = jd__buf_text(&rejected, jd__str(JD__LISTED_HEADER), err);
    if (status == JD_OK)
        status = jd__buf_text(&issues, jd__str(JD__LISTED_HEADER), err);
    for (size_t i = 0; i < ingests.n && status == JD_OK; i++) {
        const struct by_agency *one = (struct by_agency *)ingests.data + i;
        struct jd__frame frame;
        struct jd_str rows = {0};
        status = jd__journal_read(store->journal, one->offset, &bytes, &frame, err);
        if (status == JD_OK)
            status =
                jd__listed_to_csv(jd__frame_head(&frame, &rows), false, &rejected, err);
        if (status == JD_OK)
            status = jd__listed_to_csv(jd__frame_head(&frame, &rows), true, &issues, err);
    }
    if (status == JD_OK)
        status = write_file(store, "rejected.csv", &rejected, err);
    if (status == JD_OK)
        status = write_file(store, "issues.csv", &issues, err);
    jd__buf_done(&ingests);
    jd__buf_done(&bytes);
    jd__buf_done(&rejected);
    jd__buf_done(&issues);
    return status;
}

enum jd_status
jd__store_listed(const struct jd__store *store, uint64_t *out_rejected,
    uint64_t *out_issues, struct jd_error *err)
{
    const struct jd__kept_ingest *ingests = store->state.ingests.data;
    uint64_t rejected = 0, issues = 0;
    struct jd__buf bytes;
    enum jd_status status = JD_OK;
    jd__buf_init(&bytes, &store->alloc, 1, 0);
    for (size_t i = 0; i < store->state.ingests.n && status == JD_OK; i++) {
        struct jd__frame frame;
        struct jd_str rows = {0};
        status = jd__journal_read(store->journal, ingests[i].offset, &bytes, &frame, err);
        if (status == JD_OK)
            status =
                jd__listed_count(jd__frame_head(&frame, &rows), &rejected, &issues, err);
    }
    jd__buf_done(&bytes);
    if (status == JD_OK) {
        *out_rejected = rejected;
        *out_issues = issues;
    }
    return status;
}
