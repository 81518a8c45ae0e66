/* SPDX-License-Identifier: Apache-2.0 */
/* automatic_tell.c - what the automatic model found, for a reader and for a program. */
#include "cli/automatic_verb.h"
#include "cli/grid.h"
#include "cli/platform.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>

void
automatic_tell(const struct jd_automatic *automatic, FILE *to)
{
    static const char *const headings[] = {
        "column", "taken as", "values", "empty", "why", NULL};
    struct jd_automatic_summary s = jd_automatic_summary(automatic);
    struct grid grid;
    grid_init(&grid, headings);
    for (uint32_t i = 0; i < jd_automatic_n_columns(automatic); i++) {
        struct jd_automatic_column column = jd_automatic_column(automatic, i);
        char values[16], empty[16];
        (void)snprintf(values, sizeof(values), "%u", column.n_values);
        (void)snprintf(empty, sizeof(empty), "%u", column.n_null);
        grid_add(&grid, (const char *const[]){column.name, jd_column_use_name(column.use),
                            values, empty, column.why});
    }
    grid_print(&grid, platform_columns(1), to);
    grid_done(&grid);
    (void)fprintf(to,
        "\n%" PRIu64 " pairs compared, at most %" PRIu64
        " (%u best partners a record; %" PRIu64 " keys, %" PRIu64 " too common)\n",
        s.n_candidates, (uint64_t)s.n_records * 2 * s.partners, s.partners, s.n_keys,
        s.n_dropped_keys);
    if (s.n_joined > 0)
        (void)fprintf(to,
            "expected: precision %.4f, recall %.4f, F1 %.4f, at a threshold of %.2f bits\n",
            s.precision, s.recall, s.f1, s.threshold);
    else
        (void)fprintf(to,
            "no two records are taken for one: none have more in common than strangers do "
            "by chance (threshold %.2f bits)\n",
            s.threshold);
    if (s.n_labelled > 0)
        (void)fprintf(to,
            "by %u labels: precision %.4f, recall %.4f, F1 %.4f, at the same threshold\n",
            s.n_labelled, s.true_precision, s.true_recall, s.true_f1);
    (void)fprintf(to,
        "%" PRIu32 " records, %" PRIu64 " joined pairs, %" PRIu32 " clusters\n",
        s.n_records, s.n_joined, s.n_clusters);
}

/* A number, or null for what is not known. */
static json_t *
real(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *
columns_of(const struct jd_automatic *automatic)
{
    json_t *columns = json_array();
    for (uint32_t i = 0; i < jd_automatic_n_columns(automatic); i++) {
        struct jd_automatic_column column = jd_automatic_column(automatic, i);
        (void)json_array_append_new(
            columns, json_pack("{s:s, s:s, s:s?, s:I, s:I}", "name", column.name, "use",
                         jd_column_use_name(column.use), "why", column.why, "values",
                         (json_int_t)column.n_values, "empty", (json_int_t)column.n_null));
    }
    return columns;
}

void
automatic_tell_json(const struct jd_automatic *automatic, FILE *to)
{
    struct jd_automatic_summary s = jd_automatic_summary(automatic);
    uint64_t most = (uint64_t)s.n_records * 2 * s.partners;
    json_t *expected =
        json_pack("{s:o, s:o, s:o, s:o}", "matches", real(s.n_expected_matches),
            "precision", real(s.precision), "recall", real(s.recall), "f1", real(s.f1));
    json_t *labels =
        json_pack("{s:I, s:o, s:o, s:o}", "records", (json_int_t)s.n_labelled, "precision",
            real(s.true_precision), "recall", real(s.true_recall), "f1", real(s.true_f1));
    json_t *body = json_pack("{s:o, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o, s:o}",
        "columns", columns_of(automatic), "records", (json_int_t)s.n_records, "partners",
        (json_int_t)s.partners, "most_pairs", (json_int_t)most, "pairs",
        (json_int_t)s.n_candidates, "keys", (json_int_t)s.n_keys, "common_keys",
        (json_int_t)s.n_dropped_keys, "joined_pairs", (json_int_t)s.n_joined, "threshold",
        real(s.threshold), "expected", expected, "labels", labels);
    (void)json_object_set_new(body, "clusters", json_integer((json_int_t)s.n_clusters));
    char *text = json_dumps(body, JSON_COMPACT | JSON_REAL_PRECISION(15));
    (void)fprintf(to, "%s\n", text != NULL ? text : "{}");
    free(text);
    json_decref(body);
}
