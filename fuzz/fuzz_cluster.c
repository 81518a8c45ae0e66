/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_cluster.c - any pairs and vetoes: the forest is sound, every veto is kept, the order of
 * the pairs does not matter, and without vetoes streaming gives the same.
 *
 * Bytes: the number of records, then pieces of three: a kind and score, one record, the other.
 */
#include "fuzz.h"

#include "cluster/clusters.h"

#include <string.h>

enum { MAX_RECORDS = 64, MAX_PIECES = 512 };

struct problem {
    struct jd_pair pairs[MAX_PIECES];
    struct jd_apart aparts[MAX_PIECES];
    size_t n_pairs;
    size_t n_aparts;
    uint32_t n_records;
    bool is_wrong; /* a pair that counts, or a veto, names no two records */
};

static void
read_problem(const uint8_t *data, size_t size, struct problem *p)
{
    p->n_records = data[0] % (MAX_RECORDS + 1);
    for (size_t at = 1; at + 3 <= size && p->n_pairs + p->n_aparts < MAX_PIECES; at += 3) {
        uint32_t a = data[at + 1], b = data[at + 2];
        bool outside = a >= p->n_records || b >= p->n_records;
        if (data[at] >= 0xC0) {
            p->aparts[p->n_aparts++] = (struct jd_apart){a, b};
            p->is_wrong = p->is_wrong || outside || a == b;
        } else {
            double score = data[at] % 8 / 4.0;
            p->pairs[p->n_pairs++] = (struct jd_pair){a, b, score};
            p->is_wrong = p->is_wrong || (outside && score >= 0.95);
        }
    }
}

static void
turn_round(struct problem *p)
{
    for (size_t i = 0; i < p->n_pairs / 2; i++) {
        struct jd_pair swap = p->pairs[i];
        p->pairs[i] = p->pairs[p->n_pairs - 1 - i];
        p->pairs[p->n_pairs - 1 - i] = swap;
    }
}

/* Label, or say that the input was refused. */
static bool
labels_of(const struct problem *p, uint32_t labels[static MAX_RECORDS])
{
    struct jd_clusters *clusters = NULL;
    const char *reason = NULL;
    struct jd_cluster_options options = jd_cluster_options_default();
    options.aparts = p->aparts;
    options.n_aparts = p->n_aparts;
    enum jd_status status = jd_clusters_from_pairs(
        NULL, p->n_records, p->pairs, p->n_pairs, &options, &clusters, NULL);
    fuzz_assert(status == (p->is_wrong ? JD_E_ARG : JD_OK));
    if (status != JD_OK)
        return false;
    fuzz_assert(jd__clusters_check(clusters, &reason));
    fuzz_assert(jd_clusters_label(clusters, labels, p->n_records, NULL) == JD_OK);
    jd_clusters_free(clusters);
    return true;
}

static void
check_streaming(const struct problem *p, const uint32_t labels[static MAX_RECORDS])
{
    struct jd_clusters *clusters = NULL;
    uint32_t streamed[MAX_RECORDS];
    fuzz_assert(jd_clusters_new(NULL, p->n_records, NULL, &clusters, NULL) == JD_OK);
    for (size_t i = 0; i < p->n_pairs; i++)
        fuzz_assert(jd_clusters_add(clusters, &p->pairs[i], 1, NULL) == JD_OK);
    fuzz_assert(jd_clusters_label(clusters, streamed, p->n_records, NULL) == JD_OK);
    jd_clusters_free(clusters);
    fuzz_assert(memcmp(labels, streamed, p->n_records * sizeof(*labels)) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    struct problem p = {.n_pairs = 0};
    uint32_t labels[MAX_RECORDS] = {0}, turned[MAX_RECORDS] = {0};
    read_problem(data, size, &p);
    if (!labels_of(&p, labels))
        return 0;
    for (size_t i = 0; i < p.n_aparts; i++)
        fuzz_assert(labels[p.aparts[i].a] != labels[p.aparts[i].b]);
    turn_round(&p);
    fuzz_assert(labels_of(&p, turned));
    fuzz_assert(memcmp(labels, turned, sizeof(labels)) == 0);
    if (p.n_aparts == 0)
        check_streaming(&p, labels);
    return 0;
}
