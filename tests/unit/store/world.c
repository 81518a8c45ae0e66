/* SPDX-License-Identifier: Apache-2.0 */
/* world.c - a store and agencies' folders in a folder of their own. */
#include "world.h"

#include "base/calendar.h"
#include "base/str.h"
#include "store/derive.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int64_t
january(int day)
{
    return (jd__days_from_civil(2018, 1, (unsigned)day) * 2 + 1) * (DAY / 2);
}

void
world_open(struct world *w, int day)
{
    struct jd_error err = {0};
    const struct jd__store_options options = {.now = january(day)};
    jd__store_close(w->store);
    w->store = NULL;
    assert_jd_ok(jd__store_open(NULL, w->store_path, &options, &w->store, &err));
}

void
world_start(struct world *w)
{
    struct jd_error err = {0};
    memset(w, 0, sizeof(*w));
    test_folder_make(w->folder);
    (void)snprintf(w->store_path, sizeof(w->store_path), "%s/store", w->folder);
    jd__buf_init(&w->reports, NULL, sizeof(struct jd__table_report), 0);
    assert_jd_ok(jd_io_new(NULL, NULL, &w->io, &err));
    assert_jd_ok(jd__store_init(NULL, w->store_path, jd__str("op@here"), january(1), &err));
    world_open(w, 2);
}

void
world_stop(struct world *w)
{
    jd__store_close(w->store);
    jd_io_free(w->io);
    jd__buf_done(&w->reports);
    test_folder_remove(w->folder);
}

void
world_put(struct world *w, const char *agency, const char *file, const char *text)
{
    char path[600];
    (void)snprintf(path, sizeof(path), "%s/%s", w->folder, agency);
    if (mkdir(path, 0700) == 0) {
        char json[512];
        (void)snprintf(json, sizeof(json),
            "{\"id\": \"%s\", \"name\": \"The %s\", \"kind\": \"police\", \"country\": "
            "\"US\", "
            "\"zone\": \"America/New_York\", \"contact\": \"desk\"}",
            agency, agency);
        (void)snprintf(path, sizeof(path), "%s/%s/agency.json", w->folder, agency);
        test_file_write(path, json, strlen(json));
    }
    (void)snprintf(path, sizeof(path), "%s/%s/%s", w->folder, agency, file);
    test_file_write(path, text, strlen(text));
}

enum jd_status
world_ingest_with(
    struct world *w, const char *agencies, double withdraw_up_to, struct jd_error *err)
{
    char paths[8][600];
    const char *folders[8];
    uint32_t n = 0;
    const struct jd__ingest_options options = {jd__str("op@here"), withdraw_up_to, NULL};
    for (const char *at = agencies; *at != '\0'; n++) {
        size_t size = strcspn(at, " ");
        (void)snprintf(paths[n], sizeof(paths[n]), "%s/%.*s", w->folder, (int)size, at);
        folders[n] = paths[n];
        at += size + (at[size] == ' ');
    }
    w->reports.n = 0;
    return jd__store_ingest(w->store, w->io, folders, n, &options, &w->reports, err);
}

void
world_ingest(struct world *w, const char *agencies)
{
    struct jd_error err = {0};
    assert_jd_ok(world_ingest_with(w, agencies, -1, &err));
}

const struct jd__table_report *
world_report(const struct world *w, const char *agency, const char *table)
{
    const struct jd__table_report *reports = w->reports.data;
    for (size_t i = 0; i < w->reports.n; i++)
        if (strcmp(reports[i].agency, agency) == 0 && strcmp(reports[i].table, table) == 0)
            return &reports[i];
    fail_msg("no report of %s/%s", agency, table);
    return NULL;
}

void
world_path(const struct world *w, const char *name, char path[static 600])
{
    (void)snprintf(path, 600, "%s/%s", w->store_path, name);
}

void
world_close(struct world *w)
{
    jd__store_close(w->store);
    w->store = NULL;
}

void
world_start_derived(struct world *w)
{
    struct jd_error err = {0};
    world_start(w);
    world_put(w, "a", "person.csv", "id,name\np1,Ann\n,Bob\n");
    world_put(w, "a", "event.csv", "id,kind,at\ne1,call,2017-01-01\n");
    world_put(w, "a", "role.csv", "kind,record_id,event_id,role\nperson,p1,e1,caller\n");
    world_put(w, "a", "relation.csv",
        "kind,from_kind,from_id,to_kind,to_id,from\n"
        "knows-of,person,p1,event,e1,2016-01-01\n");
    world_ingest(w, "a");
    assert_jd_ok(jd__store_derive(w->store, false, &err));
    world_close(w);
}

struct jd__facts *
world_facts_at(const struct world *w, int64_t moment)
{
    struct jd_error err = {0};
    struct jd__facts *facts = NULL;
    assert_jd_ok(jd__store_facts(w->store, moment, &facts, &err));
    return facts;
}

struct jd__facts *
world_facts(const struct world *w)
{
    return world_facts_at(w, JD__NO_TIME);
}

uint32_t
world_number(const struct jd__facts *facts, const char *text)
{
    struct jd__name name = {JD__NAME_RECORD, JD_NONE};
    return jd__facts_name(facts, jd__str(text), &name, NULL) == JD_OK ? name.number
                                                                      : JD_NONE;
}

void
world_assert_attribute(const struct jd__facts *facts, const char *name, const char *column,
    const char *expected)
{
    uint32_t record = world_number(facts, name);
    assert_int_not_equal(record, JD_NONE);
    struct jd_value value = jd__facts_attribute(facts, record, column);
    if (expected == NULL ? value.type != JD_TYPE_NULL
                         : value.type != JD_TYPE_TEXT || !jd__str_is(value.text, expected))
        fail_msg("%s of %s is '%.*s', not '%s'", column, name, (int)value.text.size,
            value.text.size > 0 ? value.text.data : "",
            expected != NULL ? expected : "null");
}

char *
world_file(const struct world *w, const char *name)
{
    char path[600];
    struct jd_error err = {0};
    world_path(w, name, path);
    assert_jd_ok(jd__derive_lists(w->store, &err));
    return test_file_read(path, NULL);
}

void
world_assert_file(const struct world *w, const char *name, const char *expected)
{
    char *text = world_file(w, name);
    assert_string_equal(text, expected);
    free(text);
}

static void
count_line(void *ctx, const char *line)
{
    (void)line;
    ++*(unsigned *)ctx;
}

uint64_t
world_check(const struct world *w)
{
    struct jd_error err = {0};
    unsigned lines = 0;
    uint64_t n = 0;
    assert_jd_ok(jd__store_check(
        NULL, w->store_path, (struct jd__damage_listener){count_line, &lines}, &n, &err));
    assert_int_equal(n, lines);
    return n;
}
