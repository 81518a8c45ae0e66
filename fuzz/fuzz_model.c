/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_model.c - any bytes as a model: refused with one line, or what it says can be asked.
 *
 * A condition is taken for its own syntax tree, so that trees are any bytes too.  A tree that
 * is given back to SQL and read again has the same nodes and the same sides.
 */
#include "fuzz.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "base/utf8.h"
#include "link/model.h"

#include <math.h>
#include <string.h>

static enum jd_status
parse(void *ctx, const struct jd_alloc *alloc, struct jd_str expression, char **out_tree,
    size_t *out_size, struct jd_error *err)
{
    (void)ctx;
    *out_tree = jd__alloc_text(alloc, expression);
    *out_size = expression.size;
    return *out_tree != NULL ? JD_OK : jd__fail(err, JD_E_NOMEM, "no memory for a tree");
}

static const struct jd_sql sql = {NULL, parse, NULL};

/* Give a condition back to SQL, read it again, and compare. */
static void
check_condition(const struct jd__condition *condition)
{
    struct jd__condition again = {0};
    struct jd__buf text;
    if (condition->nodes.n == 0)
        return;
    jd__buf_init(&text, NULL, 1, 0);
    fuzz_assert(jd__condition_emit(condition, 0, true, &text, NULL) == JD_OK);
    struct jd_str tree = {text.data, text.n};
    fuzz_assert(jd__condition_init(&again, NULL, &sql, tree, NULL) == JD_OK);
    fuzz_assert(again.nodes.n == condition->nodes.n);
    for (uint32_t i = 0; i < again.nodes.n; i++) {
        const struct jd__expr *a = jd__condition_node(condition, i);
        const struct jd__expr *b = jd__condition_node(&again, i);
        fuzz_assert(a->kind == b->kind && a->sides == b->sides && a->end == b->end);
        fuzz_assert(jd__str_equal(a->name, b->name));
    }
    jd__condition_done(&again);
    jd__buf_done(&text);
}

static void
check_comparison(const struct jd_model *model, uint32_t c)
{
    const struct jd__comparison *comparison = &model->comparisons[c];
    int gamma = INT8_MAX;
    for (uint32_t i = 0; i < comparison->n_levels; i++) {
        const struct jd__level *level = &comparison->levels[i];
        fuzz_assert(level->is_null ? level->gamma == -1 : level->gamma < gamma);
        gamma = level->is_null ? gamma : level->gamma;
        fuzz_assert(!isnan(jd_model_level_weight(model, c, level->gamma)));
        fuzz_assert(jd_model_level_label(model, c, level->gamma) != NULL);
        check_condition(&level->condition);
    }
    fuzz_assert(gamma == 0 || gamma == INT8_MAX);
    for (uint32_t i = 0; i < jd_model_n_columns(model, c); i++)
        fuzz_assert(jd_model_column(model, c, i).size > 0);
}

/* A rule of the set is its key, and none comes before it that hides it. */
static void
check_rules(const struct jd_model *model)
{
    fuzz_assert(jd_model_match_key(model, 0) == JD_NONE);
    for (uint32_t r = 0; r < jd_model_n_rules(model); r++) {
        const struct jd__rule *rule = &model->rules[r];
        uint32_t key = jd_model_match_key(model, UINT64_MAX << r);
        check_condition(&rule->condition);
        fuzz_assert(jd_model_match_key(model, 1ull << r) == r);
        fuzz_assert(key >= r && key < jd_model_n_rules(model));
        fuzz_assert(rule->explodes ? jd__rule_n_lists(rule) == 0 || rule->lists != NULL
                                   : key == r && rule->lists == NULL);
        for (uint32_t i = 0; i < jd__rule_n_lists(rule); i++)
            fuzz_assert(jd__rule_list(rule, i).data != NULL);
    }
}

static void
check_extension(const struct jd_model *model)
{
    double a = 0, b = 0;
    uint64_t comparisons = 0;
    const char *column = NULL, *file = NULL;
    if (jd_model_thresholds(model, "default", &a, &b))
        fuzz_assert(0 <= a && a <= b && b <= 1);
    for (uint32_t i = 0; i < jd_model_n_exclusive(model); i++)
        fuzz_assert(jd_model_exclusive(model, i) != NULL);
    for (uint32_t i = 0; i < jd_model_n_ceilings(model); i++) {
        jd_model_ceiling(model, i, &comparisons, &a);
        fuzz_assert(comparisons != 0 && a >= 0 && a <= 1);
    }
    for (uint32_t i = 0; i < jd_model_n_tf_tables(model); i++) {
        jd_model_tf_table(model, i, &column, &file, &a);
        fuzz_assert(column != NULL && file != NULL && a >= 0 && a <= 1);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct jd_error err = {0};
    struct jd_model *model = NULL;
    struct jd_str json = {(const char *)data, size};
    enum jd_status status = jd_model_from_json(NULL, json, &sql, &model, &err);
    fuzz_assert((status == JD_OK) == (model != NULL));
    fuzz_assert(status == err.status && strchr(err.message, '\n') == NULL);
    fuzz_assert(jd__utf8_is_valid(jd__str(err.message)));
    if (model == NULL)
        return 0;
    fuzz_assert(isfinite(jd_model_prior_weight(model)) && jd_model_n_rules(model) > 0);
    for (uint32_t c = 0; c < jd_model_n_comparisons(model); c++)
        check_comparison(model, c);
    check_rules(model);
    check_extension(model);
    jd_model_free(model);
    return 0;
}
