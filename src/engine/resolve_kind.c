/* SPDX-License-Identifier: Apache-2.0 */
/* resolve_kind.c - link every kind that has a model, as of now, and keep the links. */
#include "engine/door.h"

#include "base/str.h"

static enum jd_status
save(struct jd_engine *engine, const struct jd__known *known, uint32_t kind,
    const struct jd__kind_links *found, struct jd_str asker, struct jd_error *err)
{
    const struct jd__facts *facts = known->facts;
    const struct jd__kind_model *model = known->models[kind];
    const struct jd__store_links links = {
        .kind = jd__facts_text(facts, jd__kinds(facts)[kind].name),
        .model = jd__str(model->version),
        .links = found->links.data,
        .n = (uint32_t)found->links.n,
        .evidence = found->evidence.data,
        .n_levels = jd_model_n_comparisons(model->model)};
    return jd__store_save_links(engine->store, facts, &links, 1, asker, err);
}

static void
tell_kind(struct jd__json *json, const struct jd__known *known, uint32_t kind,
    const struct jd__kind_links *found)
{
    const struct jd__facts *facts = known->facts;
    jd__json_object(json);
    jd__json_key_text(json, "kind", jd__facts_text(facts, jd__kinds(facts)[kind].name));
    jd__json_key_cstr(json, "model", known->models[kind]->version);
    jd__json_key_int(json, "records", found->n_records);
    jd__json_key_int(json, "pairs", (int64_t)found->n_pairs);
    jd__json_key_int(json, "joined", (int64_t)found->n_joined);
    jd__json_key_int(json, "possible", (int64_t)found->n_possible);
    jd__json_key_int(json, "vetoed", (int64_t)found->n_vetoed);
    jd__json_object_end(json);
}

static enum jd_status
resolve_one(struct jd_engine *engine, const struct jd__known *known, uint32_t kind,
    struct jd_str asker, struct jd__json *json, struct jd_error *err)
{
    struct jd__kind_links found = {0};
    if (known->models[kind] == NULL)
        return JD_OK;
    enum jd_status status = jd__kind_links_find(engine, known, kind, &found, err);
    if (status != JD_OK)
        return status;
    status = save(engine, known, kind, &found, asker, err);
    if (status == JD_OK)
        tell_kind(json, known, kind, &found);
    jd__kind_links_done(&found);
    return status;
}

static enum jd_status
resolve_all(struct jd_engine *engine, const struct jd__asked *asked, struct jd__buf *body,
    struct jd_error *err)
{
    struct jd__known *known = NULL;
    struct jd__json json;
    enum jd_status status = jd__engine_known(engine, JD__NO_TIME, &known, err);
    if (status != JD_OK)
        return status;
    jd__json_init(&json, body);
    jd__json_object(&json);
    jd__json_key(&json, "kinds");
    jd__json_array(&json);
    for (uint32_t k = 0; status == JD_OK && k < known->n_models; k++)
        status = resolve_one(engine, known, k, asked->question.asker, &json, err);
    jd__json_array_end(&json);
    jd__json_object_end(&json);
    return status == JD_OK ? jd__json_end(&json, err) : status;
}

enum jd_status
jd_engine_resolve(struct jd_engine *engine, const struct jd_asking *asking,
    struct jd_answer *out_answer, struct jd_error *err)
{
    struct jd__asked asked;
    struct jd__buf body;
    jd__buf_init(&body, &engine->alloc, 1, 0);
    enum jd_status status = jd__asked_read(asking, "resolve", &asked, err);
    if (status == JD_OK)
        status = jd__asked_admit_act(engine, &asked, (struct jd_str){0}, err);
    if (status == JD_OK)
        status = resolve_all(engine, &asked, &body, err);
    if (status == JD_OK) {
        const struct jd__giving giving = {&asked, NULL, &body, out_answer};
        status = jd__asked_give(engine, &giving, 1, err);
    }
    jd__engine_forget(engine); /* links changed, or may have */
    jd__buf_done(&body);
    return status;
}
