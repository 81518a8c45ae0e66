/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_text.c - any two texts: the kernels say what the definitions say, in both orders, no
 * bound says no where the kernel says yes, and one text against many pieces of the other gives
 * what each pair gives.
 *
 * The first byte says where the rest is cut in two; the second is a threshold.
 */
#include "fuzz.h"

#include "text/many.h"
#include "text/text.h"
#include "text/text_plain.h"

static void
check_distances(struct jd_str a, struct jd_str b, uint32_t k)
{
    uint32_t distance = jd__levenshtein(a, b), damerau = 0;
    fuzz_assert(jd__levenshtein(b, a) == distance);
    fuzz_assert(jd__levenshtein_at_most(a, b, k) == (distance <= k));
    fuzz_assert(jd__damerau_levenshtein(NULL, a, b, &damerau, NULL) == JD_OK);
    fuzz_assert(damerau <= distance && distance <= 2 * damerau);
    struct jd__sketch of_a = jd__sketch_of(a), of_b = jd__sketch_of(b);
    fuzz_assert(jd__sketch_may_be_at_most(&of_a, &of_b, damerau));
    if (a.size > JD__PLAIN_SIZE || b.size > JD__PLAIN_SIZE)
        return;
    fuzz_assert(distance == jd__plain_levenshtein(a, b));
    fuzz_assert(damerau == jd__plain_damerau_levenshtein(a, b));
}

static void
check_similarities(struct jd_str a, struct jd_str b, double t)
{
    double jaro = jd__jaro(a, b), raised = jd__jaro_winkler(a, b), shared = -1;
    fuzz_assert(jaro >= 0 && jaro <= raised && raised <= 1);
    fuzz_assert(jd__jaro(b, a) == jaro && jd__jaro_winkler(b, a) == raised);
    fuzz_assert(jd__jaro_at_least(a, b, t) == (jaro >= t));
    fuzz_assert(jd__jaro_winkler_at_least(a, b, t) == (raised >= t));
    struct jd__sketch of_a = jd__sketch_of(a), of_b = jd__sketch_of(b);
    fuzz_assert(jd__sketch_may_jaro(&of_a, &of_b, jaro));
    fuzz_assert(jd__sketch_may_jaro_winkler(&of_a, &of_b, raised));
    bool has_shared = jd__jaccard(a, b, &shared);
    fuzz_assert(has_shared == (a.size > 0 && b.size > 0));
    if (a.size > JD__PLAIN_SIZE || b.size > JD__PLAIN_SIZE)
        return;
    double plain = -1;
    fuzz_assert(jaro == jd__plain_jaro(a, b) && raised == jd__plain_jaro_winkler(a, b));
    fuzz_assert(jd__plain_jaccard(a, b, &plain) == has_shared && plain == shared);
}

/* One text against pieces of the other, of sizes from nothing to all. */
static void
check_many(struct jd_str one, struct jd_str other)
{
    enum { N = 21 };
    struct jd_str texts[N];
    uint32_t distances[N], damerau[N];
    double jaro[N], raised[N];
    for (size_t i = 0; i < N; i++) {
        size_t size = i < 18 && i < other.size ? i : other.size / (i % 3 + 1);
        texts[i] = (struct jd_str){other.data + (other.size - size) / 2, size};
    }
    struct jd__many *many = NULL;
    fuzz_assert(jd__many_new(NULL, texts, N, &many, NULL) == JD_OK);
    jd__many_levenshtein(many, one, distances);
    fuzz_assert(jd__many_damerau_levenshtein(many, one, damerau, NULL) == JD_OK);
    jd__many_jaro(many, one, jaro);
    jd__many_jaro_winkler(many, one, raised);
    for (size_t i = 0; i < N; i++) {
        uint32_t distance = 0;
        fuzz_assert(jd__damerau_levenshtein(NULL, one, texts[i], &distance, NULL) == JD_OK);
        fuzz_assert(damerau[i] == distance);
        fuzz_assert(distances[i] == jd__levenshtein(one, texts[i]));
        fuzz_assert(jaro[i] == jd__jaro(one, texts[i]));
        fuzz_assert(raised[i] == jd__jaro_winkler(one, texts[i]));
    }
    jd__many_free(many);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2 || size > 1500)
        return 0;
    size_t cut = (size - 2) * data[0] / 255;
    struct jd_str a = {(const char *)data + 2, cut};
    struct jd_str b = {(const char *)data + 2 + cut, size - 2 - cut};
    check_distances(a, b, data[1] % 16);
    check_similarities(a, b, data[1] / 255.0);
    check_many(a, b);
    check_many(b, a);
    return 0;
}
