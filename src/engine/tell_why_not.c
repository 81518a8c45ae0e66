/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tell_why_not.c - what keeps a pair of records from being joined, and what would settle it.
 *
 * Of a rule's condition only the columns are looked at: a rule is silent because a value is
 * missing, or because the values are unlike.
 */
#include "engine/why.h"

#include "base/str.h"

#include <string.h>

static bool
is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_';
}

/* Does the condition name this column, as a whole word? */
static bool
names_column(const char *sql, struct jd_str column)
{
    for (const char *at = sql; *at != '\0'; at++)
        if (strncmp(at, column.data, column.size) == 0 && !is_word(at[column.size]) &&
            (at == sql || !is_word(at[-1])))
            return true;
    return false;
}

static bool
has_value(const struct jd__teller *t, uint32_t record, struct jd_str column)
{
    char name[64];
    if (column.size >= sizeof(name))
        return true;
    memcpy(name, column.data, column.size);
    name[column.size] = '\0';
    return jd__facts_attribute(t->facts, record, name).type != JD_TYPE_NULL;
}

struct jd_str
jd__column_as_written(struct jd_str column)
{
    if (column.size > 5 && memcmp(column.data + column.size - 5, "_norm", 5) == 0)
        column.size -= 5;
    return column;
}

static void
tell_missing(const struct why *why, const char *sql)
{
    struct jd__teller *t = why->t;
    const struct jd_str *columns = why->model->columns.data;
    const uint32_t records[2] = {why->a, why->b};
    jd__json_key(&t->json, "missing");
    jd__json_array(&t->json);
    for (size_t c = 0; c < why->model->columns.n; c++)
        for (int side = 0; side < 2; side++) {
            if (!names_column(sql, columns[c]) || has_value(t, records[side], columns[c]))
                continue;
            jd__json_object(&t->json);
            jd__json_key_text(&t->json, "column", jd__column_as_written(columns[c]));
            jd__tell_name(t, "of", JD__NAME_RECORD, records[side]);
            jd__json_object_end(&t->json);
        }
    jd__json_array_end(&t->json);
}

static void
tell_silent(const struct why *why, uint64_t rules)
{
    struct jd__json *json = &why->t->json;
    jd__json_key(json, "silent");
    jd__json_array(json);
    for (uint32_t r = 0; r < jd_model_n_rules(why->model->model); r++) {
        if ((rules >> r & 1) != 0)
            continue;
        jd__json_object(json);
        jd__json_key_cstr(json, "rule", jd_model_rule(why->model->model, r));
        tell_missing(why, jd_model_rule(why->model->model, r));
        jd__json_object_end(json);
    }
    jd__json_array_end(json);
}

/* Comparisons outside every ceiling that bounds the pair, as bits: one of them lifts it. */
static uint64_t
tell_ceilings(const struct why *why, const struct jd_scored *pairs)
{
    struct jd__json *json = &why->t->json;
    const struct jd_model *model = why->model->model;
    uint64_t speaks = jd__pair_speaking(model, pairs, 0), inside = 0;
    jd__json_key(json, "ceilings");
    jd__json_array(json);
    for (uint32_t k = 0; k < jd_model_n_ceilings(model); k++) {
        uint64_t only = 0;
        double most = 1;
        jd_model_ceiling(model, k, &only, &most);
        if ((speaks & ~only) != 0)
            continue;
        inside |= only;
        jd__json_object(json);
        jd__json_key(json, "comparisons");
        jd__json_array(json);
        for (uint32_t c = 0; c < pairs->n_comparisons; c++)
            if ((only >> c & 1) != 0)
                jd__json_cstr(json, jd_model_comparison(model, c));
        jd__json_array_end(json);
        jd__json_key_real(json, "probability", most);
        jd__json_object_end(json);
    }
    jd__json_array_end(json);
    return ~inside;
}

static bool
is_exclusive(const struct why *why, uint32_t comparison)
{
    const char *const *exclusive = why->model->exclusive.data;
    for (size_t i = 0; i < why->model->exclusive.n; i++)
        for (uint32_t c = 0; c < jd_model_n_columns(why->model->model, comparison); c++)
            if (jd__str_is(jd_model_column(why->model->model, comparison, c), exclusive[i]))
                return true;
    return false;
}

/* The most and the least that a comparison can say, without term frequencies. */
static void
find_range(const struct jd_model *model, uint32_t comparison, double *most, double *least)
{
    *most = *least = 0;
    for (int gamma = 0; gamma < (int)jd_model_n_levels(model, comparison); gamma++) {
        double bits = jd_model_level_weight(model, comparison, gamma);
        *most = bits > *most ? bits : *most; /* NaN, of no such level, is neither */
        *least = bits < *least ? bits : *least;
    }
}

static void
tell_open(const struct why *why, const struct jd_scored *pairs, uint32_t c, bool lifts)
{
    struct jd__teller *t = why->t;
    const struct jd_model *model = why->model->model;
    const uint32_t records[2] = {why->a, why->b};
    double most = 0, least = 0;
    double weight = pairs->weight[0] + why->alibi.bits;
    bool conflict = jd__pair_conflict(why->model, t->facts, why->a, why->b) != NULL;
    find_range(model, c, &most, &least);
    double joined = jd_weight_from_probability(why->model->joined);
    double possible = jd_weight_from_probability(why->model->possible);
    bool joins = lifts && !conflict && weight + most >= joined;
    bool parts = is_exclusive(why, c) || weight + least < possible;
    jd__json_object(&t->json);
    jd__json_key_cstr(&t->json, "comparison", jd_model_comparison(model, c));
    jd__json_key(&t->json, "not_held_by");
    jd__json_array(&t->json);
    for (int side = 0; side < 2; side++) {
        bool held = true;
        for (uint32_t i = 0; i < jd_model_n_columns(model, c); i++)
            held = held && has_value(t, records[side], jd_model_column(model, c, i));
        if (!held)
            jd__tell_name(t, NULL, JD__NAME_RECORD, records[side]);
    }
    jd__json_array_end(&t->json);
    jd__json_key_real(&t->json, "if_the_same", most);
    jd__json_key_real(&t->json, "if_another", least);
    jd__json_key_bool(&t->json, "would_join", joins);
    jd__json_key_bool(&t->json, "would_part", parts);
    jd__json_object_end(&t->json);
}

/* Have the two a link that only an alibi keeps from joining them? */
static bool
is_parted(const struct jd__view *view, uint32_t a, uint32_t b)
{
    const struct jd__hang *on = &view->facts->record_links;
    for (uint32_t i = on->starts[a]; i < on->starts[a + 1]; i++) {
        const struct jd__link *link = &jd__links(view->facts)[on->items[i]];
        if ((link->a == b || link->b == b) && jd__link_is_parted(view, on->items[i]))
            return true;
    }
    return false;
}

/* Two records of the two entities that may never be one, and what forbids it. */
static void
tell_forbidden(const struct why *why, uint32_t a, uint32_t b)
{
    struct jd__teller *t = why->t;
    const struct jd__assertion *assertions = t->facts->assertions.data;
    const char *conflict = jd__pair_conflict(why->model, t->facts, a, b);
    const char *by = conflict;
    for (size_t i = 0; by == NULL && i < t->facts->assertions.n; i++)
        if (assertions[i].apart && ((assertions[i].a == a && assertions[i].b == b) ||
                                       (assertions[i].a == b && assertions[i].b == a)))
            by = "cannot-link";
    if (by == NULL && is_parted(t->view, a, b))
        by = "alibi";
    if (by == NULL)
        return;
    jd__json_object(&t->json);
    jd__tell_name(t, "a", JD__NAME_RECORD, a);
    jd__tell_name(t, "b", JD__NAME_RECORD, b);
    jd__json_key_text(&t->json, "by", jd__column_as_written(jd__str(by)));
    jd__json_object_end(&t->json);
}

static void
tell_kept_apart(const struct why *why)
{
    const struct jd__entities *e = why->t->entities;
    const struct jd__hang *members = &e->members;
    uint32_t of_a = e->of_record[why->a], of_b = e->of_record[why->b];
    jd__json_key(&why->t->json, "kept_apart");
    jd__json_array(&why->t->json);
    for (uint32_t i = members->starts[of_a]; of_a != of_b && i < members->starts[of_a + 1];
         i++)
        for (uint32_t k = members->starts[of_b]; k < members->starts[of_b + 1]; k++)
            tell_forbidden(why, members->items[i], members->items[k]);
    jd__json_array_end(&why->t->json);
}

void
jd__tell_why_not(const struct why *why, const struct jd_scored *pairs)
{
    struct jd__json *json = &why->t->json;
    jd__json_key(json, "thresholds");
    jd__json_object(json);
    jd__json_key_real(json, "possible", why->model->possible);
    jd__json_key_real(json, "joined", why->model->joined);
    jd__json_object_end(json);
    tell_silent(why, pairs->rules[0]);
    uint64_t lifts = tell_ceilings(why, pairs);
    jd__json_key(json, "open");
    jd__json_array(json);
    for (uint32_t c = 0; c < pairs->n_comparisons; c++)
        if (pairs->gamma[c] == -1)
            tell_open(why, pairs, c, (lifts >> c & 1) != 0);
    jd__json_array_end(json);
    tell_kept_apart(why);
}
