/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_kernels.c - each name of one file against each of another, as a matrix of values.
 *
 *     bench_kernels NAMES_A NAMES_B VALUES    one name a line
 *
 * What bench/peers/kernels.py compares with RapidFuzz's cdist: first the values, which go to
 * the file VALUES as doubles, one matrix behind another; then the processor time, which is the
 * median of RUNS over the whole matrix.
 */
#include "text/text.h"

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

typedef double (*measured)(struct jd_str a, struct jd_str b);

static double
levenshtein(struct jd_str a, struct jd_str b)
{
    return jd__levenshtein(a, b);
}

static double
damerau(struct jd_str a, struct jd_str b)
{
    uint32_t distance = 0;
    (void)jd__damerau_levenshtein(NULL, a, b, &distance, NULL); /* short: no memory */
    return distance;
}

static int
by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double
measure(measured compare, const struct jd_str *a, size_t n_a, const struct jd_str *b,
    size_t n_b, double *values)
{
    double took[RUNS];
    for (int run = 0; run < RUNS; run++) {
        clock_t start = clock();
        for (size_t i = 0; i < n_a; i++)
            for (size_t j = 0; j < n_b; j++)
                values[i * n_b + j] = compare(a[i], b[j]);
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
    } kernels[] = {{"jaro_winkler", jd__jaro_winkler}, {"levenshtein", levenshtein},
        {"damerau_levenshtein", damerau}};
    if (argc != 4)
        return 2;
    struct names a = read_names(argv[1]), b = read_names(argv[2]);
    struct jd_str *a_views = views_of(&a), *b_views = views_of(&b);
    double *values = malloc(a.n * b.n * sizeof(*values) + 1);
    FILE *file = fopen(argv[3], "wb");
    if (a_views == NULL || b_views == NULL || values == NULL || file == NULL)
        exit(1);
    for (size_t k = 0; k < sizeof(kernels) / sizeof(kernels[0]); k++) {
        double took = measure(kernels[k].compare, a_views, a.n, b_views, b.n, values);
        if (fwrite(values, sizeof(*values), a.n * b.n, file) != a.n * b.n)
            exit(1);
        printf("%s\"%s\": %.2f", k > 0 ? ", " : "{", kernels[k].name, took);
    }
    puts("}");
    free(values);
    free(a_views);
    free(b_views);
    free(a.bytes);
    free(b.bytes);
    return fclose(file) != 0;
}
