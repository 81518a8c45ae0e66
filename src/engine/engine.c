/* SPDX-License-Identifier: Apache-2.0 */
/* engine.c - make, open and close a store. */
#include "engine/door.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "base/utf8.h"

#ifndef JD_MODELS_BUILT
#define JD_MODELS_BUILT "models"
#endif
#ifndef JD_MODELS_INSTALLED
#define JD_MODELS_INSTALLED "models"
#endif

/* PERSON@AGENCY, without control characters. */
static bool
is_name(struct jd_str name)
{
    const char *at = name.size > 0 ? memchr(name.data, '@', name.size) : NULL;
    for (size_t i = 0; i < name.size;) {
        uint32_t code = jd__utf8_next(name, &i);
        if (code < 0x20 || (code >= 0x7F && code <= 0x9F))
            return false;
    }
    return at != NULL && at > name.data && at + 1 < name.data + name.size;
}

enum jd_status
jd_engine_init(const struct jd_alloc *alloc, const char *dir, const char *operator_name,
    int64_t now, struct jd_error *err)
{
    if (dir == NULL || !is_name(jd__str(operator_name)))
        return jd__fail(err, JD_E_ARG, "an operator has the form PERSON@AGENCY");
    return jd__store_init(alloc, dir, jd__str(operator_name), now, err);
}

static const char *
find_models_dir(const struct jd_engine_options *options)
{
    if (options->models_dir != NULL)
        return options->models_dir;
    return jd__path_kind(JD_MODELS_BUILT, true) == JD__PATH_FOLDER ? JD_MODELS_BUILT
                                                                   : JD_MODELS_INSTALLED;
}

static enum jd_status
open_parts(struct jd_engine *engine, const char *dir,
    const struct jd_engine_options *options, struct jd_error *err)
{
    struct jd_io_options io = jd_io_options_default();
    const struct jd__store_options store = {
        .now = options->now, .threads = options->threads};
    io.threads = options->threads;
    io.memory_bytes = options->memory_bytes;
    engine->threads = options->threads;
    if (options->progress != NULL)
        engine->progress = *options->progress;
    io.progress = engine->progress;
    engine->models_dir = jd__alloc_text(&engine->alloc, jd__str(find_models_dir(options)));
    if (engine->models_dir == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for an engine");
    enum jd_status status =
        jd__store_open(&engine->alloc, dir, &store, &engine->store, err);
    return status == JD_OK ? jd_io_new(&engine->alloc, &io, &engine->io, err) : status;
}

enum jd_status
jd_engine_open(const struct jd_alloc *alloc, const char *dir,
    const struct jd_engine_options *options, struct jd_engine **out_engine,
    struct jd_error *err)
{
    struct jd_engine_options o = jd_engine_options_default();
    if (dir == NULL)
        return jd__fail(err, JD_E_ARG, "a store is a folder");
    if (options != NULL)
        memcpy(&o, options,
            options->struct_size < sizeof(o) ? options->struct_size : sizeof(o));
    struct jd_engine *engine = jd__alloc_array(alloc, sizeof(*engine), 0, 1);
    if (engine == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for an engine");
    engine->alloc = jd__alloc_or_default(alloc);
    jd__buf_init(&engine->models, alloc, sizeof(struct jd__named_model), 0);
    jd__buf_init(&engine->known, alloc, sizeof(struct jd__known *), 0);
    jd__buf_init(&engine->scenes, alloc, sizeof(struct jd__scene *), 0);
    enum jd_status status = open_parts(engine, dir, &o, err);
    if (status != JD_OK) {
        jd_engine_close(engine);
        return status;
    }
    *out_engine = engine;
    return JD_OK;
}

void
jd_engine_close(struct jd_engine *engine)
{
    if (engine == NULL)
        return;
    struct jd_alloc alloc = engine->alloc;
    jd__engine_forget(engine);
    jd__engine_drop_models(engine);
    jd__buf_done(&engine->known);
    jd__buf_done(&engine->scenes);
    jd_io_free(engine->io);
    jd__store_close(engine->store);
    if (engine->models_dir != NULL)
        jd__alloc_free(&alloc, engine->models_dir, strlen(engine->models_dir) + 1);
    jd__alloc_free(&alloc, engine, sizeof(*engine));
}
