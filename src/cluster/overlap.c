/* SPDX-License-Identifier: Apache-2.0 */
/* overlap.c - two divisions of the same records, compared at each record. */
#include <joinder/cluster.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/sort.h"

#include <inttypes.h>
#include <string.h>

/* Count how often each label comes. */
static enum jd_status
count_labels(
    const uint32_t *labels, uint32_t n_records, uint32_t *counts, struct jd_error *err)
{
    memset(counts, 0, n_records * sizeof(*counts));
    for (uint32_t r = 0; r < n_records; r++) {
        if (labels[r] >= n_records)
            return jd__fail(err, JD_E_ARG, "label %" PRIu32 " of %" PRIu32 " records",
                labels[r], n_records);
        counts[labels[r]]++;
    }
    return JD_OK;
}

/* Records of one pair of labels lie beside each other once sorted. */
static enum jd_status
count_both(const struct jd_alloc *alloc, struct jd__keyed *keys, uint32_t n_records,
    struct jd_overlap *overlaps, struct jd_error *err)
{
    enum jd_status status = jd__sort_keyed(alloc, keys, n_records, err);
    for (uint32_t from = 0, to = 0; from < n_records && status == JD_OK; from = to) {
        while (to < n_records && keys[to].key == keys[from].key)
            to++;
        for (uint32_t i = from; i < to; i++)
            overlaps[keys[i].value].n_both = to - from;
    }
    return status;
}

enum jd_status
jd_overlaps(const struct jd_alloc *alloc, const uint32_t *left, const uint32_t *right,
    uint32_t n_records, struct jd_overlap *out_overlaps, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    struct jd__keyed *keys = jd__alloc_array(alloc, 0, n_records, sizeof(*keys));
    uint32_t *n_left = jd__alloc_array(alloc, 0, n_records, sizeof(*n_left));
    uint32_t *n_right = jd__alloc_array(alloc, 0, n_records, sizeof(*n_right));
    struct jd_overlap *overlaps = jd__alloc_array(alloc, 0, n_records, sizeof(*overlaps));
    if (keys == NULL || n_left == NULL || n_right == NULL || overlaps == NULL) {
        status = jd__fail(
            err, JD_E_NOMEM, "no memory to compare %" PRIu32 " records", n_records);
        goto done;
    }
    status = count_labels(left, n_records, n_left, err);
    if (status == JD_OK)
        status = count_labels(right, n_records, n_right, err);
    for (uint32_t r = 0; r < n_records && status == JD_OK; r++) {
        overlaps[r] = (struct jd_overlap){n_left[left[r]], n_right[right[r]], 0};
        keys[r] = (struct jd__keyed){(uint64_t)left[r] << 32 | right[r], r};
    }
    if (status == JD_OK)
        status = count_both(alloc, keys, n_records, overlaps, err);
    if (status == JD_OK && n_records > 0)
        memcpy(out_overlaps, overlaps, n_records * sizeof(*overlaps));
done:
    jd__alloc_free_array(alloc, overlaps, 0, n_records, sizeof(*overlaps));
    jd__alloc_free_array(alloc, n_right, 0, n_records, sizeof(*n_right));
    jd__alloc_free_array(alloc, n_left, 0, n_records, sizeof(*n_left));
    jd__alloc_free_array(alloc, keys, 0, n_records, sizeof(*keys));
    return status;
}
