/* SPDX-License-Identifier: Apache-2.0 */
/*
 * train_sample.c - a sample of records by the hash of their ids, and counts scaled up from it.
 *
 * Splink 5 (em_sampling.py, blocking_analysis.py).  A record is in a sample when hash(id) % modulus
 * is below a threshold; a pair, when both its records are.  So of a share f of all records about
 * f * f of all pairs are seen, and a count is scaled by 1 / (f * f).  Shares that a caller gives
 * are taken in ten-thousandths, those that we work out in billionths.
 */
#include "link/train.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"

#include <inttypes.h>
#include <math.h>

#define COARSE ((uint64_t)10000)
#define FINE ((uint64_t)1000000000)
/* Of this number both are divisors. */
#define MODULUS (FINE * 10)

/* The hash of each record's id, as SQL. */
static enum jd_status
write_hash(const struct jd_model *model, uint64_t modulus, const uint64_t *seed,
    struct jd__buf *out, struct jd_error *err)
{
    const char *source = jd_model_source_column(model);
    enum jd_status status = jd__buf_text(out, jd__str("CAST(hash("), err);
    if (status == JD_OK && source != NULL)
        status = jd__write_column(out, "l", source, err);
    if (status == JD_OK && source != NULL)
        status = jd__buf_text(out, jd__str(" || '-__-' || "), err);
    if (status == JD_OK)
        status = jd__write_column(out, "l", model->id_column, err);
    if (status == JD_OK && seed != NULL)
        status = jd__buf_printf(out, err, " || '_%" PRIu64 "'", *seed);
    if (status == JD_OK)
        status = jd__buf_printf(out, err, ") %% %" PRIu64 " AS BIGINT)", modulus);
    return status;
}

enum jd_status
jd__training_hash(struct jd_training *training, uint64_t modulus, const uint64_t *seed,
    uint64_t *out_hashes, struct jd_error *err)
{
    struct jd_linkage *linkage = training->linkage;
    struct jd__condition condition = {0};
    struct jd__buf text;
    uint32_t at = JD_NONE;
    jd__buf_init(&text, &linkage->alloc, 1, 0);
    enum jd_status status = write_hash(training->model, modulus, seed, &text, err);
    if (status == JD_OK)
        status = jd__condition_init(&condition, &linkage->alloc, &linkage->model->sql,
            (struct jd_str){text.data, text.n}, err);
    if (status == JD_OK)
        status = jd__fields_hoist(&linkage->fields, &condition, 0, &at, err);
    for (uint32_t record = 0; record < linkage->records.n && status == JD_OK; record++) {
        const struct jd__field *field = jd__fields_at(&linkage->fields, at);
        uint32_t code = jd__field_code(field, record);
        if (field->type != JD_TYPE_INT || code >= JD__FAILED)
            status = jd__fail(err, JD_E_INPUT, "the id of record %u has no hash", record);
        else
            out_hashes[record] = (uint64_t)jd__dict_int(field->dict, code);
    }
    jd__condition_done(&condition);
    jd__buf_done(&text);
    return status;
}

void
jd__sample_end(struct jd_training *training)
{
    struct jd__records *records = &training->linkage->records;
    jd__alloc_free_array(
        &training->linkage->alloc, records->drawn, 0, records->n, sizeof(*records->drawn));
    records->drawn = NULL;
}

/* From here on only records of the sample stand on a side. */
static enum jd_status
begin(struct jd_training *training, uint64_t modulus, uint64_t threshold,
    struct jd_error *err)
{
    struct jd__records *records = &training->linkage->records;
    const struct jd_alloc *alloc = &training->linkage->alloc;
    jd__sample_end(training);
    if (threshold >= modulus)
        return JD_OK;
    uint64_t *hashes = jd__alloc_array(alloc, 0, records->n, sizeof(*hashes));
    records->drawn = jd__alloc_array(alloc, 0, records->n, sizeof(*records->drawn));
    enum jd_status status = JD_OK;
    if (hashes == NULL || records->drawn == NULL)
        status = jd__fail(err, JD_E_NOMEM, "no memory for a sample");
    if (status == JD_OK)
        status = jd__training_hash(training, MODULUS, NULL, hashes, err);
    for (uint32_t record = 0; record < records->n && status == JD_OK; record++)
        records->drawn[record] = hashes[record] % modulus < threshold;
    jd__alloc_free_array(alloc, hashes, 0, records->n, sizeof(*hashes));
    if (status != JD_OK)
        jd__sample_end(training);
    return status;
}

enum jd_status
jd__sample_share(
    struct jd_training *training, double share, double *out_scale, struct jd_error *err)
{
    double threshold = fmin((double)COARSE, fmax(1, ceil(share * (double)COARSE)));
    double fraction = threshold / (double)COARSE;
    if (!(share > 0 && share <= 1))
        return jd__fail(err, JD_E_ARG, "a share of records is not above 0 and at most 1");
    *out_scale = 1 / (fraction * fraction);
    return begin(training, COARSE, (uint64_t)threshold, err);
}

enum jd_status
jd__sample_for_pairs(
    struct jd_training *training, double estimated, double wanted, struct jd_error *err)
{
    double share = estimated > wanted ? sqrt(wanted / estimated) : 1;
    uint64_t threshold = (uint64_t)fmax(1, nearbyint(share * (double)FINE));
    return begin(training, FINE, estimated > wanted ? threshold : FINE, err);
}
