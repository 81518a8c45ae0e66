/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_kernels.c - each name of one file against each of another, as a matrix of values: one
 * text against many laid out (text/many.h), row by row.
 *
 *     bench_kernels NAMES_A NAMES_B VALUES    one name a line
 *
 * What bench/peers/kernels.py compares with RapidFuzz's cdist: first the values, which go to
 * the file VALUES as doubles, one matrix behind another; then the processor time, which is the
 * median of RUNS over the whole matrix.
 */
#include "text/many.h"

#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { RUNS = 5, WIDEST = 256 };

struct names {
    size_t n;
    char (*bytes)[WIDEST];
};

static struct names
read_names(const char *path)
{
    struct names names = {0};
    char line[WIDEST];
    FILE *file = fopen(path, "rb");
    while (file != NULL && fgets(line, WIDEST, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        char(*more)[WIDEST] = realloc(names.bytes, (names.n + 1) * WIDEST);
        if (more == NULL)
            exit(1);
        names.bytes = more;
        memcpy(names.bytes[names.n++], line, WIDEST);
    }
    if (file != NULL)
        (void)fclose(file);
    return names;
}

/* One text against each of many: a row of a matrix, of distances or of similarities. */
struct row {
    uint32_t *distances;
    double *similarities;
};

typedef void (*measured)(const struct jd__many *many, struct jd_str one, struct row out);

static void
levenshtein(const struct jd__many *many, struct jd_str one, struct row out)
{
    jd__many_levenshtein(many, one, out.distances);
}

static void
damerau(const struct jd__many *many, struct jd_str one, struct row out)
{
    if (jd__many_damerau_levenshtein(many, one, out.distances, NULL) != JD_OK)
        exit(1);
}

static void
jaro_winkler(const struct jd__many *many, struct jd_str one, struct row out)
{
    jd__many_jaro_winkler(many, one, out.similarities);
}

static int
by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The whole matrix, with the laying out of one side. */
static double
measure(measured compare, const struct jd_str *a, size_t n_a, const struct jd_str *b,
    size_t n_b, struct row out)
{
    double took[RUNS];
    for (int run = 0; run < RUNS; run++) {
        clock_t start = clock();
        struct jd__many *many = NULL;
        if (jd__many_new(NULL, b, n_b, &many, NULL) != JD_OK)
            exit(1);
        for (size_t i = 0; i < n_a; i++)
            compare(many, a[i],
                (struct row){out.distances + i * n_b, out.similarities + i * n_b});
        jd__many_free(many);
        took[run] = (double)(clock() - start) * (1e9 / CLOCKS_PER_SEC) /
                    ((double)n_a * (double)n_b);
    }
    qsort(took, RUNS, sizeof(took[0]), by_size);
    return took[RUNS / 2];
}

static struct jd_str *
views_of(const struct names *names)
{
    struct jd_str *views = malloc((names->n + 1) * sizeof(*views));
    for (size_t i = 0; views != NULL && i < names->n; i++)
        views[i] = jd__str(names->bytes[i]);
    return views;
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *name;
        measured compare;
        bool is_distance;
    } kernels[] = {{"jaro_winkler", jaro_winkler, false},
        {"levenshtein", levenshtein, true}, {"damerau_levenshtein", damerau, true}};
    if (argc != 4)
        return 2;
    struct names a = read_names(argv[1]), b = read_names(argv[2]);
    struct jd_str *a_views = views_of(&a), *b_views = views_of(&b);
    size_t n = a.n * b.n;
    struct row values = {malloc(n * sizeof(uint32_t) + 1), malloc(n * sizeof(double) + 1)};
    FILE *file = fopen(argv[3], "wb");
    if (a_views == NULL || b_views == NULL || values.distances == NULL ||
        values.similarities == NULL || file == NULL)
        exit(1);
    for (size_t k = 0; k < sizeof(kernels) / sizeof(kernels[0]); k++) {
        double took = measure(kernels[k].compare, a_views, a.n, b_views, b.n, values);
        for (size_t i = 0; kernels[k].is_distance && i < n; i++)
            values.similarities[i] = values.distances[i];
        if (fwrite(values.similarities, sizeof(double), n, file) != n)
            exit(1);
        printf("%s\"%s\": %.2f", k > 0 ? ", " : "{", kernels[k].name, took);
    }
    puts("}");
    free(values.distances);
    free(values.similarities);
    free(a_views);
    free(b_views);
    free(a.bytes);
    free(b.bytes);
    return fclose(file) != 0;
}
