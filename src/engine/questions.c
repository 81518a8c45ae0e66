/* SPDX-License-Identifier: Apache-2.0 */
/*
 * questions.c - every question in the same steps: read its head, let it in, make its scene,
 * tell, write it down, give the answer.
 */
#include "engine/door.h"

#include "base/error.h"
#include "base/str.h"

/* The farthest that reach goes. */
enum { MOST_REACH = 12 };

/* A question under way. */
struct run {
    struct jd__asked asked;
    struct jd__scene *scene;
    struct jd__buf body;
    struct jd__teller teller;
};

/* Let the teller point to what the asker may know of, for a case of her own. */
static enum jd_status
point(struct jd_engine *engine, struct run *run, struct jd_error *err)
{
    const struct jd__asker *who = &run->asked.who;
    uint32_t own_case =
        jd__own_case(run->teller.facts, who->agency, run->asked.question.case_number);
    if (who->is_operator || own_case == JD_NONE)
        return JD_OK;
    enum jd_status status = jd__engine_wider(engine, &run->asked, run->scene, err);
    run->teller.wider = run->scene->wider;
    run->teller.own_case = own_case;
    return status;
}

/* Up to the first word of the body.  End with finish(), whatever came. */
static enum jd_status
begin(struct jd_engine *engine, const struct jd_asking *asking, const char *verb,
    enum jd__answer least, struct run *run, struct jd_error *err)
{
    struct jd_str about[2] = {run->asked.about[0], run->asked.about[1]};
    jd__buf_init(&run->body, &engine->alloc, 1, 0);
    enum jd_status status = jd__asked_read(asking, verb, &run->asked, err);
    memcpy(run->asked.about, about, sizeof(about));
    if (status == JD_OK)
        status = jd__asked_admit(engine, &run->asked, err);
    if (status == JD_OK)
        status = jd__engine_scene(engine, &run->asked, least, &run->scene, err);
    if (status != JD_OK)
        return status;
    const struct jd__known *known = run->scene->known;
    struct jd__kind_models models = {known->models, known->n_models};
    jd__teller_init(&run->teller, &run->body, run->scene->view, run->scene->entities,
        run->scene->events, models);
    return JD_OK;
}

/* End the telling, whose status so far is given. */
static enum jd_status
end_telling(struct run *run, enum jd_status status, struct jd_error *err)
{
    struct jd_error unsaid = {0};
    if (run->teller.body == NULL)
        return status;
    enum jd_status told = jd__teller_end(&run->teller, &unsaid);
    run->teller.body = NULL;
    if (status != JD_OK || told == JD_OK)
        return status;
    if (err != NULL)
        *err = unsaid;
    return told;
}

/* `status` is how the telling went. */
static enum jd_status
finish(struct jd_engine *engine, struct run *run, enum jd_status status,
    struct jd_answer *out_answer, struct jd_error *err)
{
    const struct jd__giving giving = {&run->asked, run->scene, &run->body, out_answer};
    status = end_telling(run, status, err);
    if (status == JD_OK)
        status = jd__asked_give(engine, &giving, 1, err);
    jd__buf_done(&run->body);
    return status;
}

enum jd_status
jd_engine_show(struct jd_engine *engine, const struct jd_asking *asking, const char *name,
    struct jd_answer *out_answer, struct jd_error *err)
{
    struct jd__name seen;
    struct run run = {.asked.about = {jd__str(name)}};
    enum jd_status status = begin(engine, asking, "show", JD__ANSWER_FULL, &run, err);
    if (status == JD_OK)
        status = jd__seen_name(run.scene->view, run.asked.about[0], &seen, err);
    if (status == JD_OK)
        status = point(engine, &run, err);
    if (status == JD_OK)
        status = jd__tell_show(&run.teller, seen, err);
    return finish(engine, &run, status, out_answer, err);
}

enum jd_status
jd_engine_why(struct jd_engine *engine, const struct jd_asking *asking, const char *name_a,
    const char *name_b, struct jd_answer *out_answer, struct jd_error *err)
{
    struct jd__name a, b;
    struct run run = {.asked.about = {jd__str(name_a), jd__str(name_b)}};
    enum jd_status status = begin(engine, asking, "why", JD__ANSWER_FULL, &run, err);
    if (status == JD_OK)
        status = jd__seen_name(run.scene->view, run.asked.about[0], &a, err);
    if (status == JD_OK)
        status = jd__seen_name(run.scene->view, run.asked.about[1], &b, err);
    if (status == JD_OK)
        status = jd__tell_why(&run.teller, a, b, err);
    return finish(engine, &run, status, out_answer, err);
}

enum jd_status
jd_engine_how(struct jd_engine *engine, const struct jd_asking *asking, const char *name,
    struct jd_answer *out_answer, struct jd_error *err)
{
    struct jd__name seen;
    struct run run = {.asked.about = {jd__str(name)}};
    enum jd_status status = begin(engine, asking, "how", JD__ANSWER_FULL, &run, err);
    if (status == JD_OK)
        status = jd__seen_name(run.scene->view, run.asked.about[0], &seen, err);
    if (status == JD_OK)
        status = jd__tell_how(&run.teller, seen, err);
    return finish(engine, &run, status, out_answer, err);
}

enum jd_status
jd_engine_review(struct jd_engine *engine, const struct jd_asking *asking,
    const struct jd_review_options *options, struct jd_answer *out_answer,
    struct jd_error *err)
{
    struct jd_review_options o = jd_review_options_default();
    struct run run = {.scene = NULL};
    if (options != NULL)
        memcpy(&o, options,
            options->struct_size < sizeof(o) ? options->struct_size : sizeof(o));
    enum jd_status status = begin(engine, asking, "review", JD__ANSWER_FULL, &run, err);
    if (status == JD_OK)
        status = jd__tell_review(&run.teller, &o, err);
    return finish(engine, &run, status, out_answer, err);
}

enum jd_status
jd_engine_overlap(struct jd_engine *engine, const struct jd_asking *asking,
    const struct jd_overlap_options *options, struct jd_answer *out_answer,
    struct jd_error *err)
{
    struct jd_overlap_options o = jd_overlap_options_default();
    if (options != NULL)
        memcpy(&o, options,
            options->struct_size < sizeof(o) ? options->struct_size : sizeof(o));
    struct run run = {.asked.about = {jd__str(o.of_case != NULL ? o.of_case : "")}};
    enum jd_status status = begin(engine, asking, "overlap", JD__ANSWER_FULL, &run, err);
    if (status == JD_OK)
        status = jd__engine_graph(engine, run.scene, err);
    if (status == JD_OK)
        status = jd__tell_overlap(&run.teller, run.scene->graph, &o, err);
    return finish(engine, &run, status, out_answer, err);
}

enum jd_status
jd_engine_search(struct jd_engine *engine, const struct jd_asking *asking,
    const struct jd_search_options *options, struct jd_answer *out_answer,
    struct jd_error *err)
{
    struct jd_search_options o = jd_search_options_default();
    struct run run = {.scene = NULL};
    if (options == NULL)
        return jd__fail(err, JD_E_ARG, "a search needs its fields");
    memcpy(
        &o, options, options->struct_size < sizeof(o) ? options->struct_size : sizeof(o));
    for (uint32_t i = 0; o.fields != NULL && i < 2 && i < o.n_fields; i++)
        run.asked.about[i] = jd__str(o.fields[i].text);
    enum jd_status status = begin(engine, asking, "search", JD__ANSWER_FULL, &run, err);
    if (status == JD_OK)
        status = jd__tell_search(&run.teller, &o, err);
    return finish(engine, &run, status, out_answer, err);
}

/*
 * Where chains must end.  What the asker does not see matches nothing, like what is not there:
 * a number behind the last one.
 */
static void
aim(const struct jd__view *view, const char *to, struct jd__extend_options *out)
{
    struct jd__name name;
    if (to == NULL)
        return;
    if (strchr(to, '/') != NULL) {
        bool seen = jd__seen_name(view, jd__str(to), &name, NULL) == JD_OK &&
                    name.kind == JD__NAME_CASE;
        out->to_case = seen ? name.number : (uint32_t)view->facts->cases.n;
        return;
    }
    out->to_agency = jd__facts_agency(view->facts, jd__str(to));
    if (out->to_agency != JD_NONE)
        return;
    jd_word word = jd__facts_find_word(view->facts, jd__str(to));
    word = word != JD_NONE ? word : view->facts->words->n;
    if (jd__is_role_name(jd__str(to)))
        out->to_role = word;
    else
        out->to_kind = word;
}

/* The public options as far as the caller knows them. */
static struct jd_extend_options
take_options(const struct jd_extend_options *options)
{
    struct jd_extend_options o = jd_extend_options_default();
    if (options != NULL)
        memcpy(&o, options,
            options->struct_size < sizeof(o) ? options->struct_size : sizeof(o));
    return o;
}

/* The public options over the graph's own; 0 keeps the standard. */
static struct jd__extend_options
extend_options(const struct jd__view *view, const struct jd_extend_options *options)
{
    struct jd_extend_options o = *options;
    struct jd__extend_options out = jd__extend_options_default();
    aim(view, o.to, &out);
    if (o.chains > 0)
        out.top = o.chains;
    if (o.steps > 0)
        out.max_steps = o.steps;
    if (o.max_bits > 0)
        out.ceiling_bits = o.max_bits;
    return out;
}

/* From a name to its chains, told. */
static enum jd_status
follow(struct jd_engine *engine, struct run *run, const struct jd_extend_options *options,
    struct jd_error *err)
{
    struct jd__name start;
    struct jd__extend_options bounds = extend_options(run->scene->view, options);
    struct jd__chains chains = {.n_found = 0};
    enum jd_status status =
        jd__seen_name(run->scene->view, run->asked.about[0], &start, err);
    if (status == JD_OK)
        status = point(engine, run, err);
    if (status == JD_OK)
        status = jd__engine_graph(engine, run->scene, err);
    if (status == JD_OK)
        status = jd__graph_extend(run->scene->graph, start, &bounds, &chains, err);
    if (status != JD_OK)
        return status;
    jd__tell_chains(&run->teller, start, &chains);
    jd__chains_done(&chains);
    return JD_OK;
}

enum jd_status
jd_engine_extend(struct jd_engine *engine, const struct jd_asking *asking, const char *name,
    const struct jd_extend_options *options, struct jd_answer *out_answer,
    struct jd_error *err)
{
    struct jd_extend_options o = take_options(options);
    struct run run = {.asked.about = {jd__str(name)}};
    enum jd_status status = begin(engine, asking, "extend", JD__ANSWER_FULL, &run, err);
    if (status == JD_OK)
        status = follow(engine, &run, &o, err);
    return finish(engine, &run, status, out_answer, err);
}

enum jd_status
jd_engine_extend_many(struct jd_engine *engine, const struct jd_asking *asking,
    const char *const *names, uint32_t n, const struct jd_extend_options *options,
    struct jd_answer *out_answers, struct jd_error *err)
{
    struct jd_extend_options o = take_options(options);
    struct jd__buf runs, givings;
    enum jd_status status = JD_OK;
    jd__buf_init(&runs, &engine->alloc, sizeof(struct run), 0);
    jd__buf_init(&givings, &engine->alloc, sizeof(struct jd__giving), 0);
    status = jd__buf_append(&runs, NULL, n, err);
    struct run *run = runs.data;
    for (uint32_t i = 0; status == JD_OK && i < n; i++, run++) {
        struct jd__giving giving = {&run->asked, NULL, &run->body, &out_answers[i]};
        run->asked.about[0] = jd__str(names[i]);
        status = begin(engine, asking, "extend", JD__ANSWER_FULL, run, err);
        if (status == JD_OK)
            status = follow(engine, run, &o, err);
        status = end_telling(run, status, err);
        giving.scene = run->scene;
        if (status == JD_OK)
            status = jd__buf_append(&givings, &giving, 1, err);
    }
    if (status == JD_OK && n > 0)
        status = jd__asked_give(engine, givings.data, n, err);
    for (uint32_t i = 0; i < runs.n; i++)
        jd__buf_done(&((struct run *)runs.data)[i].body);
    jd__buf_done(&runs);
    jd__buf_done(&givings);
    return status;
}

enum jd_status
jd_engine_reach(struct jd_engine *engine, const struct jd_asking *asking, const char *name,
    uint32_t steps, struct jd_answer *out_answer, struct jd_error *err)
{
    struct jd__name start;
    struct jd__levels levels;
    struct run run = {.asked.about = {jd__str(name)}};
    enum jd_status status = begin(engine, asking, "reach", JD__ANSWER_FULL, &run, err);
    if (status == JD_OK && (steps < 1 || steps > MOST_REACH))
        status = jd__fail(err, JD_E_ARG, "steps are 1 to %d", MOST_REACH);
    if (status == JD_OK)
        status = jd__seen_name(run.scene->view, run.asked.about[0], &start, err);
    if (status == JD_OK && start.kind != JD__NAME_RECORD)
        status = jd__fail(err, JD_E_ARG, "reach starts from a record");
    if (status == JD_OK)
        status = jd__engine_graph(engine, run.scene, err);
    if (status == JD_OK) {
        status = jd__graph_reach(run.scene->graph, start.number, steps, &levels, err);
        if (status == JD_OK) {
            jd__tell_levels(&run.teller, start, &levels);
            jd__levels_done(&levels);
        }
    }
    return finish(engine, &run, status, out_answer, err);
}

enum jd_status
jd_engine_entities(struct jd_engine *engine, const struct jd_asking *asking,
    struct jd_table **out_table, struct jd_answer *out_answer, struct jd_error *err)
{
    struct jd_table *table = NULL;
    struct run run = {.scene = NULL};
    enum jd_status status = begin(engine, asking, "entities", JD__ANSWER_COUNT, &run, err);
    if (status == JD_OK)
        status = jd__entities_table(
            &engine->alloc, run.scene->view, run.scene->entities, &table, err);
    if (status == JD_OK) {
        jd__json_object(&run.teller.json);
        jd__json_key_int(&run.teller.json, "records", jd_table_n_rows(table));
        jd__json_key_int(&run.teller.json, "entities", run.scene->entities->n);
        jd__json_object_end(&run.teller.json);
    }
    status = finish(engine, &run, status, out_answer, err);
    if (status == JD_OK) {
        *out_table = table;
        table = NULL;
    }
    jd_table_free(table);
    return status;
}

enum jd_status
jd_engine_tables(struct jd_engine *engine, const struct jd_asking *asking,
    struct jd_engine_tables *out_tables, struct jd_answer *out_answer, struct jd_error *err)
{
    struct jd_engine_tables tables = {.struct_size = sizeof(tables)};
    struct run run = {.scene = NULL};
    enum jd_status status = begin(engine, asking, "tables", JD__ANSWER_FULL, &run, err);
    if (status == JD_OK && run.asked.who.purpose != JD__PURPOSE_EVALUATION)
        status = jd__fail(err, JD_E_DENIED, "tables are made for evaluation");
    if (status == JD_OK)
        status = jd__tables_make(&engine->alloc, run.scene->view, run.scene->entities,
            run.scene->events, &tables, err);
    if (status == JD_OK) {
        jd__json_object(&run.teller.json);
        jd__json_key_int(&run.teller.json, "nodes", jd_table_n_rows(tables.nodes));
        jd__json_key_int(&run.teller.json, "edges", jd_table_n_rows(tables.edges));
        jd__json_object_end(&run.teller.json);
    }
    status = finish(engine, &run, status, out_answer, err);
    if (status == JD_OK)
        *out_tables = tables;
    else
        jd_engine_tables_done(&tables);
    return status;
}

enum jd_status
jd_engine_count(struct jd_engine *engine, const struct jd_asking *asking,
    struct jd_engine_counts *out_counts, struct jd_answer *out_answer, struct jd_error *err)
{
    struct jd_engine_counts counts;
    struct run run = {.scene = NULL};
    enum jd_status status = begin(engine, asking, "count", JD__ANSWER_COUNT, &run, err);
    if (status == JD_OK)
        status = jd__count(&run.teller, &counts, err);
    if (status == JD_OK && run.asked.who.is_operator)
        status = jd__store_listed(engine->store, &counts.rejected, &counts.issues, err);
    if (status == JD_OK)
        jd__tell_counts(&run.teller.json, &counts);
    status = finish(engine, &run, status, out_answer, err);
    if (status == JD_OK) {
        size_t size = out_counts->struct_size;
        size = size < sizeof(counts) ? size : sizeof(counts);
        memcpy(out_counts, &counts, size);
        out_counts->struct_size = size;
    }
    return status;
}
