/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tell_how.c - how an entity came together: its links strongest first, each with its evidence,
 * and what falls apart when the weakest is cut.
 *
 * The links are a spanning tree of the strongest (jd__entity_tree()): cut its last one, and
 * what else connects the two sides is no stronger.  Those are told, and cut with it.
 */
#include "engine/asks.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"

struct how {
    struct jd__teller *t;
    const struct jd__kind_model *model; /* NULL: the kind has none, so no links */
    uint32_t entity;
    const uint32_t *records; /* its members, by name */
    uint32_t n;
    struct jd__buf tree;  /* uint32_t: links, strongest first */
    struct jd__buf left;  /* uint32_t: their ends as places among the members */
    struct jd__buf right; /* uint32_t */
    struct jd__buf group; /* uint32_t: of each place, while the entity is built */
    size_t n_told;
};

static const struct jd__link *
link_of(const struct how *how, size_t i)
{
    return &jd__view_links(how->t->view)[((const uint32_t *)how->tree.data)[i]];
}

static uint32_t
place_of(const struct how *how, uint32_t record)
{
    uint32_t place = 0;
    while (how->records[place] != record)
        place++;
    return place;
}

/* How many places are in the group of this one. */
static uint32_t
size_of(const struct how *how, uint32_t place)
{
    const uint32_t *group = how->group.data;
    uint32_t size = 0;
    for (uint32_t i = 0; i < how->n; i++)
        size += group[i] == group[place];
    return size;
}

static void
unite(const struct how *how, size_t i)
{
    uint32_t *group = how->group.data;
    uint32_t from = group[((const uint32_t *)how->left.data)[i]];
    uint32_t to = group[((const uint32_t *)how->right.data)[i]];
    for (uint32_t r = 0; r < how->n; r++)
        group[r] = group[r] == from ? to : group[r];
}

static void
stand_alone(const struct how *how)
{
    for (uint32_t i = 0; i < how->n; i++)
        ((uint32_t *)how->group.data)[i] = i;
}

/* "evidence": the comparisons that say something, with their bits. */
static void
tell_evidence(const struct how *how, const struct jd_scored *pairs, uint32_t i)
{
    struct jd__json *json = &how->t->json;
    const struct jd_model *model = how->model->model;
    jd__json_key(json, "evidence");
    jd__json_array(json);
    for (uint32_t c = 0; c < pairs->n_comparisons; c++) {
        size_t at = (size_t)i * pairs->n_comparisons + c;
        if (pairs->gamma[at] < 0)
            continue;
        jd__json_object(json);
        jd__json_key_cstr(json, "comparison", jd_model_comparison(model, c));
        jd__json_key_cstr(json, "level", jd_model_level_label(model, c, pairs->gamma[at]));
        jd__json_key_real(json, "bits",
            jd_model_level_weight(model, c, pairs->gamma[at]) + pairs->tf_weight[at]);
        jd__json_object_end(json);
    }
    jd__json_array_end(json);
}

static enum jd_status
tell_built(void *ctx, const struct jd_scored *pairs, struct jd_error *err)
{
    struct how *how = ctx;
    struct jd__json *json = &how->t->json;
    (void)err;
    for (uint32_t i = 0; i < pairs->n; i++, how->n_told++) {
        uint32_t left = ((const uint32_t *)how->left.data)[how->n_told];
        uint32_t right = ((const uint32_t *)how->right.data)[how->n_told];
        jd__json_object(json);
        jd__tell_link(how->t, ((const uint32_t *)how->tree.data)[how->n_told]);
        jd__json_key(json, "brings_together");
        jd__json_array(json);
        jd__json_int(json, size_of(how, left));
        jd__json_int(json, size_of(how, right));
        jd__json_array_end(json);
        tell_evidence(how, pairs, i);
        jd__json_object_end(json);
        unite(how, how->n_told);
    }
    return JD_OK;
}

/* "built": link by link; scored anew, from the entity's own records alone. */
static enum jd_status
build(struct how *how, struct jd_error *err)
{
    struct jd__kind_linkage linkage = {0};
    enum jd_status status = JD_OK;
    jd__json_key(&how->t->json, "built");
    jd__json_array(&how->t->json);
    stand_alone(how);
    if (how->tree.n > 0) {
        status = jd__kind_linkage_init(
            &linkage, how->model, how->t->facts, how->records, how->n, err);
        if (status == JD_OK)
            status = jd_linkage_score(linkage.linkage, how->left.data, how->right.data,
                (uint32_t)how->tree.n, tell_built, how, err);
        jd__kind_linkage_done(&linkage);
    }
    jd__json_array_end(&how->t->json);
    return status;
}

/* ---- the weakest link ---- */

static void
tell_side(const struct how *how, uint32_t place)
{
    const uint32_t *group = how->group.data;
    jd__json_array(&how->t->json);
    for (uint32_t i = 0; i < how->n; i++)
        if (group[i] == group[place])
            jd__tell_name(how->t, NULL, JD__NAME_RECORD, how->records[i]);
    jd__json_array_end(&how->t->json);
}

/* "besides": the other joined links between the two sides, strongest first. */
static enum jd_status
tell_besides(const struct how *how, uint32_t weakest, struct jd_error *err)
{
    struct jd__teller *t = how->t;
    const uint32_t *group = how->group.data;
    struct jd__buf links;
    jd__buf_init(&links, &how->tree.alloc, sizeof(uint32_t), 0);
    enum jd_status status = jd__entity_links(t, how->entity, &links, err);
    jd__json_key(&t->json, "besides");
    jd__json_array(&t->json);
    for (size_t i = 0; status == JD_OK && i < links.n; i++) {
        uint32_t number = ((const uint32_t *)links.data)[i];
        const struct jd__link *link = &jd__view_links(t->view)[number];
        if (number == weakest ||
            group[place_of(how, link->a)] == group[place_of(how, link->b)])
            continue;
        jd__json_object(&t->json);
        jd__tell_link(t, number);
        jd__json_object_end(&t->json);
    }
    jd__json_array_end(&t->json);
    jd__buf_done(&links);
    return status;
}

/* "weakest": the last link, and the two sides that are left without it. */
static enum jd_status
tell_weakest(const struct how *how, struct jd_error *err)
{
    struct jd__json *json = &how->t->json;
    size_t last = how->tree.n;
    if (last-- == 0)
        return JD_OK;
    stand_alone(how);
    for (size_t i = 0; i < last; i++)
        unite(how, i);
    uint32_t weakest = ((const uint32_t *)how->tree.data)[last];
    jd__json_key(json, "weakest");
    jd__json_object(json);
    jd__tell_link(how->t, weakest);
    enum jd_status status = tell_besides(how, weakest, err);
    jd__json_key(json, "sides");
    jd__json_array(json);
    tell_side(how, ((const uint32_t *)how->left.data)[last]);
    tell_side(how, ((const uint32_t *)how->right.data)[last]);
    jd__json_array_end(json);
    jd__json_object_end(json);
    return status;
}

/* ---- the whole ---- */

static enum jd_status
find_tree(struct how *how, struct jd_error *err)
{
    enum jd_status status = jd__entity_tree(how->t, how->entity, &how->tree, err);
    for (size_t i = 0; status == JD_OK && i < how->tree.n; i++) {
        uint32_t a = place_of(how, link_of(how, i)->a),
                 b = place_of(how, link_of(how, i)->b);
        uint32_t ends[2] = {a < b ? a : b, a < b ? b : a};
        status = jd__buf_append(&how->left, &ends[0], 1, err);
        if (status == JD_OK)
            status = jd__buf_append(&how->right, &ends[1], 1, err);
    }
    return status == JD_OK ? jd__buf_append(&how->group, NULL, how->n, err) : status;
}

static enum jd_status
tell(struct how *how, uint32_t record, struct jd_error *err)
{
    struct jd__teller *t = how->t;
    jd__json_object(&t->json);
    jd__tell_name(t, "name", JD__NAME_RECORD, record);
    jd__tell_word(t, "kind", jd__kinds(t->facts)[jd__records(t->facts)[record].kind].name);
    jd__tell_entity(t, "entity", record);
    jd__json_key(&t->json, "records");
    jd__json_array(&t->json);
    for (uint32_t i = 0; i < how->n; i++)
        jd__tell_name(t, NULL, JD__NAME_RECORD, how->records[i]);
    jd__json_array_end(&t->json);
    enum jd_status status = build(how, err);
    if (status == JD_OK)
        status = tell_weakest(how, err);
    jd__tell_assertions(t, how->entity);
    jd__tell_possible(t, how->entity);
    jd__tell_agencies(t, "owners", how->records, how->n);
    jd__json_object_end(&t->json);
    return status;
}

enum jd_status
jd__tell_how(struct jd__teller *t, struct jd__name name, struct jd_error *err)
{
    if (name.kind != JD__NAME_RECORD)
        return jd__fail(err, JD_E_ARG, "how asks of a record");
    const struct jd__hang *members = &t->entities->members;
    uint32_t entity = t->entities->of_record[name.number];
    uint32_t kind = jd__records(t->facts)[name.number].kind;
    struct how how = {.t = t,
        .model = kind < t->models.n ? t->models.of_kind[kind] : NULL,
        .entity = entity,
        .records = members->items + members->starts[entity],
        .n = members->starts[entity + 1] - members->starts[entity]};
    struct jd__buf *bufs[] = {&how.tree, &how.left, &how.right, &how.group};
    for (int i = 0; i < 4; i++)
        jd__buf_init(bufs[i], &t->body->alloc, sizeof(uint32_t), 0);
    enum jd_status status = find_tree(&how, err);
    if (status == JD_OK)
        status = tell(&how, name.number, err);
    for (int i = 0; i < 4; i++)
        jd__buf_done(bufs[i]);
    return status;
}
