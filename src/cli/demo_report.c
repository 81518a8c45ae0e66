/* SPDX-License-Identifier: Apache-2.0 */
/*
 * demo_report.c - the page of a demonstration: its data gathered by questions like anyone's.
 *
 * The page is report/report.html with one JSON object in it (page.c).
 */
#include "cli/demo.h"
#include "cli/page.h"
#include "cli/platform.h"

#include <stdlib.h>
#include <string.h>

struct story {
    const char *name, *title, *text;
};

static const struct story stories[] = {
    {"courier", "A courier in Columbus, Ohio",
        "One courier is arrested with a phone. Where does the phone lead? Through a stash "
        "house that another county searched, to the importer of its goods, to a case that "
        "police abroad have open against the organisation behind it."},
    {"prescriptions", "Tablets in New Hampshire",
        "A defendant has prescription tablets. The laboratory's examination names the "
        "paper they came with; the paper a doctor; the doctor's prescriptions, far beyond "
        "chance at one counter in Miami, a pharmacy. Patients never lead anywhere: only "
        "the paper, the doctor and the pharmacy do."},
    {"parcel", "A death in Utah",
        "A child has died. The substance, the parcel that it came in, the order and the "
        "vendor's name on a seized market lead to a sender in China. Victims never lead "
        "onwards: only the things that they held do."},
};

/* "a/phone/3" -> "a". */
static json_t *
agency_of(const char *name)
{
    const char *slash = name != NULL ? strchr(name, '/') : NULL;
    return slash != NULL ? json_stringn(name, (size_t)(slash - name)) : json_string("");
}

static void
add_fields(json_t *fields, const json_t *object)
{
    const char *key = NULL;
    json_t *value = NULL;
    json_object_foreach ((json_t *)(uintptr_t)object, key, value) {
        if (json_is_null(value) || strstr(key, "_norm") != NULL)
            continue;
        char *text = json_is_string(value) ? strdup(json_string_value(value))
                                           : json_dumps(value, JSON_ENCODE_ANY);
        if (text != NULL)
            (void)json_array_append_new(fields, json_pack("[s, s]", key, text));
        free(text);
    }
}

/* The part of a `show` body that is this row: a record among its entity's, or the event. */
static const json_t *
row_of(const json_t *body, const char *name)
{
    const json_t *records = json_object_get(body, "records");
    for (size_t i = 0; i < json_array_size(records); i++) {
        const json_t *record = json_array_get(records, i);
        const char *here = json_string_value(json_object_get(record, "name"));
        if (here != NULL && strcmp(here, name) == 0)
            return record;
    }
    return body;
}

static bool
add_row(struct jd_engine *engine, const struct jd_asking *asking, const char *name,
    json_t *rows, struct jd_error *err)
{
    struct jd_answer answer = {0};
    if (jd_engine_show(engine, asking, name, &answer, err) != JD_OK)
        return false;
    json_t *body = demo_body(&answer, err);
    jd_answer_done(&answer);
    if (body == NULL)
        return false;
    const json_t *row = row_of(body, name);
    json_t *fields = json_array();
    const char *at = json_string_value(json_object_get(row, "at"));
    if (at != NULL)
        (void)json_array_append_new(fields, json_pack("[s, s]", "at", at));
    add_fields(fields, json_object_get(row, "attributes"));
    add_fields(fields, json_object_get(row, "payload"));
    (void)json_array_append_new(rows, json_pack("{s:o, s:s, s:o}", "agency",
                                          agency_of(name), "id", name, "fields", fields));
    json_decref(body);
    return true;
}

static const char *
field_of(const json_t *rows, const char *key)
{
    const json_t *fields = json_object_get(json_array_get(rows, 0), "fields");
    for (size_t i = 0; i < json_array_size(fields); i++) {
        const json_t *field = json_array_get(fields, i);
        if (strcmp(json_string_value(json_array_get(field, 0)), key) == 0)
            return json_string_value(json_array_get(field, 1));
    }
    return NULL;
}

/* What people call a row by: a name, a number, an address. */
static void
known_by(const json_t *rows, char *out, size_t size)
{
    static const char *const keys[] = {"name", "surname", "number", "tracking_number",
        "profile", "plate", "vin", "address"};
    const char *given = field_of(rows, "given_name"), *surname = field_of(rows, "surname");
    out[0] = '\0';
    for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]) && out[0] == '\0'; k++) {
        const char *text = field_of(rows, keys[k]);
        if (text != NULL)
            (void)snprintf(out, size, "%s%s%s",
                text == surname && given != NULL ? given : "",
                text == surname && given != NULL ? " " : "", text);
    }
}

static json_t *
terms_text(const json_t *step)
{
    const json_t *terms = json_object_get(step, "terms");
    const char *role_in = json_string_value(json_object_get(step, "role_in"));
    const char *role_out = json_string_value(json_object_get(step, "role_out"));
    const char *relation = json_string_value(json_object_get(step, "relation"));
    char text[256];
    if (!json_is_object(terms))
        return json_null();
    (void)snprintf(text, sizeof(text),
        "%s%s%s%sidentity %.1f + sharing %.1f + grade %.1f bits",
        relation != NULL  ? relation
        : role_in != NULL ? role_in
                          : "",
        relation == NULL && role_in != NULL && role_out != NULL ? " → " : "",
        relation == NULL && role_out != NULL ? role_out : "",
        relation != NULL || role_in != NULL || role_out != NULL ? ": " : "",
        json_number_value(json_object_get(terms, "identity")),
        json_number_value(json_object_get(terms, "sharing")),
        json_number_value(json_object_get(terms, "grade")));
    return json_string(text);
}

/* The agencies that a step goes between, each once. */
static json_t *
agencies_of(const char *in, const char *out)
{
    json_t *agencies = json_array(), *first = agency_of(in), *second = agency_of(out);
    bool one = json_equal(first, second);
    (void)json_array_append_new(agencies, first);
    if (one)
        json_decref(second);
    else
        (void)json_array_append_new(agencies, second);
    return agencies;
}

/* The source rows of a step: where it comes in, and where it goes out if that is another. */
static json_t *
rows_of(struct jd_engine *engine, const struct jd_asking *asking, const char *in,
    const char *out, struct jd_error *err)
{
    json_t *rows = json_array();
    bool ok = add_row(engine, asking, in, rows, err) &&
              (strcmp(in, out) == 0 || add_row(engine, asking, out, rows, err));
    if (ok)
        return rows;
    json_decref(rows);
    return NULL;
}

/* "phone" -> "Phone". */
static void
head_of(const char *kind, char *out, size_t size)
{
    (void)snprintf(out, size, "%s", kind);
    if (out[0] >= 'a' && out[0] <= 'z')
        out[0] = (char)(out[0] - 'a' + 'A');
}

static json_t *
no_step(struct jd_error *err)
{
    err->status = JD_E_INPUT;
    (void)snprintf(err->message, sizeof(err->message), "a step cannot be shown");
    return NULL;
}

static json_t *
step_json(struct jd_engine *engine, const struct jd_asking *asking, const json_t *step,
    struct jd_error *err)
{
    const char *in = json_string_value(json_object_get(step, "in"));
    const char *out = json_string_value(json_object_get(step, "out"));
    const char *kind = json_string_value(json_object_get(step, "kind"));
    const char *at = json_string_value(json_object_get(step, "at"));
    const char *node = json_string_value(json_object_get(step, "node"));
    if (in == NULL || out == NULL || kind == NULL)
        return no_step(err);
    json_t *rows = rows_of(engine, asking, in, out, err);
    if (rows == NULL)
        return NULL;
    bool event = node != NULL && strcmp(node, "event") == 0;
    char day[11], by[128] = "", heading[64], title[256];
    (void)snprintf(day, sizeof(day), "%s", at != NULL ? at : "");
    if (!event)
        known_by(rows, by, sizeof(by));
    head_of(kind, heading, sizeof(heading));
    (void)snprintf(title, sizeof(title), "%s%s%s", heading, by[0] != '\0' ? ": " : "", by);
    json_t *made = json_pack("{s:s, s:s, s:s, s:s, s:o, s:s, s:f, s:o, s:o}", "node",
        event ? "event" : "record", "short", heading, "sub", by[0] != '\0' ? by : day,
        "title", title, "agencies", agencies_of(in, out), "date", day, "bits",
        json_number_value(json_object_get(step, "bits")), "terms", terms_text(step), "rows",
        rows);
    return made != NULL ? made : no_step(err); /* a text that is cut within a character */
}

static uint32_t
count_agencies(const json_t *steps)
{
    json_t *seen = json_object();
    for (size_t i = 0; i < json_array_size(steps); i++) {
        const json_t *agencies = json_object_get(json_array_get(steps, i), "agencies");
        for (size_t k = 0; k < json_array_size(agencies); k++)
            (void)json_object_set_new(
                seen, json_string_value(json_array_get(agencies, k)), json_true());
    }
    uint32_t n = (uint32_t)json_object_size(seen);
    json_decref(seen);
    return n;
}

/* The chain of a rank, its steps with their source rows; null when none is shown. */
static json_t *
chain_json(struct jd_engine *engine, const struct jd_asking *asking, const char *start,
    uint32_t rank, struct jd_error *err)
{
    struct jd_answer answer = {0};
    if (jd_engine_extend(engine, asking, start, NULL, &answer, err) != JD_OK)
        return NULL;
    json_t *body = demo_body(&answer, err);
    jd_answer_done(&answer);
    const json_t *chain =
        json_array_get(json_object_get(body, "chains"), rank != 0 ? rank - 1 : 0);
    if (chain == NULL) {
        json_decref(body);
        return body != NULL ? json_null() : NULL;
    }
    const json_t *from = json_object_get(chain, "steps");
    json_t *steps = json_array();
    bool ok = true;
    for (size_t i = 0; ok && i < json_array_size(from); i++) {
        json_t *step = step_json(engine, asking, json_array_get(from, i), err);
        ok = step != NULL && json_array_append_new(steps, step) == 0;
    }
    double bits = json_number_value(json_object_get(chain, "bits"));
    json_decref(body);
    if (!ok) {
        json_decref(steps);
        return NULL;
    }
    return json_pack("{s:f, s:i, s:o}", "bits", bits, "agencies",
        (int)count_agencies(steps), "steps", steps);
}

static json_t *
cases_json(struct jd_engine *engine, const struct jd_asking *asking,
    const struct truth *truth, const struct truth_figures *figures, struct jd_error *err)
{
    json_t *cases = json_array();
    for (size_t s = 0; s < sizeof(stories) / sizeof(stories[0]); s++) {
        uint32_t rank = 0;
        const char *start = NULL;
        for (uint32_t i = 0; i < figures->n_cases; i++)
            if (strcmp(figures->cases[i].name, stories[s].name) == 0)
                rank = figures->cases[i].rank;
        for (size_t i = 0; i < truth_n_starts(truth) && start == NULL; i++) {
            const char *label = NULL, *name = NULL;
            truth_start(truth, i, &label, &name);
            if (strcmp(label, stories[s].name) == 0)
                start = name;
        }
        if (start == NULL)
            continue;
        json_t *chain = chain_json(engine, asking, start, rank, err);
        if (chain == NULL) {
            json_decref(cases);
            return NULL;
        }
        (void)json_array_append_new(
            cases, json_pack("{s:s, s:s, s:s, s:b, s:i, s:o}", "name", stories[s].name,
                       "title", stories[s].title, "story", stories[s].text, "found",
                       rank != 0, "rank", (int)rank, "chain", chain));
    }
    return cases;
}

static json_t *
errors_json(const struct truth_figures *figures)
{
    json_t *errors = json_array();
    for (uint32_t i = 0; i < figures->n_errors; i++)
        (void)json_array_append_new(
            errors, json_pack("{s:s, s:s?, s:s?}", "what", figures->errors[i].what, "a",
                        figures->errors[i].a, "b", figures->errors[i].b));
    return errors;
}

/* How many records of an agency there are, from the entities' table. */
static json_int_t
count_records(const struct jd_table *entities, const char *agency)
{
    uint32_t column = jd_table_find(entities, "agency");
    json_int_t n = 0;
    for (uint32_t row = 0; row < jd_table_n_rows(entities); row++) {
        struct jd_str here = jd_table_get(entities, column, row).text;
        n += here.size == strlen(agency) && memcmp(here.data, agency, here.size) == 0;
    }
    return n;
}

/* Each agency as its own agency.json tells of it, in the order of ids. */
static json_t *
agencies_json(const char *dir, const struct jd_table *entities)
{
    size_t n = 0;
    json_t *agencies = json_array();
    char **folders = platform_list(dir, &n);
    for (size_t i = 0; i < n; i++) {
        char path[4200];
        (void)snprintf(path, sizeof(path), "%s/agency.json", folders[i]);
        json_t *agency = json_load_file(path, 0, NULL);
        const char *id = json_string_value(json_object_get(agency, "id"));
        if (id != NULL)
            (void)json_array_append_new(
                agencies, json_pack("{s:s, s:O, s:O, s:O, s:I}", "id", id, "name",
                              json_object_get(agency, "name"), "kind",
                              json_object_get(agency, "kind"), "country",
                              json_object_get(agency, "country"), "records",
                              count_records(entities, id)));
        json_decref(agency);
    }
    free(folders);
    return agencies;
}

static json_t *
page_json(const struct demo_found *found, json_t *cases, json_t *agencies)
{
    const struct truth_figures *f = &found->figures;
    const struct jd_engine_counts *n = &found->counts;
    return json_pack(
        "{s:s, s:I, s:I, s:I, s:{s:f, s:f, s:f}, s:o, s:{s:I, s:I, s:I, s:I, s:I, s:I, "
        "s:o}, s:{s:I, s:I, s:I, s:I}, s:{s:I, s:I, s:I, s:I, s:I, s:I}, s:o, s:o, s:o}",
        "version", jd_version(), "seed", (json_int_t)found->seed, "people",
        (json_int_t)found->people, "agency_count", (json_int_t)n->agencies, "truth",
        "precision", f->precision, "recall", f->recall, "f1", f->f1, "events_of_two",
        demo_events_json(&found->events), "wrong", "false_pairs",
        (json_int_t)(f->pairs_given - f->pairs_both), "missed_pairs",
        (json_int_t)(f->pairs_real - f->pairs_both), "mixed_entities",
        (json_int_t)f->mixed_entities, "undecided", (json_int_t)n->undecided, "decoys",
        (json_int_t)f->decoys, "decoys_joined", (json_int_t)f->decoys_joined, "examples",
        errors_json(f), "leads", "asked", (json_int_t)found->asked, "shown",
        (json_int_t)f->leads_shown, "true", (json_int_t)f->leads_true, "false",
        (json_int_t)(f->leads_shown - f->leads_true), "counts", "records",
        (json_int_t)n->records, "events", (json_int_t)n->events, "roles",
        (json_int_t)n->roles, "entities", (json_int_t)n->entities, "rejected",
        (json_int_t)n->rejected, "issues", (json_int_t)n->issues, "agencies", agencies,
        "cases", cases, "baselines", demo_baselines_json(&found->baselines));
}

bool
demo_write_report(struct jd_engine *engine, const struct jd_asking *asking,
    const struct truth *truth, const struct demo_found *found,
    const struct jd_table *entities, const char *dir, struct jd_error *err)
{
    char path[4096];
    json_t *cases = cases_json(engine, asking, truth, &found->figures, err);
    if (cases == NULL)
        return false;
    json_t *page = page_json(found, cases, agencies_json(dir, entities));
    char *data = json_dumps(page, JSON_COMPACT | JSON_REAL_PRECISION(15));
    json_decref(page);
    (void)snprintf(path, sizeof(path), "%s/report.html", dir);
    bool ok = data != NULL && page_write(path, report_html, data, err) == JD_OK;
    free(data);
    return ok;
}
