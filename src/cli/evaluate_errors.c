/* SPDX-License-Identifier: Apache-2.0 */
/* evaluate_errors.c - the pairs that a threshold gets wrong, as a file: --errors. */
#include "cli/evaluate.h"

#include "cli/column_file.h"

#include <math.h>
#include <stdlib.h>

enum jd_status
evaluate_errors_add(struct evaluate_errors *errors, struct jd_pair pair, bool is_match,
    struct jd_error *err)
{
    if (errors->n == errors->room) {
        uint32_t room =
            errors->room < UINT32_MAX / 2 ? 2 * errors->room + 1024 : UINT32_MAX;
        struct evaluate_error *more = NULL;
        if (errors->n < UINT32_MAX)
            more = realloc(errors->all, room * sizeof(*more));
        if (more == NULL)
            return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u errors", room);
        errors->all = more;
        errors->room = room;
    }
    errors->all[errors->n++] = (struct evaluate_error){pair, is_match};
    return JD_OK;
}

/* Put places among the labelled back into ranks. */
static enum jd_status
add_error(const struct evaluation *e, struct jd_pair pair, bool is_match,
    struct evaluate_errors *errors, struct jd_error *err)
{
    uint32_t a = e->nodes.ranks[e->records[pair.a]], b = e->nodes.ranks[e->records[pair.b]];
    struct jd_pair ranked = {a < b ? a : b, a < b ? b : a, pair.score};
    return evaluate_errors_add(errors, ranked, is_match, err);
}

/* A labelled record, by person. */
struct member {
    uint32_t person, place;
};

static int
by_person(const void *left, const void *right)
{
    const struct member *x = left, *y = right;
    if (x->person != y->person)
        return x->person < y->person ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

/* Real pairs below the threshold or not among the pairs, which are sorted. */
static enum jd_status
find_missed(const struct evaluation *e, const struct jd_pair *pairs, uint32_t n,
    struct evaluate_errors *errors, struct jd_error *err)
{
    struct member *members = calloc((size_t)e->n + 1, sizeof(*members));
    enum jd_status status = JD_OK;
    if (members == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u records", e->n);
    for (uint32_t i = 0; i < e->n; i++)
        members[i] = (struct member){e->person[i], i};
    qsort(members, e->n, sizeof(*members), by_person);
    for (uint32_t i = 0; i < e->n; i++)
        for (uint32_t j = i + 1; j < e->n && status == JD_OK; j++) {
            if (members[j].person != members[i].person)
                break;
            struct jd_pair pair = {members[i].place, members[j].place, (double)NAN};
            const struct jd_pair *found =
                n > 0 ? bsearch(&pair, pairs, n, sizeof(pair), scored_by_ends) : NULL;
            pair.score = found != NULL ? found->score : (double)NAN;
            if (!(pair.score >= errors->threshold))
                status = add_error(e, pair, true, errors, err);
        }
    free(members);
    return status;
}

enum jd_status
evaluate_errors_find(struct evaluate_errors *errors, const struct evaluation *e,
    const struct jd_pair *pairs, uint32_t n, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; i < n && status == JD_OK; i++)
        if (pairs[i].score >= errors->threshold &&
            e->person[pairs[i].a] != e->person[pairs[i].b])
            status = add_error(e, pairs[i], false, errors, err);
    return status == JD_OK ? find_missed(e, pairs, n, errors, err) : status;
}

/* False links first, the heaviest first; then missed ones, the lightest first, none last. */
static int
by_error(const void *left, const void *right)
{
    const struct evaluate_error *x = left, *y = right;
    if (x->is_match != y->is_match)
        return x->is_match ? 1 : -1;
    if (isnan(x->pair.score) != isnan(y->pair.score))
        return isnan(x->pair.score) ? 1 : -1;
    if (x->pair.score != y->pair.score && !isnan(x->pair.score))
        return (x->pair.score > y->pair.score) == x->is_match ? 1 : -1;
    return scored_by_ends(&x->pair, &y->pair);
}

enum jd_status
evaluate_errors_write(struct evaluate_errors *errors, const struct nodes *nodes,
    struct jd_io *io, const char *path, struct jd_error *err)
{
    uint32_t n = errors->n;
    char left_names[600], right_names[600];
    uint32_t *ends = calloc(2 * (size_t)n + 1, sizeof(*ends));
    int64_t *matches = calloc((size_t)n + 1, sizeof(*matches));
    double *weights = calloc((size_t)n + 1, sizeof(*weights));
    struct column_file file = {0};
    enum jd_status status = JD_OK;
    if (ends == NULL || matches == NULL || weights == NULL)
        status = LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u errors", n);
    if (n > 0)
        qsort(errors->all, n, sizeof(*errors->all), by_error);
    for (uint32_t i = 0; i < n && status == JD_OK; i++) {
        ends[i] = nodes->records[errors->all[i].pair.a];
        ends[n + i] = nodes->records[errors->all[i].pair.b];
        matches[i] = errors->all[i].is_match;
        weights[i] = errors->all[i].pair.score;
    }
    if (status == JD_OK)
        status = column_file_begin(&file, nodes, err);
    if (status == JD_OK) {
        column_file_integers(&file, "is_match", JD_TYPE_BOOL, matches);
        column_file_reals(&file, "match_weight", weights);
        column_file_ids(&file, "_l", ends, left_names);
        column_file_ids(&file, "_r", ends + n, right_names);
        status = column_file_write(&file, io, path, n, err);
    }
    column_file_done(&file);
    free(ends);
    free(matches);
    free(weights);
    return status;
}
