/* SPDX-License-Identifier: Apache-2.0 */
/* test_agency_folder.c - an agency's folder: which tables it gives, and what agency.json may say. */
#include "io_test.h"

#include "io/folder.h"

#include <unistd.h>

static const char good[] =
    "{\"id\": \"us-oh-pd\", \"name\": \"PD\", \"kind\": \"police\", \"country\": \"US\","
    " \"zone\": \"America/New_York\"}";

static void
write_agency(struct io_test *t, const char *json)
{
    (void)io_test_file(t, "agency.json", json);
}

/* agency.json with one more member. */
static void
write_member(struct io_test *t, const char *member)
{
    char json[2048];
    (void)snprintf(json, sizeof(json), "%.*s, %s}", (int)(sizeof(good) - 2), good, member);
    write_agency(t, json);
}

static void
tables_come_from_files_and_statements(void **state)
{
    struct io_test *t = *state;
    struct jd_error err = {0};
    struct jd__folder *folder = NULL;
    write_member(t,
        "\"tables\": {\"event\": {\"delivery\": \"delta\", \"dates\": [\"m/d/y\"],"
        " \"zone\": \"America/Chicago\"}}, \"files\": {\"rms.csv\": {\"encoding\": "
        "\"latin-1\"}}, \"laws\": [\"us\"], \"money_sources\": []");
    (void)io_test_file(t, "person.csv", "id,name\n1,Ann\n");
    (void)io_test_file(t, "rms.csv", "no,what\n7,caf\xE9\n");
    (void)io_test_file(t, "event.sql", "SELECT no AS id, what AS kind FROM rms");
    (void)io_test_file(t, "notes.txt", "not a table");
    (void)io_test_file(t, "persons.csv", "id\n1\n");

    assert_jd_ok(jd__folder_read(NULL, t->io, t->folder, &folder, &err));

    assert_string_equal(folder->agency, "us-oh-pd");
    assert_string_equal(folder->zone, "America/New_York");
    assert_int_equal(folder->n_tables, 2);
    const struct jd__folder_table *person = &folder->tables[0];
    const struct jd__folder_table *event = &folder->tables[1];
    assert_string_equal(person->name, "person");
    assert_string_equal(person->file, "person.csv");
    assert_false(person->is_delta);
    assert_string_equal(person->zone, "America/New_York");
    assert_cell(person->table, "name", 0, "Ann");
    assert_string_equal(event->file, "event.sql");
    assert_true(event->is_delta);
    assert_string_equal(event->zone, "America/Chicago");
    assert_int_equal(event->n_dates, 1);
    assert_string_equal(event->dates[0], "m/d/y");
    assert_cell(event->table, "id", 0, "7");
    assert_cell(event->table, "kind", 0, "café");
    jd__folder_free(folder);
}

static void
a_table_in_two_files_is_refused(void **state)
{
    struct io_test *t = *state;
    struct jd_error err = {0};
    struct jd__folder *folder = NULL;
    write_agency(t, good);
    (void)io_test_file(t, "person.csv", "id\n1\n");
    (void)io_test_file(t, "person.sql", "SELECT 1 AS id");

    assert_jd_status(jd__folder_read(NULL, t->io, t->folder, &folder, &err), JD_E_INPUT);

    assert_non_null(strstr(err.message, "person.csv and person.sql"));
}

static void
what_agency_json_may_not_say_is_named(void **state)
{
    struct io_test *t = *state;
    static const struct {
        const char *member; /* added to a good file */
        const char *expected;
    } cases[] = {
        {"\"sharring\": []", "no such key: sharring"},
        {"\"id\": \"x\"", "is not JSON: line 1"},
        {"\"contact\": 5", "contact is not a short text"},
        {"\"laws\": [5]", "laws is not a list of short texts"},
        {"\"people\": [{\"id\": \"a\"}]", "item 1: people: role_kind is missing"},
        {"\"people\": [{\"id\": \"a\", \"role_kind\": \"b\", \"x\": 1}]", "no such key: x"},
        {"\"people\": [5]", "people is not an object"},
        {"\"sharing\": [{\"to\": \"*\", \"role_kind\": \"*\", \"item\": \"*\", \"answer\": "
         "\"some\"}]",
            "answer is none that is known"},
        {"\"tables\": {\"persons\": {}}", "no standard table is persons"},
        {"\"tables\": {\"person\": {\"delivery\": \"daily\"}}", "delivery is none"},
        {"\"tables\": {\"person\": {\"dates\": [\"m/d\"]}}",
            "person: date pattern m/d has no"},
        {"\"tables\": {\"person\": {\"zone\": \"Mars/Base\"}}",
            "no such time zone: Mars/Base"},
        {"\"tables\": {\"person\": {\"colour\": \"x\"}}", "no such key: colour"},
        {"\"files\": {\"a.csv\": {\"encoding\": \"ebcdic\"}}", "encoding is none"},
        {"\"files\": {\"a.csv\": {}}", "encoding is missing"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct jd_error err = {0};
        struct jd__folder *folder = NULL;
        write_member(t, cases[i].member);

        enum jd_status status = jd__folder_read(NULL, t->io, t->folder, &folder, &err);

        if (status != JD_E_INPUT || strstr(err.message, cases[i].expected) == NULL ||
            strstr(err.message, "agency.json") == NULL)
            fail_msg("%s: %s: %s", cases[i].member, jd_status_name(status), err.message);
        assert_null(folder);
    }
}

static void
what_agency_json_must_say_is_named(void **state)
{
    struct io_test *t = *state;
    static const struct {
        const char *json;
        const char *expected;
    } cases[] = {
        {"", "is not JSON"},
        {"[]", "is not an object"},
        {"{\"name\": \"MARKER", "is not JSON: line 1"},
        {"{\"id\": \"a\"}", "name is missing"},
        {"{\"id\": \"a/b\", \"name\": \"n\", \"kind\": \"k\", \"country\": \"US\", "
         "\"zone\": "
         "\"UTC\"}",
            "id is empty or holds a slash"},
        {"{\"id\": \"a\", \"name\": \"n\", \"kind\": \"k\", \"country\": \"US\", \"zone\": "
         "\"Nowhere\"}",
            "no such time zone"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct jd_error err = {0};
        struct jd__folder *folder = NULL;
        write_agency(t, cases[i].json);

        enum jd_status status = jd__folder_read(NULL, t->io, t->folder, &folder, &err);

        if (status != JD_E_INPUT || strstr(err.message, cases[i].expected) == NULL ||
            strstr(err.message, "MARKER") != NULL)
            fail_msg("%s: %s: %s", cases[i].json, jd_status_name(status), err.message);
    }
}

static void
a_folder_that_is_not_there_is_not_found(void **state)
{
    struct io_test *t = *state;
    struct jd_error err = {0};
    struct jd__folder *folder = NULL;

    assert_jd_status(
        jd__folder_read(NULL, t->io, "/no/such/folder", &folder, &err), JD_E_NOT_FOUND);
    assert_jd_status(
        jd__folder_read(NULL, t->io, t->folder, &folder, &err), JD_E_NOT_FOUND);
}

static void
a_failing_statement_is_named_with_its_folder(void **state)
{
    struct io_test *t = *state;
    struct jd_error err = {0};
    struct jd__folder *folder = NULL;
    write_agency(t, good);
    (void)io_test_file(t, "role.sql", "SELECT x\nFROM nothing");

    assert_jd_status(
        jd__folder_read(NULL, t->io, t->folder, &folder, &err), JD_E_NOT_FOUND);

    assert_non_null(strstr(err.message, "role.sql: no file or WITH named nothing"));
    assert_non_null(strstr(err.message, t->folder));
}

static void
a_table_behind_a_link_is_refused(void **state)
{
    struct io_test *t = *state;
    struct jd_error err = {0};
    struct jd__folder *folder = NULL;
    write_agency(t, good);
    assert_int_equal(symlink("/etc/passwd", io_test_path(t, "person.csv")), 0);

    assert_jd_status(jd__folder_read(NULL, t->io, t->folder, &folder, &err), JD_E_DENIED);
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    struct io_test *t = *state;
    write_member(t, "\"tables\": {\"person\": {\"dates\": [\"m/d/y\"]}}");
    (void)io_test_file(t, "person.csv", "id\n1\n");
    enum jd_status status = JD_E_NOMEM;
    for (size_t n = 0; status == JD_E_NOMEM; n++) {
        struct test_memory mem;
        struct jd__folder *folder = NULL;
        test_memory_init(&mem, n);
        status = jd__folder_read(&mem.alloc, t->io, t->folder, &folder, NULL);
        jd__folder_free(folder);
        assert_int_equal(mem.live_blocks, 0);
    }
    assert_jd_status(status, JD_OK);
}

IO_TEST_MAIN(IO_TEST(tables_come_from_files_and_statements),
    IO_TEST(a_table_in_two_files_is_refused),
    IO_TEST(what_agency_json_may_not_say_is_named),
    IO_TEST(what_agency_json_must_say_is_named),
    IO_TEST(a_folder_that_is_not_there_is_not_found),
    IO_TEST(a_failing_statement_is_named_with_its_folder),
    IO_TEST(a_table_behind_a_link_is_refused),
    IO_TEST(every_failed_allocation_is_reported_and_nothing_leaks))
