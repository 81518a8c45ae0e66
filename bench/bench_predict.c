/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_predict.c - blocking and scoring alone: the records are read, nothing is written.
 *
 *     bench_predict RECORDS MODEL.json [THREADS [MIN_PROBABILITY]]
 *
 * "block" is all that a model needs of records before its first pair: frequencies, derived
 * columns, keys.  "score" gives every pair to a sink that keeps it in memory.  The sums say
 * whether the pairs are those of another program.
 */
#include <joinder/io.h>
#include <joinder/link.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { MODEL_SIZE = 1 << 24 };

/* What is kept of a pair, as long as the run. */
struct kept {
    uint32_t left, right;
    double weight, probability;
    uint32_t key;
};

struct pairs {
    struct kept *list;
    size_t n, room;
};

static void
must(enum jd_status status, const struct jd_error *err)
{
    if (status == JD_OK)
        return;
    (void)fprintf(stderr, "bench_predict: %s\n", err->message);
    exit(1);
}

static double
seconds(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double
cpu_seconds(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static enum jd_status
keep(void *ctx, const struct jd_scored *scored, struct jd_error *err)
{
    struct pairs *pairs = ctx;
    (void)err;
    if (pairs->n + scored->n > pairs->room) {
        pairs->room = (pairs->n + scored->n) * 2;
        struct kept *more = realloc(pairs->list, pairs->room * sizeof(*more));
        if (more == NULL)
            return JD_E_NOMEM;
        pairs->list = more;
    }
    for (uint32_t i = 0; i < scored->n; i++)
        pairs->list[pairs->n++] =
            (struct kept){scored->left[i], scored->right[i], scored->weight[i],
                scored->probability[i], (uint32_t)__builtin_ctzll(scored->rules[i])};
    return JD_OK;
}

static struct jd_model *
read_model(const char *path, const struct jd_sql *sql)
{
    struct jd_model *model = NULL;
    struct jd_error err = {0};
    char *text = malloc(MODEL_SIZE);
    FILE *file = fopen(path, "rb");
    if (file == NULL || text == NULL) {
        (void)fprintf(stderr, "bench_predict: %s cannot be read\n", path);
        exit(1);
    }
    size_t size = fread(text, 1, MODEL_SIZE, file);
    (void)fclose(file);
    must(jd_model_from_json(NULL, (struct jd_str){text, size}, sql, &model, &err), &err);
    free(text);
    return model;
}

/* Sums that do not depend on the order of pairs; ids are whole numbers. */
static void
say_sums(const struct jd_linkage *linkage, const struct pairs *pairs)
{
    const struct jd_table *table = jd_linkage_table(linkage);
    uint32_t id = jd_table_find(table, "unique_id");
    uint64_t ids_l = 0, ids_r = 0, products = 0, keys = 0;
    double weights = 0;
    for (size_t i = 0; i < pairs->n; i++) {
        const struct kept *pair = &pairs->list[i];
        uint64_t l = (uint64_t)jd_table_get(table, id, pair->left).integer;
        uint64_t r = (uint64_t)jd_table_get(table, id, pair->right).integer;
        ids_l += l;
        ids_r += r;
        products += l * r % 1000003;
        keys += pair->key;
        weights += pair->weight;
    }
    printf("\"pairs\": %zu, \"ids_l\": %" PRIu64 ", \"ids_r\": %" PRIu64
           ", \"products\": %" PRIu64 ", \"keys\": %" PRIu64 ", \"weights\": %.17g}\n",
        pairs->n, ids_l, ids_r, products, keys, weights);
}

int
main(int argc, char **argv)
{
    struct jd_error err = {0};
    struct jd_io *io = NULL;
    struct jd_table *table = NULL;
    struct jd_linkage *linkage = NULL;
    struct pairs pairs = {0};
    if (argc < 3)
        return 2;
    struct jd_io_options io_options = jd_io_options_default();
    struct jd_linkage_options options = jd_linkage_options_default();
    struct jd_predict_options how = jd_predict_options_default();
    options.threads = io_options.threads =
        argc > 3 ? (uint32_t)strtoul(argv[3], NULL, 10) : 2;
    how.min_weight = jd_weight_from_probability(argc > 4 ? strtod(argv[4], NULL) : 0.01);
    must(jd_io_new(NULL, &io_options, &io, &err), &err);
    struct jd_sql sql = jd_io_sql(io);
    struct jd_model *model = read_model(argv[2], &sql);
    double at[4] = {seconds()}, cpu[4] = {cpu_seconds()};
    must(jd_io_read(io, argv[1], NULL, &table, &err), &err);
    at[1] = seconds(), cpu[1] = cpu_seconds();
    const struct jd_table *tables[] = {table};
    must(jd_linkage_new(NULL, model, tables, 1, &options, &linkage, &err), &err);
    at[2] = seconds(), cpu[2] = cpu_seconds();
    must(jd_linkage_predict(linkage, &how, keep, &pairs, &err), &err);
    at[3] = seconds(), cpu[3] = cpu_seconds();
    static const char *const stages[] = {"read", "block", "score"};
    printf("{");
    for (int i = 0; i < 3; i++)
        printf("\"%s\": %.6f, \"%s_cpu\": %.6f, ", stages[i], at[i + 1] - at[i], stages[i],
            cpu[i + 1] - cpu[i]);
    say_sums(linkage, &pairs);
    free(pairs.list);
    jd_linkage_free(linkage);
    jd_model_free(model);
    jd_table_free(table);
    jd_io_free(io);
    return 0;
}
