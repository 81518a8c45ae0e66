/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scene.c - facts for a moment, scenes for an asker, models for a kind: made once, kept.
 *
 * Invariant: a scene's `known` is in engine->known; both go together.
 */
#include "engine/door.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "engine/alibi.h"
#include "engine/paper.h"

#include <stdio.h>

/* Kept at the same time; one more, and all are dropped. */
enum { MOST_KNOWN = 4, MOST_SCENES = 16 };

/* ---- policy and models ---- */

enum jd_status
jd__engine_policy(
    struct jd_engine *engine, const struct jd__policy **out_policy, struct jd_error *err)
{
    struct jd__policy *policy = NULL;
    struct jd__buf agencies;
    enum jd_status status = JD_OK;
    if (engine->policy != NULL) {
        *out_policy = engine->policy;
        return JD_OK;
    }
    jd__buf_init(&agencies, &engine->alloc, sizeof(struct jd__store_agency), 0);
    status =
        jd__policy_new(&engine->alloc, jd__store_operator(engine->store), &policy, err);
    if (status == JD_OK)
        status = jd__store_agencies(engine->store, &agencies, err);
    for (size_t i = 0; status == JD_OK && i < agencies.n; i++)
        status = jd__policy_add(
            policy, ((const struct jd__store_agency *)agencies.data)[i].json, err);
    if (status == JD_OK) {
        engine->policy = policy;
        *out_policy = policy;
        policy = NULL;
    }
    jd__policy_free(policy);
    jd__buf_done(&agencies);
    return status;
}

enum jd_status
jd__engine_model(struct jd_engine *engine, struct jd_str kind,
    struct jd__kind_model **out_model, struct jd_error *err)
{
    const struct jd__named_model *models = engine->models.data;
    struct jd__named_model made = {.model = NULL};
    for (size_t i = 0; i < engine->models.n; i++)
        if (jd__str_is(kind, models[i].kind)) {
            *out_model = models[i].model;
            return JD_OK;
        }
    (void)snprintf(made.kind, sizeof(made.kind), "%.*s", (int)kind.size, kind.data);
    enum jd_status status = jd__buf_reserve(&engine->models, 1, err);
    if (status == JD_OK)
        status = jd__kind_model_load(
            &engine->alloc, engine->io, engine->models_dir, kind, &made.model, err);
    if (status == JD_OK)
        status = jd__buf_append(&engine->models, &made, 1, err);
    if (status == JD_OK)
        *out_model = made.model;
    return status;
}

void
jd__engine_drop_models(struct jd_engine *engine)
{
    for (size_t i = 0; i < engine->models.n; i++)
        jd__kind_model_free(((struct jd__named_model *)engine->models.data)[i].model);
    jd__buf_done(&engine->models);
}

/* ---- facts ---- */

static void
free_known(struct jd_engine *engine, struct jd__known *known)
{
    if (known == NULL)
        return;
    jd__alloc_free(&engine->alloc, known->models, (known->n_models + 1) * sizeof(void *));
    jd__facts_free(known->facts);
    jd__alloc_free(&engine->alloc, known, sizeof(*known));
}

static void
free_scene(struct jd_engine *engine, struct jd__scene *scene)
{
    if (scene == NULL)
        return;
    jd__graph_free(scene->graph);
    jd__event_entities_free(scene->events);
    jd__entities_free(scene->entities);
    jd__view_free(scene->wider);
    jd__view_free(scene->view);
    if (scene->key != NULL)
        jd__alloc_free(&engine->alloc, scene->key, strlen(scene->key) + 1);
    jd__alloc_free(&engine->alloc, scene, sizeof(*scene));
}

static void
drop_facts(struct jd_engine *engine)
{
    for (size_t i = 0; i < engine->scenes.n; i++)
        free_scene(engine, ((struct jd__scene **)engine->scenes.data)[i]);
    for (size_t i = 0; i < engine->known.n; i++)
        free_known(engine, ((struct jd__known **)engine->known.data)[i]);
    engine->scenes.n = 0;
    engine->known.n = 0;
}

void
jd__engine_forget(struct jd_engine *engine)
{
    drop_facts(engine);
    jd__policy_free(engine->policy);
    engine->policy = NULL;
}

static enum jd_status
find_models(struct jd_engine *engine, struct jd__known *known, struct jd_error *err)
{
    const struct jd__facts *facts = known->facts;
    enum jd_status status = JD_OK;
    known->n_models = (uint32_t)facts->kinds.n;
    known->models =
        jd__alloc_array(&engine->alloc, sizeof(void *), known->n_models, sizeof(void *));
    if (known->models == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for models");
    for (uint32_t k = 0; status == JD_OK && k < known->n_models; k++) {
        struct jd__kind_model *model = NULL;
        status = jd__engine_model(
            engine, jd__facts_text(facts, jd__kinds(facts)[k].name), &model, err);
        known->models[k] = model;
    }
    return status;
}

static enum jd_status
add_links(struct jd__facts *facts, const struct jd__kind_links *found, uint32_t n_levels,
    struct jd_error *err)
{
    const struct jd__link *links = found->links.data;
    const struct jd__evidence *evidence = found->evidence.data;
    enum jd_status status = JD_OK;
    for (size_t i = 0; status == JD_OK && i < found->links.n; i++)
        status = jd__facts_add_link(
            facts, &links[i], evidence + links[i].evidence, n_levels, err);
    return status;
}

/* The store keeps today's links only.  Those of an earlier moment are found anew: models are
 * frozen, so they are the links that would have been found then. */
static enum jd_status
link_anew(const struct jd_engine *engine, struct jd__known *known, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t k = 0; status == JD_OK && k < known->n_models; k++) {
        struct jd__kind_links found = {0};
        if (known->models[k] == NULL)
            continue;
        status = jd__kind_links_find(engine, known, k, &found, err);
        if (status == JD_OK)
            status = add_links(
                known->facts, &found, jd_model_n_comparisons(known->models[k]->model), err);
        jd__kind_links_done(&found);
    }
    return status == JD_OK ? jd__facts_finish(known->facts, err) : status;
}

enum jd_status
jd__engine_known(struct jd_engine *engine, int64_t known_at, struct jd__known **out_known,
    struct jd_error *err)
{
    if (known_at != JD__NO_TIME && known_at >= jd__store_now(engine->store))
        known_at = JD__NO_TIME;
    for (size_t i = 0; i < engine->known.n; i++) {
        struct jd__known *known = ((struct jd__known **)engine->known.data)[i];
        if (known->known_at == known_at) {
            *out_known = known;
            return JD_OK;
        }
    }
    if (engine->known.n >= MOST_KNOWN)
        drop_facts(engine); /* the policy stays: whoever asks was let in by it */
    struct jd__known *made = jd__alloc_array(&engine->alloc, sizeof(*made), 0, 1);
    if (made == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for facts");
    made->known_at = known_at;
    enum jd_status status = jd__store_facts(engine->store, known_at, &made->facts, err);
    if (status == JD_OK)
        status = find_models(engine, made, err);
    if (status == JD_OK && known_at != JD__NO_TIME)
        status = link_anew(engine, made, err);
    if (status == JD_OK)
        status = jd__buf_append(&engine->known, &made, 1, err);
    if (status != JD_OK) {
        free_known(engine, made);
        return status;
    }
    *out_known = made;
    return JD_OK;
}

/* ---- scenes ---- */

/* All of an asker that a decision looks at. */
static enum jd_status
write_key(const struct jd__asker *who, struct jd__buf *out, struct jd_error *err)
{
    enum jd_status status = jd__buf_text(out, who->person, err);
    if (status == JD_OK)
        status = jd__buf_printf(out, err, "@%.*s %.*s %s %d", (int)who->agency.size,
            who->agency.data, (int)who->role_kind.size,
            who->role_kind.size > 0 ? who->role_kind.data : "",
            jd__purpose_name(who->purpose), who->is_operator);
    return status == JD_OK ? jd__buf_append(out, "", 1, err) : status;
}

/* One hash over the hashes of the four bitmaps. */
static void
make_digest(struct jd__scene *scene)
{
    static const uint8_t no_salt[JD__SALT_SIZE] = {0};
    const struct jd__view *view = scene->view;
    const uint64_t *bits[] = {view->records, view->events, view->roles, view->relations};
    uint8_t hashes[4][JD__HASH_SIZE];
    for (int i = 0; i < 4; i++) {
        struct jd_str bytes = {(const char *)bits[i], view->n_words[i] * sizeof(uint64_t)};
        jd__frame_commit(no_salt, bytes, hashes[i]);
    }
    jd__frame_commit(
        no_salt, (struct jd_str){(const char *)hashes, sizeof(hashes)}, scene->digest);
}

static enum jd_status
make_scene(struct jd_engine *engine, const struct jd__asked *asked, const char *key,
    struct jd__scene *scene, struct jd_error *err)
{
    const struct jd__policy *policy = NULL;
    const struct jd__known *known = scene->known;
    struct jd__kind_models models = {known->models, known->n_models};
    scene->key = jd__alloc_text(&engine->alloc, jd__str(key));
    if (scene->key == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for a view");
    enum jd_status status = jd__engine_policy(engine, &policy, err);
    if (status == JD_OK)
        status = jd__view_for(policy, &asked->who, scene->least, scene->as_of, known->facts,
            &scene->view, err);
    if (status == JD_OK)
        status = jd__paper_view(scene->view, models, err);
    if (status == JD_OK)
        status = jd__alibi_view(scene->view, models, err);
    if (status == JD_OK)
        status =
            jd__entities_new(&engine->alloc, scene->view, models, &scene->entities, err);
    if (status == JD_OK)
        status = jd__event_entities_new(
            &engine->alloc, scene->view, scene->entities, &scene->events, err);
    if (status == JD_OK)
        make_digest(scene);
    return status;
}

static struct jd__scene *
find_scene(const struct jd_engine *engine, const struct jd__scene *like, const char *key)
{
    for (size_t i = 0; i < engine->scenes.n; i++) {
        struct jd__scene *scene = ((struct jd__scene **)engine->scenes.data)[i];
        if (scene->known == like->known && scene->as_of == like->as_of &&
            scene->least == like->least && strcmp(scene->key, key) == 0)
            return scene;
    }
    return NULL;
}

static enum jd_status
add_scene(struct jd_engine *engine, const struct jd__asked *asked, const char *key,
    const struct jd__scene *like, struct jd__scene **out_scene, struct jd_error *err)
{
    if (engine->scenes.n >= MOST_SCENES) { /* the oldest goes */
        struct jd__scene **scenes = engine->scenes.data;
        free_scene(engine, scenes[0]);
        engine->scenes.n--;
        memmove(scenes, scenes + 1, engine->scenes.n * engine->scenes.item_size);
    }
    struct jd__scene *scene = jd__alloc_array(&engine->alloc, sizeof(*scene), 0, 1);
    if (scene == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for a view");
    *scene = *like;
    enum jd_status status = make_scene(engine, asked, key, scene, err);
    if (status == JD_OK)
        status = jd__buf_append(&engine->scenes, &scene, 1, err);
    if (status != JD_OK) {
        free_scene(engine, scene);
        return status;
    }
    *out_scene = scene;
    return JD_OK;
}

enum jd_status
jd__engine_scene(struct jd_engine *engine, const struct jd__asked *asked,
    enum jd__answer least, struct jd__scene **out_scene, struct jd_error *err)
{
    struct jd__scene like = {.as_of = asked->as_of, .least = least};
    struct jd__buf key;
    jd__buf_init(&key, &engine->alloc, 1, 0);
    enum jd_status status = write_key(&asked->who, &key, err);
    if (status == JD_OK)
        status = jd__engine_known(engine, asked->known_at, &like.known, err);
    if (status == JD_OK) {
        struct jd__scene *scene = find_scene(engine, &like, key.data);
        if (scene != NULL)
            *out_scene = scene;
        else
            status = add_scene(engine, asked, key.data, &like, out_scene, err);
    }
    jd__buf_done(&key);
    return status;
}

enum jd_status
jd__engine_wider(struct jd_engine *engine, const struct jd__asked *asked,
    struct jd__scene *scene, struct jd_error *err)
{
    const struct jd__policy *policy = NULL;
    if (scene->wider != NULL)
        return JD_OK;
    enum jd_status status = jd__engine_policy(engine, &policy, err);
    if (status == JD_OK)
        status = jd__view_for(policy, &asked->who, JD__ANSWER_POINTER, scene->as_of,
            scene->known->facts, &scene->wider, err);
    return status;
}

enum jd_status
jd__engine_graph(struct jd_engine *engine, struct jd__scene *scene, struct jd_error *err)
{
    const struct jd__entities *entities = scene->entities;
    if (scene->graph != NULL)
        return JD_OK;
    scene->joined = (struct jd__joined){entities->n, entities->of_record, entities->anchors,
        &entities->members, scene->events->same, scene->events->next};
    return jd__graph_new(&engine->alloc, scene->view, &scene->joined, &scene->graph, err);
}
