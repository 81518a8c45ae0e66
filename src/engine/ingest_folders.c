/* SPDX-License-Identifier: Apache-2.0 */
/* ingest_folders.c - agencies' folders into the store: by whose right, and what became of it. */
#include "engine/door.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "os/file.h"

#include <jansson.h>

/* The largest agency.json. */
#define AGENCY_SIZE ((size_t)4 << 20)

/* The id that a folder's agency.json gives it; free with size + 1. */
static enum jd_status
read_agency_id(struct jd_engine *engine, const char *folder, struct jd_str *out_id,
    struct jd_error *err)
{
    struct jd__buf path;
    char *text = NULL;
    size_t size = 0;
    jd__buf_init(&path, &engine->alloc, 1, 0);
    enum jd_status status = jd__buf_printf(&path, err, "%s/agency.json", folder);
    if (status == JD_OK)
        status = jd__buf_append(&path, "", 1, err);
    if (status == JD_OK && jd__path_kind(path.data, false) > JD__PATH_FILE)
        status = jd__fail(err, JD_E_DENIED,
            "%s: a link or no plain file: it is not followed", (const char *)path.data);
    if (status == JD_OK)
        status = jd__file_read(&engine->alloc, path.data, AGENCY_SIZE, &text, &size, err);
    if (status == JD_OK) {
        json_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
        const json_t *id = json_object_get(root, "id");
        struct jd_str found = {json_string_value(id), json_string_length(id)};
        char *copy = found.size > 0 ? jd__alloc_text(&engine->alloc, found) : NULL;
        if (found.size == 0)
            status = jd__fail(err, JD_E_INPUT, "%s/agency.json: says no id", folder);
        else if (copy == NULL)
            status = jd__fail(err, JD_E_NOMEM, "no memory for an agency");
        else
            *out_id = (struct jd_str){copy, found.size};
        json_decref(root);
        jd__alloc_free(&engine->alloc, text, size + 1);
    }
    jd__buf_done(&path);
    return status;
}

/* The operator may bring any folder, others their own agency's alone. */
static enum jd_status
admit_folders(struct jd_engine *engine, struct jd__asked *asked, const char *const *folders,
    uint32_t n, struct jd_error *err)
{
    if (jd__str_equal(asked->question.asker, jd__store_operator(engine->store)))
        return jd__asked_admit_act(engine, asked, (struct jd_str){0}, err);
    enum jd_status status = JD_OK;
    for (uint32_t i = 0; status == JD_OK && i < n; i++) {
        struct jd_str id = {0};
        union {
            const char *data;
            void *block;
        } copy;
        status = read_agency_id(engine, folders[i], &id, err);
        if (status != JD_OK)
            break;
        status = jd__asked_admit_act(engine, asked, id, err);
        copy.data = id.data;
        jd__alloc_free(&engine->alloc, copy.block, id.size + 1);
    }
    return status;
}

static enum jd_status
tell_reports(const struct jd__buf *reports, struct jd__buf *body, struct jd_error *err)
{
    const struct jd__table_report *report = reports->data;
    struct jd__json json;
    uint64_t read = 0, accepted = 0, rejected = 0, issues = 0;
    jd__json_init(&json, body);
    jd__json_object(&json);
    jd__json_key(&json, "tables");
    jd__json_array(&json);
    for (size_t i = 0; i < reports->n; i++, report++) {
        read += report->read;
        accepted += report->accepted;
        rejected += report->rejected;
        issues += report->issues;
        jd__json_object(&json);
        jd__json_key_cstr(&json, "agency", report->agency);
        jd__json_key_cstr(&json, "table", report->table);
        jd__json_key_cstr(&json, "file", report->file);
        jd__json_key_int(&json, "read", (int64_t)report->read);
        jd__json_key_int(&json, "accepted", (int64_t)report->accepted);
        jd__json_key_int(&json, "rejected", (int64_t)report->rejected);
        jd__json_key_int(&json, "issues", (int64_t)report->issues);
        jd__json_key_int(&json, "inserted", (int64_t)report->inserted);
        jd__json_key_int(&json, "replaced", (int64_t)report->replaced);
        jd__json_key_int(&json, "same", (int64_t)report->same);
        jd__json_key_int(&json, "withdrawn", (int64_t)report->withdrawn);
        jd__json_object_end(&json);
    }
    jd__json_array_end(&json);
    jd__json_key_int(&json, "read", (int64_t)read);
    jd__json_key_int(&json, "accepted", (int64_t)accepted);
    jd__json_key_int(&json, "rejected", (int64_t)rejected);
    jd__json_key_int(&json, "issues", (int64_t)issues);
    jd__json_object_end(&json);
    return jd__json_end(&json, err);
}

enum jd_status
jd_engine_ingest(struct jd_engine *engine, const struct jd_asking *asking,
    const char *const *folders, uint32_t n_folders, double withdraw_up_to,
    struct jd_answer *out_answer, struct jd_error *err)
{
    struct jd__asked asked;
    struct jd__buf body, reports;
    struct jd__ingest_options options = {.withdraw_up_to = withdraw_up_to};
    jd__buf_init(&body, &engine->alloc, 1, 0);
    jd__buf_init(&reports, &engine->alloc, sizeof(struct jd__table_report), 0);
    if (engine->progress.should_stop != NULL)
        options.progress = &engine->progress;
    enum jd_status status = jd__asked_read(asking, "ingest", &asked, err);
    if (status == JD_OK)
        status = admit_folders(engine, &asked, folders, n_folders, err);
    options.asker = asked.question.asker;
    if (status == JD_OK)
        status = jd__store_ingest(
            engine->store, engine->io, folders, n_folders, &options, &reports, err);
    jd__engine_forget(engine); /* rows changed, or may have */
    if (status == JD_OK)
        status = tell_reports(&reports, &body, err);
    if (status == JD_OK) {
        const struct jd__giving giving = {&asked, NULL, &body, out_answer};
        status = jd__asked_give(engine, &giving, 1, err);
    }
    if (status == JD_OK) /* the rows are committed: what is derived may be made later too */
        (void)jd__store_derive(engine->store, false, NULL);
    jd__buf_done(&body);
    jd__buf_done(&reports);
    return status;
}
