/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_text.c - nanoseconds a pair for each comparator of src/text/text.h.
 *
 *     bench_text [FILE]     a name a line, the first 2,000 of them; without it, made-up names
 *
 * Every name is compared with every other.  "ask" is a threshold's question, "sketch" the same
 * question with the bound of jd__sketch first, as a loop over a block's pairs asks it.  "many"
 * compares each name with a block of so many, which is laid out anew for each such block.
 */
#include "os/clock.h"
#include "text/many.h"
#include "text/text.h"

#include "base/random.h"
#include "base/str.h"

#include <stdio.h>
#include <string.h>

enum { MOST = 2000, WIDEST = 64 };

static char bytes[MOST][WIDEST];
static struct jd__sketch names[MOST];
static size_t n_names;

/* Two to four syllables: about as long, and as alike, as surnames are. */
static void
make_name(struct jd__random *random, char out[static WIDEST])
{
    static const char first[] = "bcdfghjklmnprstvw", second[] = "aeiou", last[] = "nrstlmd";
    size_t n = 0;
    for (uint64_t left = 2 + jd__random_below(random, 3); left > 0; left--) {
        out[n++] = first[jd__random_below(random, sizeof(first) - 1)];
        out[n++] = second[jd__random_below(random, sizeof(second) - 1)];
        if (jd__random_below(random, 2) == 0)
            out[n++] = last[jd__random_below(random, sizeof(last) - 1)];
    }
    out[n] = '\0';
}

static bool
read_names(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return false;
    while (n_names < MOST && fgets(bytes[n_names], WIDEST, file) != NULL) {
        bytes[n_names][strcspn(bytes[n_names], "\r\n")] = '\0';
        n_names++;
    }
    (void)fclose(file);
    return true;
}

/* What is measured: one pair, and a number so that nothing is optimised away. */
typedef double (*measured)(const struct jd__sketch *a, const struct jd__sketch *b);

static double
levenshtein(const struct jd__sketch *a, const struct jd__sketch *b)
{
    return jd__levenshtein(a->text, b->text);
}

static double
ask_levenshtein(const struct jd__sketch *a, const struct jd__sketch *b)
{
    return jd__levenshtein_at_most(a->text, b->text, 2);
}

static double
sketch_levenshtein(const struct jd__sketch *a, const struct jd__sketch *b)
{
    return jd__sketch_may_be_at_most(a, b, 2) &&
           jd__levenshtein_at_most(a->text, b->text, 2);
}

static double
damerau(const struct jd__sketch *a, const struct jd__sketch *b)
{
    uint32_t distance = 0;
    (void)jd__damerau_levenshtein(
        NULL, a->text, b->text, &distance, NULL); /* short: no memory */
    return distance;
}

static double
jaro_winkler(const struct jd__sketch *a, const struct jd__sketch *b)
{
    return jd__jaro_winkler(a->text, b->text);
}

static double
ask_jaro_winkler(const struct jd__sketch *a, const struct jd__sketch *b)
{
    return jd__jaro_winkler_at_least(a->text, b->text, 0.92);
}

static double
sketch_jaro_winkler(const struct jd__sketch *a, const struct jd__sketch *b)
{
    return jd__sketch_may_jaro_winkler(a, b, 0.92) &&
           jd__jaro_winkler_at_least(a->text, b->text, 0.92);
}

static double
jaccard(const struct jd__sketch *a, const struct jd__sketch *b)
{
    double similarity = 0;
    return jd__jaccard(a->text, b->text, &similarity) ? similarity : 0;
}

static void
measure(const char *what, measured compare)
{
    double sum = 0;
    int64_t start = jd__clock_monotonic();
    for (size_t i = 0; i < n_names; i++)
        for (size_t j = 0; j < n_names; j++)
            sum += compare(&names[i], &names[j]);
    double pairs = (double)n_names * (double)n_names;
    double nanoseconds = (double)(jd__clock_monotonic() - start) * 1000 / pairs;
    (void)printf("%-28s %7.1f ns a pair   (mean %.4f)\n", what, nanoseconds, sum / pairs);
}

/* Each block of names against itself: its laying out, then one name after another. */
static double
compare_block(const struct jd_str *texts, size_t n, double *values, uint32_t *distances)
{
    double sum = 0;
    struct jd__many *many = NULL;
    if (jd__many_new(NULL, texts, n, &many, NULL) != JD_OK)
        return 0;
    for (size_t i = 0; i < n; i++) {
        if (values != NULL)
            jd__many_jaro_winkler(many, texts[i], values);
        else
            jd__many_levenshtein(many, texts[i], distances);
        sum += values != NULL ? values[n - 1] : distances[n - 1];
    }
    jd__many_free(many);
    return sum;
}

static void
measure_many(bool is_jaro_winkler, size_t n_block)
{
    static struct jd_str texts[MOST];
    static double values[MOST];
    static uint32_t distances[MOST];
    double sum = 0, pairs = 0;
    for (size_t i = 0; i < n_names; i++)
        texts[i] = names[i].text;
    int64_t start = jd__clock_monotonic();
    for (size_t run = 0; run < (size_t)2 * MOST / n_block; run++)
        for (size_t at = 0; at + n_block <= n_names; at += n_block) {
            sum += compare_block(
                texts + at, n_block, is_jaro_winkler ? values : NULL, distances);
            pairs += (double)n_block * (double)n_block;
        }
    double nanoseconds = (double)(jd__clock_monotonic() - start) * 1000 / pairs;
    (void)printf("%-16s many, %6zu %7.1f ns a pair   (%.0f pairs, sum %.0f)\n",
        is_jaro_winkler ? "jaro-winkler" : "levenshtein", n_block, nanoseconds, pairs, sum);
}

int
main(int argc, char **argv)
{
    struct jd__random random = {1};
    if (argc > 1 && !read_names(argv[1])) {
        (void)fprintf(stderr, "%s: cannot be read\n", argv[1]);
        return 66;
    }
    for (; argc < 2 && n_names < MOST; n_names++)
        make_name(&random, bytes[n_names]);
    for (size_t i = 0; i < n_names; i++)
        names[i] = jd__sketch_of(jd__str(bytes[i]));
    measure("levenshtein", levenshtein);
    measure("levenshtein <= 2, ask", ask_levenshtein);
    measure("levenshtein <= 2, sketch", sketch_levenshtein);
    measure("damerau-levenshtein", damerau);
    measure("jaro-winkler", jaro_winkler);
    measure("jaro-winkler >= 0.92, ask", ask_jaro_winkler);
    measure("jaro-winkler >= 0.92, sketch", sketch_jaro_winkler);
    measure("jaccard", jaccard);
    static const size_t blocks[] = {4, 16, 64, 1000};
    for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++) {
        measure_many(false, blocks[i]);
        measure_many(true, blocks[i]);
    }
    return 0;
}
