/* SPDX-License-Identifier: Apache-2.0 */
/* linking.c - read plain files and a model, and put the one on the others. */
#include "cli/linking.h"

#include "cli/platform.h"

#include <jansson.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* The largest model that is read, and most parts of a run. */
enum { MODEL_SIZE = 16 << 20, PARTS = 1000000 };

void
linking_report(struct jd_error *err, enum jd_status status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    err->status = status;
    (void)vsnprintf(err->message, sizeof(err->message), format, arguments);
    va_end(arguments);
}

/* NAME=PATH, when what stands before the first "=" is a plain name; else all is the path. */
static const char *
split_name(const char *file, char name[static 256])
{
    const char *equals = strchr(file, '=');
    size_t size = equals != NULL ? (size_t)(equals - file) : 0;
    if (size == 0 || size > 255 || memchr(file, '/', size) != NULL)
        return file;
    memcpy(name, file, size);
    name[size] = '\0';
    return equals + 1;
}

enum jd_status
linking_read_one(struct linking *linking, const char *file, struct jd_table **out_table,
    struct jd_error *err)
{
    char name[256] = "";
    const char *path = split_name(file, name);
    return jd_io_read(linking->io, path, name[0] != '\0' ? name : NULL, out_table, err);
}

enum jd_status
linking_read(struct linking *linking, const struct cli *cli, const char *const *files,
    uint32_t n, struct jd_error *err)
{
    struct jd_io_options options = jd_io_options_default();
    if (!cli_threads(cli, &options.threads))
        return LINKING_FAIL(err, JD_E_ARG, "--threads is no number");
    options.memory_bytes = cli_memory_of_sql(cli);
    linking->timings = cli->timings;
    (void)timings_stage(linking->timings, "reading files");
    enum jd_status status = jd_io_new(NULL, &options, &linking->io, err);
    if (status != JD_OK)
        return status;
    linking->sql = jd_io_sql(linking->io);
    linking->tables = calloc(n, sizeof(struct jd_table *));
    if (linking->tables == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u tables", n);
    for (uint32_t i = 0; i < n && status == JD_OK; i++) {
        status =
            linking_read_one(linking, files[i], &linking->tables[linking->n_tables], err);
        linking->n_tables += status == JD_OK;
    }
    return status;
}

enum jd_status
linking_read_text(const char *path, char **out_text, size_t *out_size, struct jd_error *err)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return LINKING_FAIL(err, JD_E_NOT_FOUND, "%.200s cannot be opened", path);
    char *text = malloc(MODEL_SIZE + 1);
    size_t size = text != NULL ? fread(text, 1, MODEL_SIZE + 1, file) : 0;
    bool failed = ferror(file) != 0;
    (void)fclose(file);
    enum jd_status status = JD_OK;
    if (text == NULL)
        status = LINKING_FAIL(err, JD_E_NOMEM, "no memory for %.200s", path);
    else if (failed)
        status = LINKING_FAIL(err, JD_E_IO, "%.200s cannot be read", path);
    else if (size > MODEL_SIZE)
        status = LINKING_FAIL(
            err, JD_E_LIMIT, "%.200s is larger than %d bytes", path, MODEL_SIZE);
    if (status != JD_OK) {
        free(text);
        return status;
    }
    text[size] = '\0';
    *out_text = text;
    *out_size = size;
    return JD_OK;
}

enum jd_status
linking_read_model(struct linking *linking, const char *path, struct jd_error *err)
{
    char *json = NULL;
    size_t size = 0;
    enum jd_status status = linking_read_text(path, &json, &size, err);
    if (status != JD_OK)
        return status;
    status = jd_model_from_json(
        NULL, (struct jd_str){json, size}, &linking->sql, &linking->model, err);
    free(json);
    return status;
}

enum jd_status
linking_put_model(
    struct linking *linking, const struct cli *cli, const char *path, struct jd_error *err)
{
    return linking_put_model_on(linking, cli, path, 0, JD_SPAN_NEW, err);
}

/* Put the model that is there on the files. */
static enum jd_status
link_files(struct linking *linking, const struct cli *cli, uint32_t n_old,
    enum jd_span span, struct jd_error *err)
{
    struct jd_linkage_options options = jd_linkage_options_default();
    options.n_old_tables = n_old;
    options.span = span;
    options.frequencies = linking->frequencies;
    options.n_frequencies = linking->n_frequencies;
    if (!cli_threads(cli, &options.threads))
        return LINKING_FAIL(err, JD_E_ARG, "--threads is no number");
    (void)timings_stage(linking->timings, "values and blocks");
    return jd_linkage_new(NULL, linking->model,
        (const struct jd_table *const *)linking->tables, linking->n_tables, &options,
        &linking->linkage, err);
}

enum jd_status
linking_put_model_on(struct linking *linking, const struct cli *cli, const char *path,
    uint32_t n_old, enum jd_span span, struct jd_error *err)
{
    (void)timings_stage(linking->timings, "model and frequencies");
    enum jd_status status = linking_read_frequencies(linking, cli, err);
    if (status == JD_OK)
        status = linking->shown == LINKING_SCORES
                     ? linking_read_model(linking, path, err)
                     : linking_read_bare_model(linking, path, err);
    return status == JD_OK ? link_files(linking, cli, n_old, span, err) : status;
}

enum jd_status
linking_replace_model(struct linking *linking, const struct cli *cli,
    struct jd_model *model, struct jd_error *err)
{
    jd_model_free(linking->model);
    linking->model = model;
    return link_files(linking, cli, 0, JD_SPAN_NEW, err);
}

void
linking_done(struct linking *linking)
{
    jd_linkage_free(linking->linkage);
    jd_model_free(linking->model);
    linking_frequencies_done(linking);
    for (uint32_t i = 0; i < linking->n_tables; i++)
        jd_table_free(linking->tables[i]);
    free(linking->tables);
    jd_io_free(linking->io);
}

bool
linking_min_weight(const struct cli *cli, double otherwise, double *out_weight)
{
    double probability = 0, weight = 0;
    if (cli_has(cli, "--min-probability") && cli_has(cli, "--min-weight")) {
        (void)cli_usage(cli, "--min-probability and --min-weight exclude each other");
        return false;
    }
    if (!cli_real(cli, "--min-probability", 0, 1, &probability) ||
        !cli_real(cli, "--min-weight", -10000, 10000, &weight))
        return false;
    *out_weight = cli_has(cli, "--min-weight") ? weight
                  : cli_has(cli, "--min-probability")
                      ? jd_weight_from_probability(probability)
                      : otherwise;
    return true;
}

bool
linking_part(const struct cli *cli, struct jd_predict_options *how)
{
    const char *text = cli_value(cli, "--part");
    char *end = NULL;
    unsigned long part = 0, n_parts = 0;
    if (text == NULL)
        return true;
    part = strtoul(text, &end, 10);
    if (*text >= '1' && *text <= '9' && *end == '/' && end[1] >= '1' && end[1] <= '9')
        n_parts = strtoul(end + 1, &end, 10);
    if (n_parts == 0 || *end != '\0' || part > n_parts || n_parts > PARTS) {
        (void)cli_usage(cli, "--part takes K/N, the K-th of N parts, N at most %d", PARTS);
        return false;
    }
    how->part = (uint32_t)part;
    how->n_parts = (uint32_t)n_parts;
    return true;
}

bool
linking_is_between(const char *model_path)
{
    json_t *settings = json_load_file(model_path, 0, NULL);
    const char *type = json_string_value(json_object_get(settings, "link_type"));
    bool is_between = type != NULL && strcmp(type, "link_only") == 0;
    json_decref(settings);
    return is_between;
}

bool
linking_number(struct jd_value value, double *out_number)
{
    char text[64], *end = text;
    *out_number = value.type == JD_TYPE_REAL ? value.real : (double)value.integer;
    if (value.type == JD_TYPE_REAL || value.type == JD_TYPE_INT)
        return true;
    if (value.type != JD_TYPE_TEXT || value.text.size >= sizeof(text))
        return false;
    (void)snprintf(text, sizeof(text), "%.*s", (int)value.text.size, value.text.data);
    *out_number = strtod(text, &end);
    return end > text && *end == '\0';
}

enum jd_status
linking_write_text(const char *path, const char *text, size_t size, struct jd_error *err)
{
    char draft[4200];
    (void)snprintf(draft, sizeof(draft), "%.4000s.part", path);
    FILE *file = fopen(draft, "wb");
    bool ok = file != NULL && fwrite(text, 1, size, file) == size;
    if (file != NULL && fclose(file) != 0)
        ok = false;
    if (ok && platform_rename(draft, path))
        return JD_OK;
    if (file != NULL)
        (void)platform_remove(draft);
    return LINKING_FAIL(err, JD_E_IO, "%.200s cannot be written", path);
}

enum jd_status
linking_read_records(
    struct linking *linking, const struct cli *cli, const char *last, struct jd_error *err)
{
    uint32_t n = 0;
    while (cli_nth(cli, "--records", n) != NULL)
        n++;
    const char **files = calloc((size_t)n + 1, sizeof(*files));
    if (files == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u files", n);
    for (uint32_t i = 0; i < n; i++)
        files[i] = cli_nth(cli, "--records", i);
    files[n] = last;
    enum jd_status status = linking_read(linking, cli, files, n + 1, err);
    free(files);
    return status;
}
