/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report_vectors.c - pairs by the levels that they meet, with some of each to look at.
 *
 * **Invariant:** a vector's examples are those of its pairs with the smallest hashes of ids, so
 * that the same records give the same examples in whatever order they come.
 */
#include "cli/mix.h"
#include "cli/report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static uint64_t
hash_levels(const int8_t *gamma, uint32_t n)
{
    uint64_t hash = mix_bytes(MIX_START, gamma, n);
    return hash ^ hash >> 32;
}

/* Room for twice as many vectors, or the first ones. */
static enum jd_status
grow(struct report_counts *counts, uint32_t n_comparisons, struct jd_error *err)
{
    uint32_t room = counts->room != 0 ? 2 * counts->room : 1024, n_slots = 4 * room;
    struct report_vector *vectors =
        realloc(counts->vectors, room * sizeof(*counts->vectors));
    if (vectors != NULL)
        counts->vectors = vectors;
    int8_t *gammas = realloc(counts->gammas, (size_t)room * (n_comparisons + 1));
    if (gammas != NULL)
        counts->gammas = gammas;
    uint32_t *slots = malloc(n_slots * sizeof(*slots));
    if (vectors == NULL || gammas == NULL || slots == NULL) {
        free(slots);
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u vectors", room);
    }
    memset(slots, 0xFF, n_slots * sizeof(*slots));
    for (uint32_t i = 0; i < counts->n_vectors; i++) {
        const int8_t *gamma = gammas + (size_t)i * n_comparisons;
        uint32_t slot = (uint32_t)hash_levels(gamma, n_comparisons) & (n_slots - 1);
        while (slots[slot] != JD_NONE)
            slot = (slot + 1) & (n_slots - 1);
        slots[slot] = i;
    }
    free(counts->slots);
    counts->slots = slots;
    counts->n_slots = n_slots;
    counts->room = room;
    return JD_OK;
}

/* The vector of these levels, NULL when it would be one too many; there is room for it. */
static struct report_vector *
find_vector(struct report_counts *counts, const int8_t *gamma, uint32_t n_comparisons)
{
    uint32_t mask = counts->n_slots - 1;
    uint32_t slot = (uint32_t)hash_levels(gamma, n_comparisons) & mask;
    for (; counts->slots[slot] != JD_NONE; slot = (slot + 1) & mask) {
        size_t at = counts->slots[slot];
        if (memcmp(counts->gammas + at * n_comparisons, gamma, n_comparisons) == 0)
            return &counts->vectors[at];
    }
    if (counts->n_vectors == REPORT_COUNTED)
        return NULL;
    struct report_vector *made = &counts->vectors[counts->n_vectors];
    *made =
        (struct report_vector){.base = (double)NAN, .least = HUGE_VAL, .most = -HUGE_VAL};
    for (int i = 0; i < REPORT_EXAMPLES; i++)
        made->left[i] = JD_NONE;
    memcpy(
        counts->gammas + (size_t)counts->n_vectors * n_comparisons, gamma, n_comparisons);
    counts->slots[slot] = counts->n_vectors++;
    return made;
}

static void
keep_example(struct report_vector *vector, uint64_t hash, uint32_t left, uint32_t right)
{
    int at = REPORT_EXAMPLES;
    while (at > 0 && (vector->left[at - 1] == JD_NONE || vector->hashes[at - 1] > hash)) {
        if (at < REPORT_EXAMPLES) {
            vector->hashes[at] = vector->hashes[at - 1];
            vector->left[at] = vector->left[at - 1];
            vector->right_ends[at] = vector->right_ends[at - 1];
        }
        at--;
    }
    if (at == REPORT_EXAMPLES)
        return;
    vector->hashes[at] = hash;
    vector->left[at] = left;
    vector->right_ends[at] = right;
}

static void
count_in(struct report *report, const struct jd_scored *pairs, uint32_t i,
    struct report_vector *vector)
{
    uint32_t left = pairs->left[i], right = pairs->right[i];
    double weight = pairs->weight[i];
    int truth = report_truth(report, left, right);
    vector->n++;
    vector->right += truth == 1;
    vector->wrong += truth == 0;
    vector->least = weight < vector->least ? weight : vector->least;
    vector->most = weight > vector->most ? weight : vector->most;
    keep_example(vector, report_hash_pair(report, left, right), left, right);
}

enum jd_status
report_count_vectors(
    struct report *report, const struct jd_scored *pairs, struct jd_error *err)
{
    struct report_counts *counts = &report->counts;
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < pairs->n && status == JD_OK; i++) {
        if (counts->vectors == NULL || counts->n_vectors == counts->room)
            status = grow(counts, pairs->n_comparisons, err);
        if (status != JD_OK)
            break;
        struct report_vector *vector = find_vector(
            counts, pairs->gamma + (size_t)i * pairs->n_comparisons, pairs->n_comparisons);
        if (vector != NULL)
            count_in(report, pairs, i, vector);
        counts->n_uncounted += vector == NULL;
    }
    return status;
}

/* ---- which of them are shown ---- */

/* The weight of these levels, without term frequencies. */
static double
base_of(const struct jd_model *model, const int8_t *gamma)
{
    double weight = jd_model_prior_weight(model);
    for (uint32_t c = 0; c < jd_model_n_comparisons(model); c++)
        weight += jd_model_level_weight(model, c, gamma[c]);
    return weight;
}

/* A vector by what it is chosen by. */
struct chosen {
    const struct report_vector *vector;
    const int8_t *gamma;
    uint32_t n_comparisons;
};

static int
by_levels(const struct chosen *x, const struct chosen *y)
{
    return memcmp(x->gamma, y->gamma, x->n_comparisons);
}

static int
by_count(const void *left, const void *right)
{
    const struct chosen *x = left, *y = right;
    if (x->vector->n != y->vector->n)
        return x->vector->n > y->vector->n ? -1 : 1;
    return by_levels(x, y);
}

/* Heaviest first; those without a weight last. */
static int
by_weight(const void *left, const void *right)
{
    const struct chosen *x = left, *y = right;
    double a = x->vector->base, b = y->vector->base;
    if (isnan(a) || isnan(b))
        return isnan(a) != isnan(b) ? (isnan(a) ? 1 : -1) : by_levels(x, y);
    return a != b ? (a > b ? -1 : 1) : by_levels(x, y);
}

/* The whole bit of a weight, from 0 on. */
static long
bit_of(double weight)
{
    return isnan(weight)
               ? 0
               : evaluate_step(weight, 1) - evaluate_step(-EVALUATE_MOST_WEIGHT, 1) + 1;
}

/*
 * Of each whole bit of weight the vectors with most pairs, as many of each as fit: else rare
 * vectors near the threshold, which are worth a look, would not be seen.
 */
static uint32_t
choose(struct chosen *all, uint32_t n)
{
    enum { BITS = 2 * EVALUATE_MOST_WEIGHT + 2 };
    uint32_t counts[BITS] = {0}, n_bits = 0, kept = 0;
    qsort(all, n, sizeof(*all), by_count);
    for (uint32_t i = 0; i < n; i++)
        n_bits += counts[bit_of(all[i].vector->base)]++ == 0;
    uint32_t each = n_bits > 0 && n_bits < REPORT_VECTORS ? REPORT_VECTORS / n_bits : 1;
    memset(counts, 0, sizeof(counts));
    for (uint32_t i = 0; i < n && kept < REPORT_VECTORS; i++)
        if (n <= REPORT_VECTORS || counts[bit_of(all[i].vector->base)]++ < each)
            all[kept++] = all[i];
    qsort(all, kept, sizeof(*all), by_weight);
    return kept;
}

static json_t *
row_of(const struct report *report, const struct chosen *chosen, json_int_t number)
{
    const struct report_vector *vector = chosen->vector;
    json_t *row = json_object(), *levels = json_array();
    char text[JD_LIMIT_COMPARISONS * 5 + 1];
    size_t size = 0;
    for (uint32_t c = 0; c < chosen->n_comparisons; c++) {
        int8_t gamma = chosen->gamma[c];
        bool is_none = gamma == JD_GAMMA_NONE;
        (void)json_array_append_new(levels, is_none ? json_null() : json_integer(gamma));
        const char *space = c > 0 ? " " : "";
        size += (size_t)(is_none ? snprintf(text + size, sizeof(text) - size, "%s?", space)
                                 : snprintf(text + size, sizeof(text) - size, "%s%d", space,
                                       gamma));
    }
    (void)json_object_set_new(row, "vector", json_integer(number));
    (void)json_object_set_new(row, "levels", json_string(text));
    (void)json_object_set_new(row, "pairs", report_integer(vector->n));
    (void)json_object_set_new(row, "weight", report_number(vector->base));
    (void)json_object_set_new(row, "least", report_number(vector->least));
    (void)json_object_set_new(row, "most", report_number(vector->most));
    if (report->has_truth) {
        (void)json_object_set_new(row, "right", report_integer(vector->right));
        (void)json_object_set_new(row, "wrong", report_integer(vector->wrong));
    }
    (void)json_object_set_new(row, "gamma", levels);
    return row;
}

/* Rows of the chosen, and the pairs that stand for each. */
static enum jd_status
put_chosen(
    struct report *report, const struct chosen *chosen, uint32_t n, struct jd_error *err)
{
    uint32_t left[REPORT_VECTORS * REPORT_EXAMPLES],
        right[REPORT_VECTORS * REPORT_EXAMPLES];
    uint32_t of[REPORT_VECTORS * REPORT_EXAMPLES], n_pairs = 0;
    uint64_t n_covered = 0;
    json_t *vectors = json_array(), *examples = json_array();
    for (uint32_t i = 0; i < n; i++) {
        const struct report_vector *vector = chosen[i].vector;
        n_covered += vector->n;
        (void)json_array_append_new(vectors, row_of(report, &chosen[i], i));
        for (int k = 0; k < REPORT_EXAMPLES && vector->left[k] != JD_NONE; k++) {
            left[n_pairs] = vector->left[k];
            right[n_pairs] = vector->right_ends[k];
            of[n_pairs++] = i;
        }
    }
    enum jd_status status = report_put_pairs(report, left, right, n_pairs, examples, err);
    for (uint32_t i = 0; i < n_pairs && status == JD_OK; i++)
        (void)json_object_set_new(
            json_array_get(examples, i), "vector", json_integer(of[i]));
    json_t *head = json_object_get(report->body, "head");
    (void)json_object_set_new(head, "vectors", report_integer(report->counts.n_vectors));
    (void)json_object_set_new(head, "vectors_shown", report_integer(n));
    (void)json_object_set_new(head, "pairs_covered", report_integer(n_covered));
    (void)json_object_set_new(report->body, "vectors", vectors);
    (void)json_object_set_new(report->body, "examples", examples);
    return status;
}

enum jd_status
report_vectors(struct report *report, struct jd_error *err)
{
    struct report_counts *counts = &report->counts;
    uint32_t n_comparisons = jd_model_n_comparisons(report->linking.model);
    struct chosen *all = calloc((size_t)counts->n_vectors + 1, sizeof(*all));
    if (all == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for vectors");
    for (uint32_t i = 0; i < counts->n_vectors; i++) {
        const int8_t *gamma = counts->gammas + (size_t)i * n_comparisons;
        counts->vectors[i].base = base_of(report->linking.model, gamma);
        all[i] = (struct chosen){&counts->vectors[i], gamma, n_comparisons};
    }
    enum jd_status status = put_chosen(report, all, choose(all, counts->n_vectors), err);
    free(all);
    return status;
}
