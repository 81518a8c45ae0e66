/* SPDX-License-Identifier: Apache-2.0 */
/*
 * train_sample.c - a sample of records by the hash of their ids, and counts scaled up from it.
 *
 * Splink 5 (em_sampling.py, blocking_analysis.py).  A record is in a sample when hash(id) % modulus
 * is below a threshold; a pair, when both its records are.  So of a share f of all records about
 * f * f of all pairs are seen, and a count is scaled by 1 / (f * f).  Shares that a caller gives
 * are taken in ten-thousandths, those that we work out in billionths.
 */
#include "train/train.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"

#include <inttypes.h>
#include <math.h>

#define COARSE ((uint64_t)10000)
#define FINE ((uint64_t)1000000000)
/* Of this number both are divisors. */
#define MODULUS (FINE * 10)

/* Ids that SQL's hash is asked of, to see whether it is the one that we know. */
#define N_ASKED 64u

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

/* What SQL says of the ids of these rows. */
static enum jd_status
ask_hashes(const struct jd_linkage *linkage, struct jd_str tree,
    const struct jd_table *rows, uint64_t *out_hashes, struct jd_error *err)
{
    const struct jd_sql *sql = &linkage->model->sql;
    struct jd_table *values = NULL;
    enum jd_status status =
        sql->evaluate(sql->ctx, &linkage->alloc, tree, rows, &values, err);
    uint32_t n = jd_table_n_rows(rows);
    uint32_t value = status == JD_OK ? jd_table_find(values, "value") : JD_NONE;
    if (status == JD_OK && (value == JD_NONE || jd_table_n_rows(values) != n))
        status = jd__fail(err, JD_E_INPUT, "ids have no hashes");
    for (uint32_t row = 0; row < n && status == JD_OK; row++) {
        struct jd_value hash = jd_table_get(values, value, row);
        if (hash.type == JD_TYPE_INT)
            out_hashes[row] = (uint64_t)hash.integer;
        else
            status = jd__fail(err, JD_E_INPUT, "the id of record %u has no hash", row);
    }
    jd_table_free(values);
    return status;
}

/* DuckDB's hash of a whole number: the last steps of a Murmur hash. */
static uint64_t
hash_of_number(int64_t number)
{
    const uint64_t factor = UINT64_C(0xd6e8feb86659fd93);
    uint64_t hash = (uint64_t)number;
    hash = (hash ^ hash >> 32) * factor;
    hash = (hash ^ hash >> 32) * factor;
    return hash ^ hash >> 32;
}

/* The id of a record, which is a whole number. */
static int64_t
number_of(const struct jd__records *records, uint32_t record)
{
    return jd__dict_int(jd__table_dict(records->table, records->id_column),
        jd__table_codes(records->table, records->id_column)[record]);
}

/* Is SQL's hash the one that we know?  It is asked of some ids from all places. */
static enum jd_status
is_known_hash(const struct jd_linkage *linkage, struct jd_str tree, uint64_t modulus,
    bool *out_known, struct jd_error *err)
{
    const struct jd__records *records = &linkage->records;
    const struct jd_column_spec id = {linkage->model->id_column, JD_TYPE_INT};
    uint32_t n = records->n < N_ASKED ? records->n : N_ASKED, asked[N_ASKED] = {0};
    uint64_t hashes[N_ASKED] = {0};
    struct jd_table *rows = NULL;
    enum jd_status status = jd_table_new(&linkage->alloc, "ids", &id, 1, &rows, err);
    for (uint32_t i = 0; i < n && status == JD_OK; i++) {
        asked[i] = (uint32_t)((uint64_t)i * records->n / n);
        status = jd_table_put(rows, 0, jd_int(number_of(records, asked[i])), err);
    }
    if (status == JD_OK)
        status = jd_table_finish(rows, err);
    if (status == JD_OK)
        status = ask_hashes(linkage, tree, rows, hashes, err);
    jd_table_free(rows);
    bool known = status == JD_OK;
    for (uint32_t i = 0; i < n && known; i++)
        known = hashes[i] == hash_of_number(number_of(records, asked[i])) % modulus;
    *out_known = known;
    return status;
}

/* The hashes by an expression: worked out here where that is known to be the same. */
static enum jd_status
find_hashes(const struct jd_linkage *linkage, struct jd_str tree, uint64_t modulus,
    const uint64_t *seed, uint64_t *out_hashes, struct jd_error *err)
{
    const struct jd__records *records = &linkage->records;
    bool known = jd__table_dict(records->table, records->id_column)->type == JD_TYPE_INT &&
                 jd_model_source_column(linkage->model) == NULL && seed == NULL;
    enum jd_status status = JD_OK;
    if (known)
        status = is_known_hash(linkage, tree, modulus, &known, err);
    if (status == JD_OK && !known)
        return ask_hashes(linkage, tree, records->table, out_hashes, err);
    for (uint32_t record = 0; record < records->n && status == JD_OK; record++)
        out_hashes[record] = hash_of_number(number_of(records, record)) % modulus;
    return status;
}

enum jd_status
jd__training_hash(struct jd_training *training, uint64_t modulus, const uint64_t *seed,
    uint64_t *out_hashes, struct jd_error *err)
{
    struct jd_linkage *linkage = training->linkage;
    struct jd__condition condition = {0};
    struct jd__buf text, tree;
    jd__buf_init(&text, &linkage->alloc, 1, 0);
    jd__buf_init(&tree, &linkage->alloc, 1, 0);
    enum jd_status status = write_hash(training->model, modulus, seed, &text, err);
    if (status == JD_OK)
        status = jd__condition_init(&condition, &linkage->alloc, &linkage->model->sql,
            (struct jd_str){text.data, text.n}, err);
    if (status == JD_OK)
        status = jd__condition_emit(&condition, 0, false, &tree, err);
    if (status == JD_OK)
        status = find_hashes(
            linkage, (struct jd_str){tree.data, tree.n}, modulus, seed, out_hashes, err);
    jd__condition_done(&condition);
    jd__buf_done(&tree);
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

/* The hashes that samples are drawn by, made once. */
static enum jd_status
make_hashes(struct jd_training *training, struct jd_error *err)
{
    const struct jd_alloc *alloc = &training->linkage->alloc;
    uint32_t n = training->linkage->records.n;
    if (training->hashes != NULL)
        return JD_OK;
    uint64_t *hashes = jd__alloc_array(alloc, 0, n, sizeof(*hashes));
    if (hashes == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for a sample");
    enum jd_status status = jd__training_hash(training, MODULUS, NULL, hashes, err);
    if (status == JD_OK)
        training->hashes = hashes;
    else
        jd__alloc_free_array(alloc, hashes, 0, n, sizeof(*hashes));
    return status;
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
    enum jd_status status = make_hashes(training, err);
    if (status != JD_OK)
        return status;
    records->drawn = jd__alloc_array(alloc, 0, records->n, sizeof(*records->drawn));
    if (records->drawn == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for a sample");
    for (uint32_t record = 0; record < records->n; record++)
        records->drawn[record] = training->hashes[record] % modulus < threshold;
    return JD_OK;
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
