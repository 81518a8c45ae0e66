/* SPDX-License-Identifier: Apache-2.0 */
/*
 * train_block.c - a step's rules put on the records, and the pairs that they yield counted.
 *
 * Most rules of a training are equality of some columns.  Then records are grouped by these
 * (groups.c), which costs a fraction of the keys of a blocking rule: no key is numbered that
 * one record has alone, and none is kept by record.  Pairs of the first rule follow from the
 * sizes of its groups; of a later one those pairs fall out that an earlier rule's key is equal
 * for, which is looked at pair by pair, as its groups are small.
 *
 * Invariant: counts are the same by groups and by blocks.
 */
#include "train/groups.h"
#include "train/train.h"

#include "base/alloc.h"
#include "base/error.h"

/* Rules, and members of a later rule's group, up to which groups are gone through. */
#define MOST_RULES 8u
#define MOST_MEMBERS 2048u
/* Pairs of one slice; slices that each thread does between two looks at progress. */
#define SLICE_PAIRS ((uint64_t)1 << 16)
#define WAVE_SLICES 8u

/* A step's rules, parsed. */
struct rules {
    struct jd_training *training;
    struct jd__rule *of;
    uint32_t n;
};

static void
rules_done(struct rules *rules)
{
    for (uint32_t i = 0; rules->of != NULL && i < rules->n; i++)
        jd__rule_done(&rules->of[i]);
    jd__alloc_free_array(
        &rules->training->alloc, rules->of, 0, rules->n, sizeof(*rules->of));
}

static enum jd_status
rules_init(struct rules *rules, struct jd_training *training, const char *const *texts,
    uint32_t n, struct jd_error *err)
{
    const struct jd_alloc *alloc = &training->alloc;
    *rules = (struct rules){training, jd__alloc_array(alloc, 0, n, sizeof(*rules->of)), n};
    if (rules->of == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %u rules", n);
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < n && status == JD_OK; i++) {
        status = jd__rule_parse(&rules->of[i], alloc, texts[i], &training->model->sql, err);
        if (status != JD_OK)
            jd__report_where(err, "blocking rule %u", i);
    }
    if (status != JD_OK)
        rules_done(rules);
    return status;
}

/* Put them on the linkage, in place of those that were there. */
static enum jd_status
block(const struct rules *rules, struct jd_error *err)
{
    struct jd_linkage *linkage = rules->training->linkage;
    jd__blocking_done(linkage);
    enum jd_status status = jd__blocking_init(linkage, rules->of, rules->n, err);
    return status == JD_OK ? jd__blocking_pack(linkage, err) : status;
}

enum jd_status
jd__training_block(struct jd_training *training, const char *const *rules, uint32_t n_rules,
    struct jd_error *err)
{
    struct rules parsed;
    enum jd_status status = rules_init(&parsed, training, rules, n_rules, err);
    if (status != JD_OK)
        return status;
    status = block(&parsed, err);
    rules_done(&parsed);
    return status;
}

/* Make the rule's groups the branch of the linkage; *out_done when that could be. */
static enum jd_status
block_by_groups(const struct rules *rules, bool *out_done, struct jd_error *err)
{
    struct jd_linkage *linkage = rules->training->linkage;
    struct jd__group_key key;
    struct jd__groups groups = {0};
    *out_done = false;
    if (rules->training->is_plain)
        return JD_OK;
    enum jd_status status = jd__group_key_init(linkage, &rules->of[0], out_done, &key, err);
    if (status != JD_OK || !*out_done)
        return status;
    status = jd__groups_init(&groups, linkage, &key, err);
    if (status == JD_OK)
        status = jd__groups_block(&groups, linkage, err);
    jd__groups_done(&groups, &linkage->alloc);
    return status;
}

enum jd_status
jd__training_group(struct jd_training *training, const char *rule, struct jd_error *err)
{
    struct rules parsed;
    bool done = false;
    enum jd_status status = rules_init(&parsed, training, &rule, 1, err);
    if (status != JD_OK)
        return status;
    jd__blocking_done(training->linkage);
    status = block_by_groups(&parsed, &done, err);
    if (status == JD_OK && !done)
        status = block(&parsed, err);
    rules_done(&parsed);
    return status;
}

/* ---- counts -------------------------------------------------------------------------------- */

/* A later rule's pairs under count, less those of earlier keys. */
struct counting {
    const struct jd__groups *groups;
    const struct jd__group_key *earlier;
    uint32_t n_earlier;
    struct jd__buf
        slices;       /* of uint32_t: the first group of each, and the last one's end */
    uint32_t first;   /* slice of a wave */
    uint64_t *counts; /* of each slice */
};

/* Is a key of an earlier rule equal for them? */
static bool
share_key(const struct counting *counting, uint32_t a, uint32_t b)
{
    for (uint32_t i = 0; i < counting->n_earlier; i++) {
        uint64_t key = jd__group_key_of(&counting->earlier[i], a);
        if (key != JD__NO_KEY && key == jd__group_key_of(&counting->earlier[i], b))
            return true;
    }
    return false;
}

static enum jd_status
count_slice(void *ctx, uint32_t slice, uint32_t thread, struct jd_error *err)
{
    const struct counting *counting = ctx;
    const struct jd__groups *groups = counting->groups;
    const uint32_t *ends =
        (const uint32_t *)counting->slices.data + counting->first + slice;
    uint64_t n = 0;
    (void)thread;
    (void)err;
    for (uint32_t group = ends[0]; group < ends[1]; group++)
        for (uint32_t i = groups->starts[group]; i < groups->starts[group + 1]; i++)
            for (uint32_t k = groups->starts[group]; k < i; k++)
                n += !share_key(counting, groups->members[i], groups->members[k]);
    counting->counts[counting->first + slice] = n;
    return JD_OK;
}

/* Cut groups into slices of about as many pairs; *out_suits false: one group has too many. */
static enum jd_status
cut(struct counting *counting, bool *out_suits, struct jd_error *err)
{
    const struct jd__groups *groups = counting->groups;
    uint64_t n_pairs = SLICE_PAIRS; /* the first group begins a slice */
    enum jd_status status = JD_OK;
    for (uint32_t group = 0; group < groups->n && status == JD_OK; group++) {
        uint64_t n = groups->starts[group + 1] - groups->starts[group];
        *out_suits = *out_suits && n <= MOST_MEMBERS;
        if (n_pairs >= SLICE_PAIRS) {
            status = jd__buf_append(&counting->slices, &group, 1, err);
            n_pairs = 0;
        }
        n_pairs += n * (n - 1) / 2;
    }
    return status == JD_OK ? jd__buf_append(&counting->slices, &groups->n, 1, err) : status;
}

static enum jd_status
count_waves(const struct jd_training *training, struct counting *counting,
    uint64_t *out_count, struct jd_error *err)
{
    const struct jd_progress *progress = training->progress;
    uint32_t n = (uint32_t)counting->slices.n - 1;
    uint32_t n_wave = jd__thread_count(training->linkage->threads) * WAVE_SLICES;
    uint64_t sum = 0;
    enum jd_status status = JD_OK;
    for (; counting->first < n && status == JD_OK; counting->first += n_wave) {
        uint32_t left = n - counting->first;
        if (progress != NULL &&
            progress->should_stop(progress->ctx, "pairs", counting->first, n))
            return jd__fail(err, JD_E_CANCELLED, "stopped while pairs were counted");
        status = jd__parallel(training->linkage->threads, left < n_wave ? left : n_wave,
            count_slice, counting, err);
    }
    for (uint32_t i = 0; i < n && status == JD_OK; i++)
        sum += counting->counts[i];
    if (status == JD_OK)
        *out_count = sum;
    return status;
}

/* The pairs of a rule's groups that share no key of the n_earlier first rules. */
static enum jd_status
count_groups(const struct jd_training *training, const struct jd__groups *groups,
    const struct jd__group_key *earlier, uint32_t n_earlier, bool *out_suits,
    uint64_t *out_count, struct jd_error *err)
{
    const struct jd_alloc *alloc = &training->alloc;
    struct counting counting = {
        .groups = groups, .earlier = earlier, .n_earlier = n_earlier};
    const struct jd_progress *progress = training->progress;
    if (progress != NULL &&
        progress->should_stop(progress->ctx, "pairs", 0, groups->n_pairs))
        return jd__fail(err, JD_E_CANCELLED, "stopped while pairs were counted");
    if (n_earlier == 0) {
        *out_count = groups->n_pairs;
        return JD_OK;
    }
    jd__buf_init(&counting.slices, alloc, sizeof(uint32_t), 0);
    enum jd_status status = cut(&counting, out_suits, err);
    size_t n = counting.slices.n;
    if (status == JD_OK && *out_suits) {
        counting.counts = jd__alloc_array(alloc, 0, n, sizeof(*counting.counts));
        if (counting.counts == NULL)
            status = jd__fail(err, JD_E_NOMEM, "no memory for counts");
        else
            status = count_waves(training, &counting, out_count, err);
    }
    jd__alloc_free_array(alloc, counting.counts, 0, n, sizeof(*counting.counts));
    jd__buf_done(&counting.slices);
    return status;
}

/* Count by groups; *out_done when that could be. */
static enum jd_status
count_by_groups(
    const struct rules *rules, uint64_t *out_counts, bool *out_done, struct jd_error *err)
{
    struct jd_linkage *linkage = rules->training->linkage;
    struct jd__group_key *keys = NULL;
    bool suits = rules->n <= MOST_RULES && !rules->training->is_plain;
    enum jd_status status = JD_OK;
    if (suits) {
        keys = jd__alloc_array(&linkage->alloc, 0, rules->n, sizeof(*keys));
        if (keys == NULL)
            return jd__fail(err, JD_E_NOMEM, "no memory for %u rules", rules->n);
    }
    for (uint32_t i = 0; i < rules->n && suits && status == JD_OK; i++)
        status = jd__group_key_init(linkage, &rules->of[i], &suits, &keys[i], err);
    for (uint32_t i = 0; i < rules->n && suits && status == JD_OK; i++) {
        struct jd__groups groups = {0};
        status = jd__groups_init(&groups, linkage, &keys[i], err);
        if (status == JD_OK)
            status = count_groups(
                rules->training, &groups, keys, i, &suits, &out_counts[i], err);
        jd__groups_done(&groups, &linkage->alloc);
    }
    jd__alloc_free_array(&linkage->alloc, keys, 0, rules->n, sizeof(*keys));
    *out_done = suits;
    return status;
}

/* Count by blocks, whatever the rules are. */
static enum jd_status
count_by_blocks(const struct rules *rules, uint64_t *out_counts, struct jd_error *err)
{
    const struct jd_training *training = rules->training;
    struct jd__run run;
    enum jd_status status = block(rules, err);
    if (status == JD_OK)
        status = jd__run_init(&run, training->linkage, 0, training->progress, err);
    if (status != JD_OK)
        return status;
    for (uint32_t i = 0; i < rules->n && status == JD_OK; i++)
        status = jd__run_count_rule(&run, i, &out_counts[i], err);
    jd__run_done(&run);
    return status;
}

enum jd_status
jd__training_count(struct jd_training *training, const char *const *rules, uint32_t n_rules,
    uint64_t *out_counts, struct jd_error *err)
{
    struct rules parsed;
    bool done = false;
    enum jd_status status = rules_init(&parsed, training, rules, n_rules, err);
    if (status != JD_OK)
        return status;
    status = count_by_groups(&parsed, out_counts, &done, err);
    if (status == JD_OK && !done)
        status = count_by_blocks(&parsed, out_counts, err);
    rules_done(&parsed);
    return status;
}
