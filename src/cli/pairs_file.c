/* SPDX-License-Identifier: Apache-2.0 */
/* pairs_file.c - predict's output, block by block, in the columns that Splink gives. */
#include "cli/linking.h"

#include <math.h>
#include <stdlib.h>

/* gamma is an int8_t: a weight and a number for each of its values. */
enum { N_GAMMA = 256, FIRST_GAMMA = INT8_MIN };

struct pairs_file {
    const struct jd_model *model;
    const struct jd_linkage *linkage;
    struct timings *timings;
    struct jd_io_writer *writer;
    uint32_t n_outputs; /* of the linkage's those from the first shown on */
    uint32_t first_output;
    struct jd_io_slice *slices; /* one for each output */
    struct jd_table *keys;      /* "0", "1", ..., null: the rules as text */
    struct jd_table *gammas;    /* row g - FIRST_GAMMA holds gamma g */
    double (*weights)[N_GAMMA]; /* by comparison and gamma */
    uint32_t room;              /* pairs for which there is scratch */
    double *scratch;            /* for each output, `room` doubles or row numbers */
};

static enum jd_status
make_keys(uint32_t n_rules, struct jd_table **out_keys, struct jd_error *err)
{
    struct jd_column_spec column = {"match_key", JD_TYPE_TEXT};
    struct jd_table *keys = NULL;
    enum jd_status status = jd_table_new(NULL, "keys", &column, 1, &keys, err);
    for (uint32_t rule = 0; rule < n_rules && status == JD_OK; rule++) {
        char text[16];
        (void)snprintf(text, sizeof(text), "%u", rule);
        status = jd_table_put(keys, 0, jd_text(text), err);
    }
    if (status == JD_OK)
        status = jd_table_put(keys, 0, jd_null(), err);
    if (status == JD_OK)
        status = jd_table_finish(keys, err);
    *out_keys = keys;
    return status;
}

static enum jd_status
make_gammas(struct jd_table **out_gammas, struct jd_error *err)
{
    struct jd_column_spec column = {"gamma", JD_TYPE_INT};
    struct jd_table *gammas = NULL;
    enum jd_status status = jd_table_new(NULL, "gammas", &column, 1, &gammas, err);
    for (int gamma = FIRST_GAMMA; gamma <= INT8_MAX && status == JD_OK; gamma++)
        status = jd_table_put(
            gammas, 0, gamma != JD_GAMMA_NONE ? jd_int(gamma) : jd_null(), err);
    if (status == JD_OK)
        status = jd_table_finish(gammas, err);
    *out_gammas = gammas;
    return status;
}

static enum jd_status
open_writer(
    struct pairs_file *file, struct jd_io *io, const char *path, struct jd_error *err)
{
    struct jd_column_spec *columns = calloc(file->n_outputs, sizeof(*columns));
    if (columns == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for columns");
    for (uint32_t i = 0; i < file->n_outputs; i++) {
        struct jd_output output = jd_linkage_output(file->linkage, file->first_output + i);
        columns[i] = (struct jd_column_spec){output.name, output.type};
    }
    enum jd_status status =
        jd_io_writer_new(io, path, columns, file->n_outputs, &file->writer, err);
    free(columns);
    for (uint32_t i = 0; i < file->n_outputs && status == JD_OK; i++)
        if (jd_linkage_output(file->linkage, i).kind == JD_OUTPUT_MATCH_KEY)
            status = jd_io_writer_few(file->writer, i, file->keys, 0, err);
    return status;
}

/* Is the first output that is shown a score?  They come before all others. */
static bool
is_score(const struct pairs_file *file)
{
    enum jd_output_kind kind = jd_linkage_output(file->linkage, file->first_output).kind;
    return kind == JD_OUTPUT_WEIGHT || kind == JD_OUTPUT_PROBABILITY;
}

enum jd_status
pairs_file_new(const struct linking *linking, const char *path,
    struct pairs_file **out_file, struct jd_error *err)
{
    struct pairs_file *file = calloc(1, sizeof(*file));
    if (file == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for output");
    file->model = linking->model;
    file->linkage = linking->linkage;
    file->timings = linking->timings;
    while (linking->shown != LINKING_SCORES && is_score(file))
        file->first_output++;
    file->n_outputs = jd_linkage_n_outputs(file->linkage) - file->first_output;
    uint32_t n_comparisons = jd_model_n_comparisons(file->model);
    file->slices = calloc(file->n_outputs, sizeof(*file->slices));
    file->weights = calloc(n_comparisons, sizeof(*file->weights));
    enum jd_status status = JD_OK;
    if (file->slices == NULL || file->weights == NULL)
        status = LINKING_FAIL(err, JD_E_NOMEM, "no memory for output");
    for (uint32_t c = 0; c < n_comparisons && status == JD_OK; c++)
        for (int gamma = FIRST_GAMMA; gamma <= INT8_MAX; gamma++)
            file->weights[c][gamma - FIRST_GAMMA] =
                jd_model_level_weight(file->model, c, gamma);
    if (status == JD_OK)
        status = make_keys(jd_model_n_rules(file->model), &file->keys, err);
    if (status == JD_OK)
        status = make_gammas(&file->gammas, err);
    if (status == JD_OK)
        status = open_writer(file, linking->io, path, err);
    if (status != JD_OK) {
        pairs_file_free(file);
        return status;
    }
    *out_file = file;
    return JD_OK;
}

/* Make room for n pairs. */
static enum jd_status
reserve(struct pairs_file *file, uint32_t n, struct jd_error *err)
{
    if (n <= file->room)
        return JD_OK;
    free(file->scratch);
    file->room = 0;
    file->scratch = calloc((size_t)n * file->n_outputs, sizeof(*file->scratch));
    if (file->scratch == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u pairs", n);
    file->room = n;
    return JD_OK;
}

/* The row of the small table of keys; its last one is null. */
static uint32_t
match_key(const struct pairs_file *file, uint64_t rules)
{
    uint32_t key = jd_model_match_key(file->model, rules);
    return key != JD_NONE ? key : jd_model_n_rules(file->model);
}

/* Rows of the small tables of gammas and keys. */
static void
fill_rows(const struct pairs_file *file, struct jd_output output,
    const struct jd_scored *pairs, uint32_t *rows, struct jd_io_slice *slice)
{
    bool is_key = output.kind == JD_OUTPUT_MATCH_KEY;
    for (uint32_t i = 0; i < pairs->n; i++)
        rows[i] =
            is_key
                ? match_key(file, pairs->rules[i])
                : (uint32_t)(pairs->gamma[i * (size_t)pairs->n_comparisons + output.which] -
                             FIRST_GAMMA);
    slice->table = is_key ? file->keys : file->gammas;
    slice->rows = rows;
}

/* Numbers that are computed: frequencies and parts of the weight. */
static void
fill_reals(const struct pairs_file *file, struct jd_output output,
    const struct jd_scored *pairs, double *reals, struct jd_io_slice *slice)
{
    const uint32_t *records = output.right ? pairs->right : pairs->left;
    for (uint32_t i = 0; i < pairs->n; i++) {
        size_t cell = i * (size_t)pairs->n_comparisons + output.which;
        if (output.kind == JD_OUTPUT_FREQUENCY)
            reals[i] = jd_linkage_frequency(file->linkage, output.which, records[i]);
        else if (output.kind == JD_OUTPUT_TF_WEIGHT)
            reals[i] =
                pairs->gamma[cell] != JD_GAMMA_NONE ? pairs->tf_weight[cell] : (double)NAN;
        else
            reals[i] = file->weights[output.which][pairs->gamma[cell] - FIRST_GAMMA];
    }
    slice->reals = reals;
}

static enum jd_status
append(struct pairs_file *file, const struct jd_scored *pairs, struct jd_error *err)
{
    enum jd_status status = reserve(file, pairs->n, err);
    if (status != JD_OK)
        return status;
    for (uint32_t i = 0; i < file->n_outputs; i++) {
        struct jd_output output = jd_linkage_output(file->linkage, file->first_output + i);
        struct jd_io_slice *slice = &file->slices[i];
        double *scratch = file->scratch + (size_t)i * file->room;
        *slice = (struct jd_io_slice){0};
        switch (output.kind) {
        case JD_OUTPUT_WEIGHT:
            slice->reals = pairs->weight;
            break;
        case JD_OUTPUT_PROBABILITY:
            slice->reals = pairs->probability;
            break;
        case JD_OUTPUT_CELL:
            slice->table = jd_linkage_table(file->linkage);
            slice->column = output.which;
            slice->rows = output.right ? pairs->right : pairs->left;
            break;
        case JD_OUTPUT_GAMMA:
        case JD_OUTPUT_MATCH_KEY:
            fill_rows(file, output, pairs, (uint32_t *)(void *)scratch, slice);
            break;
        case JD_OUTPUT_FREQUENCY:
        case JD_OUTPUT_LEVEL_WEIGHT:
        case JD_OUTPUT_TF_WEIGHT:
            fill_reals(file, output, pairs, scratch, slice);
            break;
        }
    }
    return jd_io_writer_append(file->writer, pairs->n, file->slices, err);
}

enum jd_status
pairs_file_append(
    struct pairs_file *file, const struct jd_scored *pairs, struct jd_error *err)
{
    const char *before = timings_stage(file->timings, "writing pairs");
    enum jd_status status = append(file, pairs, err);
    (void)timings_stage(file->timings, before);
    return status;
}

enum jd_status
pairs_file_close(struct pairs_file *file, struct jd_error *err)
{
    (void)timings_stage(file->timings, "writing pairs");
    return jd_io_writer_close(file->writer, err);
}

void
pairs_file_free(struct pairs_file *file)
{
    if (file == NULL)
        return;
    jd_io_writer_free(file->writer);
    jd_table_free(file->keys);
    jd_table_free(file->gammas);
    free(file->slices);
    free(file->scratch);
    free(file->weights);
    free(file);
}
