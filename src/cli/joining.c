/* SPDX-License-Identifier: Apache-2.0 */
/*
 * joining.c - predict and cluster in one pass, as dedupe does with a model, and train with its new one.
 *
 * No pair is kept where whatever pairs connect is one; another method holds them, 16 bytes each.
 * Average linkage is shown the pairs below the threshold too, down to what a missing pair weighs.
 */
#include "cli/joining.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

bool
joining_files(const struct cli *cli, const char *clusters)
{
    const char *file = cli_value(cli, clusters), *pairs = cli_value(cli, "--pairs");
    bool differ = file == NULL || pairs == NULL || strcmp(file, pairs) != 0;
    if (!differ)
        (void)cli_usage(cli, "%s and --pairs are one file", clusters);
    return differ;
}

bool
joining_options(struct joining *joining, const struct cli *cli, const char *clusters)
{
    joining->clusters = cli_value(cli, clusters);
    joining->pairs = cli_value(cli, "--pairs");
    if (!clustering_options(&joining->clustering, cli))
        return false;
    joining->min_weight = clustering_min_weight(&joining->clustering);
    return true;
}

static enum jd_status
take_pairs(void *ctx, const struct jd_scored *pairs, struct jd_error *err)
{
    struct joining *joining = ctx;
    const uint32_t *ranks = joining->nodes.ranks;
    const double *scores =
        joining->clustering.by_weight ? pairs->weight : pairs->probability;
    if (pairs->n > joining->room) {
        struct jd_pair *more = realloc(joining->batch, pairs->n * sizeof(*more));
        if (more == NULL)
            return LINKING_FAIL(err, JD_E_NOMEM, "no memory for %u pairs", pairs->n);
        joining->batch = more;
        joining->room = pairs->n;
    }
    for (uint32_t i = 0; i < pairs->n; i++) {
        joining->batch[i] =
            (struct jd_pair){ranks[pairs->left[i]], ranks[pairs->right[i]], scores[i]};
        joining->n_joined += pairs->weight[i] >= joining->min_weight;
    }
    enum jd_status status =
        clustering_add(&joining->clustering, joining->batch, pairs->n, err);
    if (status == JD_OK && joining->file != NULL)
        status = pairs_file_append(joining->file, pairs, err);
    return status;
}

static enum jd_status
run_pairs(struct cli *cli, const struct linking *linking, struct joining *joining,
    struct jd_error *err)
{
    struct jd_progress progress = cli_progress(cli);
    struct jd_predict_options how = jd_predict_options_default();
    const struct clustering *clustering = &joining->clustering;
    how.min_weight = clustering->how.method == JD_CLUSTER_AVERAGE ? clustering->how.missing
                                                                  : joining->min_weight;
    how.progress = &progress;
    enum jd_status status = nodes_init_unnamed(&joining->nodes,
        jd_linkage_table(linking->linkage), jd_model_id_column(linking->model),
        jd_model_source_column(linking->model), err);
    if (status == JD_OK)
        status =
            clustering_begin(&joining->clustering, cli, linking->io, &joining->nodes, err);
    if (status == JD_OK && joining->pairs != NULL)
        status = pairs_file_new(linking, joining->pairs, &joining->file, err);
    if (status == JD_OK)
        status = jd_linkage_predict(linking->linkage, &how, take_pairs, joining, err);
    (void)timings_stage(cli->timings, "clustering");
    if (status == JD_OK)
        status = clustering_finish(&joining->clustering, &progress, err);
    return status;
}

static enum jd_status
write_all(const struct cli *cli, const struct linking *linking,
    const struct joining *joining, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    (void)timings_stage(cli->timings, "writing clusters");
    if (joining->clusters != NULL)
        status =
            clustering_write(&joining->clustering, linking->io, joining->clusters, err);
    if (status == JD_OK && joining->file != NULL)
        status = pairs_file_close(joining->file, err);
    return status;
}

/* How many clusters there are, at each threshold. */
static void
print_counts(const struct joining *joining)
{
    const struct clustering *c = &joining->clustering;
    (void)printf("%" PRIu32 " records, %" PRIu64 " joined pairs", joining->nodes.n,
        joining->n_joined);
    for (uint32_t i = 0; i < c->n_thresholds; i++) {
        (void)printf(", %" PRIu32 " clusters", jd_clusters_count(c->clusters[i]));
        if (c->n_thresholds > 1)
            (void)printf(" (%s)", c->thresholds[i].column);
    }
    (void)putchar('\n');
}

enum jd_status
joining_run(struct joining *joining, struct cli *cli, const struct linking *linking,
    struct jd_error *err)
{
    enum jd_status status = run_pairs(cli, linking, joining, err);
    if (status == JD_OK)
        status = write_all(cli, linking, joining, err);
    cli_progress_done(cli);
    if (status == JD_OK)
        print_counts(joining);
    return status;
}

void
joining_done(struct joining *joining)
{
    pairs_file_free(joining->file);
    clustering_done(&joining->clustering);
    nodes_done(&joining->nodes);
    free(joining->batch);
}
