/* SPDX-License-Identifier: Apache-2.0 */
/*
 * weigh.c - how many bits speak for two records being one.
 *
 *     weight = prior + sum over columns of log2 m(level) - mean of log2 u(level | v), u(level | w)
 *
 * after Fellegi and Sunter (1969), with the chance of a level taken from the value at hand
 * (Winkler 2000, and for fuzzy levels too).  Names: each token with its best partner in the
 * other name, both ways, halved.  A null says nothing.
 *
 * Who moved has another street, town, code and telephone at once, so these columns are weighed
 * together: of matches a share `moved` has all of them as strangers have, the others each by
 * its own m:
 * *     log2 ((1 - moved) * 2^(sum of their bits) + moved)
 * * But who is found elsewhere should be the same in all that stays: where a name or a day is unlike
 * (twins who left home), the share that moved is taken as a sixteenth.
*/
#include "automatic/dependence.h"

#include "os/thread.h"

#include <math.h>
enum { SLICE = 4096 };

void
jd__token_levels(const struct jd_automatic *a, uint32_t i, uint32_t j,
    uint8_t of_i[static JD__MOST_TOKENS], uint8_t of_j[static JD__MOST_TOKENS])
{
    const uint32_t *starts = a->bag.starts.data, *tokens = a->bag.tokens.data;
    uint32_t n_i = starts[i + 1] - starts[i], n_j = starts[j + 1] - starts[j];
    memset(of_i, 0, JD__MOST_TOKENS);
    memset(of_j, 0, JD__MOST_TOKENS);
    for (uint32_t x = 0; x < n_i; x++)
        for (uint32_t y = 0; y < n_j; y++) {
            uint8_t level = (uint8_t)jd__level(
                &a->bag.values, tokens[starts[i] + x], tokens[starts[j] + y]);
            of_i[x] = level > of_i[x] ? level : of_i[x];
            of_j[y] = level > of_j[y] ? level : of_j[y];
        }
}

/* The tokens of record j, whose best levels are given, by what record i holds. */
static double
weigh_tokens(const struct jd_automatic *a, uint32_t i, uint32_t j, const uint8_t *levels,
    const uint8_t *columns)
{
    const struct jd__values *values = &a->bag.values;
    const uint32_t *starts = a->bag.starts.data, *tokens = a->bag.tokens.data;
    const uint8_t *roles = a->bag.roles.data;
    const float *u = values->u.data;
    double sum = 0;
    for (uint32_t t = starts[j]; t < starts[j + 1]; t++) {
        uint8_t level = levels[t - starts[j]];
        double bits = values->m[roles[t]][level] -
                      jd__u_given(a->dependence, columns, JD__MOST_ATTRIBUTES + roles[t],
                          level, (double)u[(size_t)tokens[t] * JD__LEVELS + level]);
        for (uint32_t s = starts[i];
             level < 3 && values->aliases.n_slots > 0 && s < starts[i + 1]; s++) {
            double alias = jd__alias(&values->aliases, tokens[s], tokens[t]);
            bits = alias > bits && alias > 0 ? alias : bits;
        }
        sum += bits;
    }
    return sum;
}

/* Is a token unlike all of the other name's, one of those that hardly ever are? */
static bool
is_token_apart(const struct jd_automatic *a, uint32_t r, const uint8_t *levels)
{
    const uint32_t *starts = a->bag.starts.data;
    for (uint32_t t = starts[r]; t < starts[r + 1]; t++)
        if (levels[t - starts[r]] == 0 &&
            jd__tells_apart(&a->bag.values, JD__AT(uint8_t, a->bag.roles, t)))
            return true;
    return false;
}

static double
weigh_value(const struct jd_automatic *a, uint32_t k, uint32_t i, uint32_t j,
    const uint8_t *columns)
{
    const struct jd__values *values = &a->attributes[k].values;
    uint32_t v = a->attributes[k].codes[i], w = a->attributes[k].codes[j];
    const float *u = values->u.data;
    unsigned level = columns[k];
    double m =
        level == 0 && jd__is_far(values, v, w) ? jd__far_m(values) : values->m[0][level];
    double bits = m - jd__u_given(a->dependence, columns, k, level,
                          0.5 * ((double)u[(size_t)v * JD__LEVELS + level] +
                                    (double)u[(size_t)w * JD__LEVELS + level]));
    if (level < JD__LEVELS - 1 && values->aliases.n_slots > 0) {
        double alias = jd__alias(&values->aliases, v, w);
        bits = alias > bits && alias != 0 ? alias : bits;
    }
    return bits;
}

bool
jd__tells_apart(const struct jd__values *values, unsigned role)
{
    static const double seldom = 0.2; /* of matches are unlike */
    return values->m[role][0] <= log2(seldom) + 1e-9;
}

double
jd__moved_share(const struct jd_automatic *a, bool apart)
{
    static const double seldom =
        1.0 / 16; /* of those who moved are unlike elsewhere, too */
    return apart ? seldom * a->moved : a->moved;
}

double
jd__with_moves(const struct jd_automatic *a, double bits, bool apart)
{
    double moved = jd__moved_share(a, apart);
    return moved > 0 ? log2((1 - moved) * exp2(bits) + moved) : bits;
}

double
jd__weigh(const struct jd_automatic *a, uint32_t i, uint32_t j)
{
    const uint32_t *starts = a->bag.starts.data;
    double bits = a->prior, of_moving = 0;
    bool any_moving = false, apart = false;
    uint8_t columns[JD__MOST_ATTRIBUTES];
    jd__pair_levels(a, i, j, columns);
    for (uint32_t k = 0; k < a->n_attributes; k++)
        if (columns[k] != JD__NO_LEVEL) {
            bool moves = a->attributes[k].values.moves;
            any_moving |= moves;
            apart |=
                !moves && columns[k] == 0 && jd__tells_apart(&a->attributes[k].values, 0);
            *(moves ? &of_moving : &bits) += weigh_value(a, k, i, j, columns);
        }
    if (starts[i + 1] > starts[i] && starts[j + 1] > starts[j]) {
        uint8_t of_i[JD__MOST_TOKENS], of_j[JD__MOST_TOKENS];
        jd__token_levels(a, i, j, of_i, of_j);
        apart |= is_token_apart(a, i, of_i) || is_token_apart(a, j, of_j);
        bits += 0.5 * (weigh_tokens(a, j, i, of_i, columns) +
                          weigh_tokens(a, i, j, of_j, columns));
    }
    if (any_moving)
        bits += jd__with_moves(a, of_moving, apart);
    return bits;
}

static enum jd_status
weigh_slice(void *ctx, uint32_t slice, uint32_t thread, struct jd_error *err)
{
    (void)thread;
    (void)err;
    struct jd_automatic *a = ctx;
    struct jd_candidate *pairs = a->candidates.pairs.data;
    size_t start = (size_t)slice * SLICE, n = a->candidates.pairs.n;
    for (size_t p = start; p < n && p < start + SLICE; p++)
        pairs[p].weight = jd__weigh(a, pairs[p].a, pairs[p].b);
    return JD_OK;
}

enum jd_status
jd__weigh_all(struct jd_automatic *a, struct jd_error *err)
{
    return jd__parallel(
        a->threads, (uint32_t)(a->candidates.pairs.n / SLICE + 1), weigh_slice, a, err);
}
