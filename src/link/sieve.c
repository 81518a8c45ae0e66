/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sieve.c - light pairs of a block are told by what is known of values, before any kernel.
 *
 * A pair's bound starts from two lines of numbers alone: which codes are equal, or null, and
 * which keys are equal.  Then, comparison by comparison, what may be alike at best is asked of
 * those pairs whose bound has not yet fallen below the least weight.
 *
 * Invariant: the bound is no less than the weight that score.c gives.  It is summed in floats,
 * and what these may lose is taken off the least weight.
 *
 * Workload: records of one postcode; of twenty pairs one or two are of one person.
 */
#include "link/sieve.h"

#include "base/alloc.h"
#include "base/error.h"
#include "link/compared.h"

#include <math.h>
#include <string.h>

/* How many members ahead their lines, and then what is known of their values, are asked for. */
#define FAR 32u
#define NEAR 12u
/* More members than this leave a core's cache before they are used. */
#define MOST_AHEAD 4096u

/* Four words of a line, and what they add. */
typedef uint32_t words __attribute__((vector_size(16)));
typedef float adds __attribute__((vector_size(16)));

/* Where a set of likenesses stands: the values are equal, or one is null. */
#define NOT_UNLIKE (1u << JD__COMPARED_LIKENESSES)

/* A comparison that is asked of values. */
struct asked {
    const struct jd__compared *column;
    uint32_t word; /* of a line: the code of its value */
    bool of_texts; /* what is asked are likenesses alone */
    float null;    /* what a pair with a null adds to the best of unlike values ... */
    float *equal;  /* ... and two equal values, by code ... */
    float drop[JD__COMPARED_TESTS];         /* ... and unlike ones, by test ... */
    float drop_by_likeness[NOT_UNLIKE + 1]; /* ... or by the set of likenesses */
};

struct jd__sieve {
    const struct jd_linkage *linkage;
    const struct jd__lines *lines;
    float base;                     /* the most that a pair of unlike values weighs */
    float min_bound;                /* pairs of a lower bound are light */
    uint32_t n_words, n_code_words; /* all, and those of codes among them: some fours */
    uint32_t first_key;             /* word of the first branch; JD__SIEVE_WORDS: none */
    uint64_t told;                  /* which are told by codes alone */
    uint32_t n_asked;
    struct asked asked[JD_LIMIT_COMPARISONS]; /* those that tell most come first */
};

/* Could a pair reach an error in this operation? */
static bool
op_may_fail(const struct jd_linkage *linkage, const struct jd__op *op)
{
    bool by_value = op->kind == JD__OP_ALIKE || op->kind == JD__OP_LIKENESS;
    const int64_t most = INT64_MAX / 2;
    if (op->kind == JD__OP_SQL || (by_value && op->alike.likeness == JD__JACCARD))
        return true;
    if (op->kind != JD__OP_FIELD || op->type != JD_TYPE_INT)
        return false;
    const struct jd__dict *dict = jd__fields_at(&linkage->fields, op->x.field)->dict;
    for (uint32_t code = 0; code < dict->n; code++) /* differences overflow */
        if (jd__dict_int(dict, code) > most || jd__dict_int(dict, code) < -most)
            return true;
    return false;
}

/* A pair that is left out raises no error: so none may be there. */
static bool
may_fail(const struct jd_linkage *linkage)
{
    const struct jd__op *ops = linkage->program.ops.data;
    for (size_t i = 0; i < linkage->program.ops.n; i++)
        if (op_may_fail(linkage, &ops[i]))
            return true;
    for (uint32_t i = 0; i < linkage->fields.items.n; i++)
        if (jd__field_may_fail(jd__fields_at(&linkage->fields, i)))
            return true;
    return false;
}

/* The most that a level weighs, with the frequency that suits it best. */
static double
most_of_level(const struct jd_linkage *linkage, uint32_t comparison, uint32_t level)
{
    const struct jd__level *of = &linkage->model->comparisons[comparison].levels[level];
    const struct jd__bound_level *bound =
        &linkage->levels[linkage->first_level[comparison] + level];
    double most = 0;
    if (bound->frequency == JD_NONE)
        return of->weight;
    const struct jd__frequency *frequency = jd__frequency_at(linkage, bound->frequency);
    for (uint32_t code = 0; code < frequency->n; code++) {
        double log = jd__frequency_log(frequency, code, of, bound);
        if (!isnan(log))
            most = fmax(most, of->tf_weight * (of->tf_log_u - log));
    }
    return of->weight + most;
}

/* The most that this level or a later one weighs; none met: no weight, which is below all. */
static double
most_from(const struct jd_linkage *linkage, uint32_t comparison, uint32_t level)
{
    double most = -(double)INFINITY;
    for (; level < linkage->model->comparisons[comparison].n_levels; level++)
        most = fmax(most, most_of_level(linkage, comparison, level));
    return most;
}

/* The most that two of a value weigh; `most` is what any pair does. */
static double
most_of_equals(
    const struct jd_linkage *linkage, uint32_t comparison, uint32_t code, double most)
{
    const struct jd__compared *column = &linkage->compared[comparison];
    if (column->equal_level == JD_NONE)
        return most;
    const struct jd__level *of =
        &linkage->model->comparisons[comparison].levels[column->equal_level];
    const struct jd__bound_level *bound =
        &linkage->levels[linkage->first_level[comparison] + column->equal_level];
    if (bound->frequency == JD_NONE)
        return of->weight;
    if (bound->moves == NULL)
        return most_of_level(linkage, comparison, column->equal_level);
    return of->weight + bound->moves[code];
}

/* The largest of some sums, for what floats lose. */
struct sums {
    double
        rest; /* the prior, and the most that unlike values or a whole comparison weigh */
    double size;
};

static float
less_best(double weight, double best, struct sums *sums)
{
    if (isfinite(weight))
        sums->size = fmax(sums->size, fabs(weight));
    return (float)(weight - best);
}

/* What the outcomes of a comparison add to the best of unlike values. */
static enum jd_status
weigh_asked(const struct jd_linkage *linkage, uint32_t comparison, struct asked *asked,
    double best, struct sums *sums, struct jd_error *err)
{
    const struct jd__compared *column = asked->column;
    double most = most_from(linkage, comparison, 0), at_null = most;
    struct sums of_this = {0, fabs(best)};
    if (column->null_level != JD_NONE)
        at_null = most_of_level(linkage, comparison, column->null_level);
    asked->null = less_best(at_null, best, &of_this);
    for (uint32_t i = 0; i < column->n_tests; i++) {
        uint32_t level = column->tests[i].level;
        double weight =
            level != JD_NONE ? most_from(linkage, comparison, level) : -(double)INFINITY;
        asked->drop[i] = less_best(weight, best, &of_this);
    }
    asked->of_texts = jd__compared_is_of_texts(column);
    for (uint32_t set = 0; set < NOT_UNLIKE; set++)
        asked->drop_by_likeness[set] =
            asked->drop[jd__lowest_bit(column->alike_sets[set] | column->any_set)];
    asked->equal =
        jd__alloc_array(&linkage->alloc, 0, column->dict->n, sizeof(*asked->equal));
    if (asked->equal == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %u values", column->dict->n);
    for (uint32_t code = 0; code < column->dict->n; code++)
        asked->equal[code] =
            less_best(most_of_equals(linkage, comparison, code, most), best, &of_this);
    sums->size += of_this.size;
    return JD_OK;
}

/* How far the bound may fall by this comparison. */
static float
range_of(const struct asked *asked)
{
    return -asked->drop[asked->column->n_tests - 1];
}

/* Put the last of those that are asked in its place. */
static void
settle_asked(struct jd__sieve *sieve)
{
    for (uint32_t i = sieve->n_asked - 1;
         i > 0 && range_of(&sieve->asked[i]) > range_of(&sieve->asked[i - 1]); i--) {
        struct asked swap = sieve->asked[i];
        sieve->asked[i] = sieve->asked[i - 1];
        sieve->asked[i - 1] = swap;
    }
}

/* Take a comparison in: asked of values, or weighing its most with all pairs. */
static enum jd_status
add_comparison(
    struct jd__sieve *sieve, uint32_t comparison, struct sums *sums, struct jd_error *err)
{
    const struct jd_linkage *linkage = sieve->linkage;
    const struct jd__compared *column = &linkage->compared[comparison];
    size_t word = JD__SIEVE_WORDS;
    if (column->field != JD_NONE) /* settled: its codes are words of the lines */
        word = (size_t)(jd__fields_at(&linkage->fields, column->field)->base -
                        sieve->lines->words);
    if (word >= JD__SIEVE_WORDS) {
        double most = most_from(linkage, comparison, 0);
        sums->rest += most;
        sums->size += fabs(most);
        return JD_OK;
    }
    uint32_t first = column->tests[0].level;
    double best = first != JD_NONE ? most_from(linkage, comparison, first) : 0;
    sums->rest += best;
    struct asked *asked = &sieve->asked[sieve->n_asked++];
    *asked = (struct asked){.column = column, .word = (uint32_t)word};
    enum jd_status status = weigh_asked(linkage, comparison, asked, best, sums, err);
    if (status == JD_OK) {
        uint32_t end = (asked->word + 4) / 4 * 4;
        sieve->n_code_words = sieve->n_code_words > end ? sieve->n_code_words : end;
        settle_asked(sieve);
    }
    return status;
}

static enum jd_status
describe(struct jd__sieve *sieve, double min_weight, struct jd_error *err)
{
    const struct jd_linkage *linkage = sieve->linkage;
    const struct jd__blocking *blocking = &linkage->blocking;
    struct sums sums = {linkage->model->prior_weight, fabs(linkage->model->prior_weight)};
    enum jd_status status = JD_OK;
    for (uint32_t c = 0; c < linkage->model->n_comparisons && status == JD_OK; c++)
        status = add_comparison(sieve, c, &sums, err);
    sieve->base = (float)sums.rest;
    sieve->min_bound = (float)(min_weight - 1e-3 - sums.size * 1e-4);
    sieve->first_key = JD__SIEVE_WORDS;
    if (blocking->keys[0] == blocking->keys[1])
        sieve->first_key = (uint32_t)(blocking->keys[0] - sieve->lines->words);
    for (uint32_t k = 0; k < sieve->n_asked; k++)
        if (sieve->asked[k].column->n_tests == 1)
            sieve->told |= 1ull << k;
    uint32_t n_words = (sieve->lines->n_used + 3) / 4 * 4;
    sieve->n_words = n_words < JD__SIEVE_WORDS ? n_words : JD__SIEVE_WORDS;
    return status;
}

enum jd_status
jd__sieve_new(const struct jd_linkage *linkage, double min_weight,
    struct jd__sieve **out_sieve, struct jd_error *err)
{
    *out_sieve = NULL;
    if (!(min_weight > -1e6) || linkage->records.n == 0 || may_fail(linkage))
        return JD_OK;
    struct jd__sieve *sieve = jd__alloc_array(&linkage->alloc, sizeof(*sieve), 0, 1);
    if (sieve == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for bounds");
    sieve->linkage = linkage;
    sieve->lines = &linkage->fields.lines;
    enum jd_status status = describe(sieve, min_weight, err);
    if (status != JD_OK || sieve->n_asked == 0 || !isfinite(sieve->base) ||
        !isfinite(sieve->min_bound)) {
        jd__sieve_free(sieve);
        return status;
    }
    *out_sieve = sieve;
    return JD_OK;
}

void
jd__sieve_free(struct jd__sieve *sieve)
{
    if (sieve == NULL)
        return;
    struct jd_alloc alloc = sieve->linkage->alloc;
    for (uint32_t i = 0; i < sieve->n_asked; i++)
        jd__alloc_free_array(&alloc, sieve->asked[i].equal, 0,
            sieve->asked[i].column->dict->n, sizeof(*sieve->asked[i].equal));
    jd__alloc_free(&alloc, sieve, sizeof(*sieve));
}

uint64_t
jd__sieve_told(const struct jd__sieve *sieve, const struct jd__branch *branch)
{
    uint64_t told = 0;
    for (uint32_t k = 0; k < sieve->n_asked; k++)
        for (uint32_t i = 0; i < branch->n_equal && branch->explosion == NULL; i++)
            if (branch->equal[i][JD__LEFT] == sieve->asked[k].column->field &&
                branch->equal[i][JD__RIGHT] == sieve->asked[k].column->field)
                told |= 1ull << k;
    return told;
}

void
jd__sieve_look_ahead(const struct jd__sieve *sieve, uint64_t told, const uint32_t *members,
    uint32_t n, uint32_t ahead)
{
    n = n < MOST_AHEAD ? n : MOST_AHEAD;
    for (uint32_t i = 0; i < n; i++) {
        if (i + FAR < ahead)
            jd__line_look_ahead(sieve->lines, members[i + FAR]);
        if (i + NEAR >= ahead)
            continue;
        const uint32_t *line = jd__line_of(sieve->lines, members[i + NEAR]);
        for (uint32_t k = 0; k < sieve->n_asked; k++) {
            const struct asked *asked = &sieve->asked[k];
            if (((told | sieve->told) >> k & 1) == 0 && line[asked->word] != JD_NONE)
                __builtin_prefetch(&asked->column->values[line[asked->word]]);
        }
    }
}

void
jd__sieve_turn(const struct jd__sieve *sieve, uint64_t told, uint32_t left,
    uint64_t earlier, struct jd__sieve_left *out_left)
{
    const uint32_t *line = jd__line_of(sieve->lines, left);
    out_left->told = told | sieve->told;
    out_left->sieve = sieve;
    out_left->line = line;
    out_left->base = sieve->base;
    memset(out_left->equal, 0, sieve->n_words * sizeof(*out_left->equal));
    memset(out_left->null, 0, sieve->n_code_words * sizeof(*out_left->null));
    for (uint32_t i = 0; i < sieve->n_asked; i++) {
        const struct asked *asked = &sieve->asked[i];
        uint32_t code = line[asked->word];
        if (code == JD_NONE) {
            out_left->base += asked->null;
            out_left->told |= 1ull << i;
            continue;
        }
        out_left->equal[asked->word] += asked->equal[code];
        out_left->null[asked->word] += asked->null;
    }
    for (; earlier != 0; earlier &= earlier - 1) {
        uint32_t word = sieve->first_key + jd__lowest_bit(earlier);
        if (word < sieve->n_words && line[word] != JD_NONE)
            out_left->equal[word] = -INFINITY;
    }
}

/* What some words of a right record add to the bound, four sums. */
static inline adds
add_words(const struct jd__sieve_left *left, const uint32_t *right, uint32_t w, bool codes)
{
    const words none = {JD_NONE, JD_NONE, JD_NONE, JD_NONE};
    words x, y, equal, null;
    adds sum;
    memcpy(&x, left->line + w, sizeof(x));
    memcpy(&y, right + w, sizeof(y));
    memcpy(&equal, left->equal + w, sizeof(equal));
    equal &= (words)(x == y);
    if (codes) { /* no word is equal and null: what is null on the left adds nothing more */
        memcpy(&null, left->null + w, sizeof(null));
        equal |= null & (words)(y == none);
    }
    memcpy(&sum, &equal, sizeof(sum));
    return sum;
}

/* The first bounds, by codes and keys alone; inlined for the numbers of words there mostly are. */
static inline uint32_t
bound_pairs(const struct jd__sieve_left *left, const uint32_t *right, uint32_t n,
    uint32_t n_code_words, uint32_t n_words, struct jd__bounded *out_pairs)
{
    const struct jd__lines *lines = left->sieve->lines;
    const float min_bound = left->sieve->min_bound;
    uint32_t n_kept = 0;
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t *line = jd__line_of(lines, right[i]);
        adds sum = {left->base, 0, 0, 0};
        for (uint32_t w = 0; w < n_code_words; w += 4)
            sum += add_words(left, line, w, true);
        for (uint32_t w = n_code_words; w < n_words; w += 4)
            sum += add_words(left, line, w, false);
        float bound = (sum[0] + sum[1]) + (sum[2] + sum[3]);
        out_pairs[n_kept] = (struct jd__bounded){right[i], bound};
        n_kept += bound >= min_bound;
    }
    return n_kept;
}

static uint32_t
first_bounds(const struct jd__sieve_left *left, const uint32_t *right, uint32_t n,
    struct jd__bounded *out_pairs)
{
    uint32_t n_codes = left->sieve->n_code_words, n_words = left->sieve->n_words;
    if (n_codes == 4 && n_words == 8)
        return bound_pairs(left, right, n, 4, 8, out_pairs);
    if (n_codes == 8 && n_words == 12)
        return bound_pairs(left, right, n, 8, 12, out_pairs);
    if (n_codes == 8 && n_words == 16)
        return bound_pairs(left, right, n, 8, 16, out_pairs);
    return bound_pairs(left, right, n, n_codes, n_words, out_pairs);
}

/* Of pairs with a bound keep those that still may be heavy once a comparison is asked. */
static uint32_t
ask(const struct asked *asked, const struct jd__sieve_left *left,
    struct jd__bounded *restrict pairs, uint32_t n)
{
    const struct jd__lines *lines = left->sieve->lines;
    const struct jd__compared *column = asked->column;
    const uint32_t word = asked->word, code = left->line[word];
    const float min_bound = left->sieve->min_bound;
    const struct jd__value *value = &column->values[code];
    uint32_t n_kept = 0;
    for (uint32_t i = 0; i < n; i++) {
        struct jd__bounded pair = pairs[i];
        uint32_t other = jd__line_of(lines, pair.record)[word];
        bool unlike = (other != code) & (other != JD_NONE);
        uint32_t may =
            jd__compared_may(column, value, &column->values[unlike ? other : code]);
        pair.bound += unlike ? asked->drop[jd__lowest_bit(may)] : 0;
        pairs[n_kept] = pair;
        n_kept += pair.bound >= min_bound;
    }
    return n_kept;
}

/* The same where only likenesses are asked: fewer steps, and it is where the time goes. */
static uint32_t
ask_texts(const struct asked *asked, const struct jd__sieve_left *left,
    struct jd__bounded *restrict pairs, uint32_t n)
{
    const struct jd__lines *lines = left->sieve->lines;
    const struct jd__needs *needs = asked->column->needs;
    const struct jd__value *values = asked->column->values;
    const uint32_t word = asked->word, code = left->line[word];
    const float min_bound = left->sieve->min_bound;
    const struct jd__value *value = &values[code];
    uint32_t n_kept = 0;
    for (uint32_t i = 0; i < n; i++) {
        struct jd__bounded pair = pairs[i];
        uint32_t other = jd__line_of(lines, pair.record)[word];
        bool unlike = (other != code) & (other != JD_NONE);
        uint32_t may = jd__likenesses_may(needs, value, &values[unlike ? other : code]);
        pair.bound += asked->drop_by_likeness[unlike ? may : NOT_UNLIKE];
        pairs[n_kept] = pair;
        n_kept += pair.bound >= min_bound;
    }
    return n_kept;
}

uint32_t
jd__sieve_partners(
    struct jd__sieve_left *left, const uint32_t *right, uint32_t n, uint32_t *out_partners)
{
    const struct jd__sieve *sieve = left->sieve;
    struct jd__bounded *pairs = left->pairs;
    uint32_t n_kept = first_bounds(left, right, n, pairs);
    for (uint32_t k = 0; k < sieve->n_asked && n_kept > 0; k++)
        if ((left->told >> k & 1) == 0)
            n_kept = (sieve->asked[k].of_texts ? ask_texts : ask)(
                &sieve->asked[k], left, pairs, n_kept);
    for (uint32_t i = 0; i < n_kept; i++)
        out_partners[i] = pairs[i].record;
    return n_kept;
}
