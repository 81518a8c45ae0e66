/* SPDX-License-Identifier: Apache-2.0 */
/*
 * door.h - an engine from inside: a store, and what was made of it for the questions so far.
 *
 * Facts are kept for a moment, scenes for an asker: a thousand questions of one asker build
 * both once.  Whatever changes the store drops them all.
 */
#ifndef JD_ENGINE_DOOR_H
#define JD_ENGINE_DOOR_H

#include <joinder/questions.h>

#include "authority/authority.h"
#include "engine/asks.h"
#include "store/store.h"

/* Entries of the journal that are the engine's. */
enum jd__engine_entry {
    JD__ENTRY_ASKED = JD__ENTRY_FIRST,      /* a question that was answered */
    JD__ENTRY_DENIED = JD__ENTRY_FIRST + 1, /* one that was not */
    JD__ENTRY_ACTED = JD__ENTRY_FIRST + 2,  /* ingest, resolve */
};

/* The model of a kind, looked for once; NULL: it has none. */
struct jd__named_model {
    char kind[32];
    struct jd__kind_model *model;
};

/* What was known at one moment, and the models of its kinds. */
struct jd__known {
    int64_t known_at; /* JD__NO_TIME: now */
    struct jd__facts *facts;
    const struct jd__kind_model **models;
    uint32_t n_models;
};

/* What one asker may see of it. */
struct jd__scene {
    struct jd__known *known; /* borrowed */
    char *key;               /* owned: who, role and purpose */
    int64_t as_of;
    enum jd__answer least;
    struct jd__view *view;
    struct jd__view *wider; /* with what is pointed to; NULL until it is needed */
    struct jd__entities *entities;
    struct jd__event_entities *events;
    struct jd__joined joined;      /* the entities, as the graph borrows them */
    struct jd__graph *graph;       /* NULL until it is needed */
    uint8_t digest[JD__HASH_SIZE]; /* of the view */
};

struct jd_engine {
    struct jd_alloc alloc;
    char *models_dir;
    uint32_t threads;
    struct jd_progress progress; /* should_stop NULL: none */
    struct jd_io *io;
    struct jd__store *store;
    struct jd__policy *policy; /* NULL until it is needed */
    struct jd__buf models;     /* struct jd__named_model */
    struct jd__buf known;      /* struct jd__known * */
    struct jd__buf scenes;     /* struct jd__scene * */
};

/* The head of a question, read and let in. */
struct jd__asked {
    const char *verb;
    struct jd_str about[2]; /* what is asked of: names, texts; "" for none */
    struct jd__question question;
    struct jd_str basis;
    struct jd_str as_of_text;
    struct jd_str known_at_text;
    int64_t as_of;
    int64_t known_at;
    struct jd__asker who;
};

/* ---- asked.c ---- */

/* Read the head; JD_E_ARG for a day that is none or no asker. */
enum jd_status
jd__asked_read(const struct jd_asking *asking, const char *verb,
    struct jd__asked *out_asked, struct jd_error *err);

/* Let a question in, or write down that it was denied. */
enum jd_status
jd__asked_admit(struct jd_engine *engine, struct jd__asked *asked, struct jd_error *err);

/* The same for an act: the operator's, or where `agency` is not empty, one of its people's. */
enum jd_status
jd__asked_admit_act(struct jd_engine *engine, struct jd__asked *asked, struct jd_str agency,
    struct jd_error *err);

/* An answer to be written down and given.  `scene` NULL: an act.  `out_answer` NULL: the
 * question is written down all the same, the body is dropped. */
struct jd__giving {
    const struct jd__asked *asked;
    const struct jd__scene *scene;
    struct jd__buf *body; /* taken on success */
    struct jd_answer *out_answer;
};

/* Write n questions down as one group, then give their answers: all of them or none. */
enum jd_status
jd__asked_give(struct jd_engine *engine, const struct jd__giving *givings, uint32_t n,
    struct jd_error *err);

/* ---- link_kind.c ---- */

/* Pairs of records of one kind that are joined or possible, and what was counted on the way. */
struct jd__kind_links {
    struct jd__buf links;    /* struct jd__link */
    struct jd__buf evidence; /* struct jd__evidence */
    uint32_t n_records;
    uint64_t n_pairs; /* at or above the least weight */
    uint64_t n_joined;
    uint64_t n_possible;
    uint64_t n_vetoed;
};

/* Link the records of a kind that has a model; end with jd__kind_links_done(). */
enum jd_status
jd__kind_links_find(const struct jd_engine *engine, const struct jd__known *known,
    uint32_t kind, struct jd__kind_links *out_links, struct jd_error *err);

void
jd__kind_links_done(struct jd__kind_links *links);

/* ---- scene.c ---- */

/* The policy as the agencies' files stand; borrowed. */
enum jd_status
jd__engine_policy(
    struct jd_engine *engine, const struct jd__policy **out_policy, struct jd_error *err);

/* What was known at a moment (JD__NO_TIME: now); borrowed until the store changes. */
enum jd_status
jd__engine_known(struct jd_engine *engine, int64_t known_at, struct jd__known **out_known,
    struct jd_error *err);

/* What this asker may see, items of at least this answer; borrowed until the store changes. */
enum jd_status
jd__engine_scene(struct jd_engine *engine, const struct jd__asked *asked,
    enum jd__answer least, struct jd__scene **out_scene, struct jd_error *err);

/* What the asker sees or may know of; borrowed as the scene is. */
enum jd_status
jd__engine_wider(struct jd_engine *engine, const struct jd__asked *asked,
    struct jd__scene *scene, struct jd_error *err);

/* The graph of a scene; borrowed as the scene is. */
enum jd_status
jd__engine_graph(struct jd_engine *engine, struct jd__scene *scene, struct jd_error *err);

/* The store changed: drop facts, scenes and policy. */
void
jd__engine_forget(struct jd_engine *engine);

/* The model of a kind, or NULL. */
enum jd_status
jd__engine_model(struct jd_engine *engine, struct jd_str kind,
    struct jd__kind_model **out_model, struct jd_error *err);

void
jd__engine_drop_models(struct jd_engine *engine);

#endif
