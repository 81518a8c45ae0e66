/* SPDX-License-Identifier: Apache-2.0 */
/* test_store.c - folders in, facts out: versions, rejected rows, issues, and what is kept. */
#include "jd_test.h"

#include "base/calendar.h"
#include "base/str.h"
#include "store/store.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define DAY INT64_C(86400000000)

/* Noon of a day of January 2018. */
static int64_t
january(int day)
{
    return (jd__days_from_civil(2018, 1, (unsigned)day) * 2 + 1) * (DAY / 2);
}

struct world {
    char folder[256]; /* holds the store and agencies' folders */
    char store_path[300];
    struct jd_io *io;
    struct jd__store *store;
    struct jd__buf reports;
};

static void
open_store(struct world *w, int day)
{
    struct jd_error err = {0};
    const struct jd__store_options options = {.now = january(day)};
    jd__store_close(w->store);
    w->store = NULL;
    assert_jd_ok(jd__store_open(NULL, w->store_path, &options, &w->store, &err));
}

static void
start(struct world *w)
{
    struct jd_error err = {0};
    memset(w, 0, sizeof(*w));
    test_folder_make(w->folder);
    (void)snprintf(w->store_path, sizeof(w->store_path), "%s/store", w->folder);
    jd__buf_init(&w->reports, NULL, sizeof(struct jd__table_report), 0);
    assert_jd_ok(jd_io_new(NULL, NULL, &w->io, &err));
    assert_jd_ok(jd__store_init(NULL, w->store_path, jd__str("op@here"), january(1), &err));
    open_store(w, 2);
}

static void
stop(struct world *w)
{
    jd__store_close(w->store);
    jd_io_free(w->io);
    jd__buf_done(&w->reports);
    test_folder_remove(w->folder);
}

/* Write a file of an agency's folder, making the folder and its agency.json when it is new. */
static void
put(struct world *w, const char *agency, const char *file, const char *text)
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

static enum jd_status
ingest_with(
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

static void
ingest(struct world *w, const char *agencies)
{
    struct jd_error err = {0};
    assert_jd_ok(ingest_with(w, agencies, -1, &err));
}

static const struct jd__table_report *
report(const struct world *w, const char *agency, const char *table)
{
    const struct jd__table_report *reports = w->reports.data;
    for (size_t i = 0; i < w->reports.n; i++)
        if (strcmp(reports[i].agency, agency) == 0 && strcmp(reports[i].table, table) == 0)
            return &reports[i];
    fail_msg("no report of %s/%s", agency, table);
    return NULL;
}

static struct jd__facts *
facts_at(const struct world *w, int64_t moment)
{
    struct jd_error err = {0};
    struct jd__facts *facts = NULL;
    assert_jd_ok(jd__store_facts(w->store, moment, &facts, &err));
    return facts;
}

static struct jd__facts *
facts_now(const struct world *w)
{
    return facts_at(w, JD__NO_TIME);
}

/* The number of what a name names; JD_NONE when it is not there. */
static uint32_t
number_of(const struct jd__facts *facts, const char *text)
{
    struct jd__name name = {JD__NAME_RECORD, JD_NONE};
    return jd__facts_name(facts, jd__str(text), &name, NULL) == JD_OK ? name.number
                                                                      : JD_NONE;
}

static void
assert_attribute(const struct jd__facts *facts, const char *name, const char *column,
    const char *expected)
{
    uint32_t record = number_of(facts, name);
    assert_int_not_equal(record, JD_NONE);
    struct jd_value value = jd__facts_attribute(facts, record, column);
    if (expected == NULL ? value.type != JD_TYPE_NULL
                         : value.type != JD_TYPE_TEXT || !jd__str_is(value.text, expected))
        fail_msg("%s of %s is '%.*s', not '%s'", column, name, (int)value.text.size,
            value.text.size > 0 ? value.text.data : "",
            expected != NULL ? expected : "null");
}

static char *
store_file(const struct world *w, const char *name)
{
    char path[600];
    (void)snprintf(path, sizeof(path), "%s/%s", w->store_path, name);
    return test_file_read(path, NULL);
}

static void
assert_store_file(const struct world *w, const char *name, const char *expected)
{
    char *text = store_file(w, name);
    assert_string_equal(text, expected);
    free(text);
}

/* ---- examples ---- */

static void
rows_become_facts_with_their_normal_forms(void **state)
{
    (void)state;
    struct world w;
    start(&w);
    put(&w, "pd", "person.csv",
        "id,surname,birth_date,aliases,class,shoe_size\n"
        "p1,O'Brien,03/04/1984,Bob;Robert,juvenile,44\n");
    put(&w, "pd", "event.csv",
        "id,kind,at,case_numbers,beat\n"
        "e1,arrest,2017-03-01 23:30:00,17-1;other/case/9,7\n");
    put(&w, "pd", "role.csv", "kind,record_id,event_id,role\nperson,p1,e1,arrestee\n");

    ingest(&w, "pd");
    struct jd__facts *f = facts_now(&w);

    assert_attribute(f, "pd/person/p1", "surname", "O'Brien");
    assert_attribute(f, "pd/person/p1", "birth_date", "03/04/1984");
    assert_attribute(f, "pd/person/p1", "birth_date_norm", "1984-03-04");
    assert_attribute(f, "pd/person/p1", "birth_date_precision", "day");
    assert_attribute(f, "pd/person/p1", "payload", "{\"shoe_size\":\"44\"}");
    uint32_t p1 = number_of(f, "pd/person/p1"), e1 = number_of(f, "pd/event/e1");
    struct jd_value aliases = jd__facts_attribute(f, p1, "aliases_norm");
    assert_int_equal(aliases.type, JD_TYPE_LIST);
    assert_int_equal(aliases.n_items, 2);
    assert_true(
        jd__str_is(jd__facts_text(f, jd__records(f)[p1].control.item_class), "juvenile"));
    /* Half past eleven in New York in winter is half past four in UTC. */
    int64_t half_past_four = jd__days_from_civil(2017, 3, 2) * DAY + DAY / 48 * 9;
    assert_int_equal(jd__events(f)[e1].at.earliest, half_past_four);
    assert_int_equal(jd__events(f)[e1].at.latest, half_past_four);
    assert_true(number_of(f, "pd/case/17-1") != JD_NONE);
    assert_true(number_of(f, "pd/case/other/case/9") != JD_NONE);
    assert_int_equal(f->roles.n, 1);
    assert_int_equal(jd__roles(f)[0].record, p1);
    assert_int_equal(jd__roles(f)[0].event, e1);
    assert_int_equal(f->agencies.n, 1);
    assert_true(jd__str_is(jd__facts_text(f, jd__agencies(f)[0].name), "The pd"));

    jd__facts_free(f);
    stop(&w);
}

static void
folders_of_one_ingest_may_name_each_others_rows(void **state)
{
    (void)state;
    struct world w;
    start(&w);
    put(&w, "a", "event.csv", "id,kind,case_numbers\ne1,arrest,b/case/7\n");
    put(&w, "a", "role.csv",
        "kind,record_id,record_agency,event_id,role\nperson,p1,b,e1,arrestee\n");
    put(&w, "b", "person.csv", "id,name\np1,Ann\n");

    ingest(&w, "a");
    assert_int_equal(report(&w, "a", "role")->rejected, 1);
    assert_store_file(&w, "rejected.csv",
        "agency,file,row,column,reason\n"
        "a,role.csv,1,record_id,names nothing that is known (ingest the agency that it "
        "names "
        "before or with it)\n");
    ingest(&w, "a b");

    assert_int_equal(report(&w, "a", "role")->rejected, 0);
    struct jd__facts *f = facts_now(&w);
    assert_int_equal(f->roles.n, 1);
    assert_int_not_equal(number_of(f, "b/case/7"), JD_NONE);
    assert_store_file(&w, "rejected.csv", "agency,file,row,column,reason\n");
    jd__facts_free(f);
    stop(&w);
}

/* [JOURNAL-12] */
static void
ingesting_the_same_again_adds_one_entry_that_says_so(void **state)
{
    (void)state;
    struct world w;
    start(&w);
    put(&w, "pd", "person.csv", "id,name\np1,Ann\np2,Bob\n");
    put(&w, "pd", "phone.csv", "id,number\nx,614-555-0101\n");
    ingest(&w, "pd");
    uint64_t before = jd__store_end(w.store)->seq;
    assert_int_equal(report(&w, "pd", "person")->inserted, 2);

    open_store(&w, 3);
    ingest(&w, "pd");

    assert_int_equal(jd__store_end(w.store)->seq, before + 1);
    assert_int_equal(report(&w, "pd", "person")->same, 2);
    assert_int_equal(report(&w, "pd", "person")->inserted, 0);
    stop(&w);
}

static void
a_snapshot_inserts_replaces_and_withdraws(void **state)
{
    (void)state;
    struct world w;
    struct jd_error err = {0};
    start(&w);
    put(&w, "pd", "person.csv", "id,name\np1,Ann\np2,Bob\np3,Cid\n");
    ingest(&w, "pd");
    open_store(&w, 4);
    put(&w, "pd", "person.csv", "id,name\np1,Ann\np2,Rob\np4,Dot\n");

    assert_jd_status(ingest_with(&w, "pd", -1, &err), JD_E_LIMIT);
    assert_non_null(strstr(err.message, "pd/person"));
    assert_int_equal(w.reports.n, 0);
    assert_jd_ok(ingest_with(&w, "pd", 0.5, &err));

    const struct jd__table_report *r = report(&w, "pd", "person");
    assert_int_equal(r->same, 1);
    assert_int_equal(r->replaced, 1);
    assert_int_equal(r->inserted, 1);
    assert_int_equal(r->withdrawn, 1);
    struct jd__facts *f = facts_now(&w);
    assert_int_equal(f->records.n, 3);
    assert_attribute(f, "pd/person/p2", "name", "Rob");
    assert_int_equal(number_of(f, "pd/person/p3"), JD_NONE);
    jd__facts_free(f);

    f = facts_at(&w, january(3)); /* between the two */
    assert_attribute(f, "pd/person/p2", "name", "Bob");
    assert_int_not_equal(number_of(f, "pd/person/p3"), JD_NONE);
    assert_int_equal(number_of(f, "pd/person/p4"), JD_NONE);
    jd__facts_free(f);
    f = facts_at(&w, january(1));
    assert_int_equal(f->records.n, 0);
    assert_int_equal(f->agencies.n, 1);
    jd__facts_free(f);
    stop(&w);
}

static void
a_delta_says_of_each_row_what_to_do(void **state)
{
    (void)state;
    struct world w;
    start(&w);
    put(&w, "pd", "person.csv", "id,name\np1,Ann\np2,Bob\np3,Cid\n");
    ingest(&w, "pd");
    put(&w, "pd", "person.csv",
        "id,name,action\np1,Anna,replace\np2,,delete\np4,Dot,insert\np9,,delete\np5,Eve,"
        "frob\n");

    ingest(&w, "pd");

    const struct jd__table_report *r = report(&w, "pd", "person");
    assert_int_equal(r->read, 5);
    assert_int_equal(r->accepted, 5);
    assert_int_equal(r->deleted, 2);
    assert_int_equal(r->withdrawn, 1);
    assert_int_equal(r->issues, 1);
    struct jd__facts *f = facts_now(&w);
    assert_int_equal(f->records.n, 4); /* p1 p3 p4 p5 */
    assert_attribute(f, "pd/person/p1", "name", "Anna");
    assert_int_not_equal(number_of(f, "pd/person/p3"), JD_NONE);
    jd__facts_free(f);
    uint64_t before = jd__store_end(w.store)->seq;
    ingest(&w, "pd"); /* a delta is idempotent too */
    assert_int_equal(jd__store_end(w.store)->seq, before + 1);
    stop(&w);
}

static void
known_at_dates_what_was_loaded_later(void **state)
{
    (void)state;
    struct world w;
    start(&w);
    put(&w, "pd", "person.csv",
        "id,name,known_at\np1,Ann,2017-05-01\np2,Bob,\np3,Cid,2019-01-01\n");
    ingest(&w, "pd");

    int64_t may = jd__days_from_civil(2017, 5, 3) * DAY;
    struct jd__facts *f = facts_at(&w, may);
    assert_int_equal(f->records.n, 1);
    assert_int_not_equal(number_of(f, "pd/person/p1"), JD_NONE);
    jd__facts_free(f);
    f = facts_now(&w);
    assert_int_equal(f->records.n, 3);
    uint32_t p2 = number_of(f, "pd/person/p2"), p3 = number_of(f, "pd/person/p3");
    assert_int_equal(jd__records(f)[p2].control.known_from, january(2));
    assert_int_equal(jd__records(f)[p3].control.known_from, january(2));
    jd__facts_free(f);
    assert_store_file(&w, "issues.csv",
        "agency,file,row,column,reason\n"
        "pd,person.csv,3,known_at,lies in the future; the time of ingest is taken\n");
    stop(&w);
}

/* [JOURNAL-15] */
static void
a_row_is_rejected_only_for_a_reason_that_is_listed(void **state)
{
    (void)state;
    struct world w;
    start(&w);
    put(&w, "pd", "person.csv",
        "id,name\np1,Ann\n,Marker77\np2,Marker77\np2,Unlike\np1,Ann\np2,Marker77\n");
    put(&w, "pd", "event.csv", "id,kind\ne1,arrest\ne2,\n");
    put(&w, "pd", "role.csv",
        "kind,record_id,event_id,role\nperson,p1,e1,arrestee\nperson,p2,e1,victim\n"
        "person,p1,e9,witness\nspaceship,p1,e1,item\nperson,p1,e1,\n");

    ingest(&w, "pd");

    const struct jd__table_report *r = report(&w, "pd", "person");
    assert_int_equal(r->read, 6);
    assert_int_equal(r->accepted, 2);
    assert_int_equal(r->rejected, 4);
    r = report(&w, "pd", "role");
    assert_int_equal(r->read, 5);
    assert_int_equal(r->accepted, 1);
    static const char names_nothing[] =
        "names nothing that is known (ingest the agency that "
        "it names before or with it)";
    char expected[2048];
    (void)snprintf(expected, sizeof(expected),
        "agency,file,row,column,reason\n"
        "pd,person.csv,2,id,\"has no value, or none that can be read\"\n"
        "pd,person.csv,3,,two rows of one id and unlike content\n"
        "pd,person.csv,4,,two rows of one id and unlike content\n"
        "pd,person.csv,6,,two rows of one id and unlike content\n"
        "pd,event.csv,2,kind,\"has no value, or none that can be read\"\n"
        "pd,role.csv,2,record_id,%s\n"
        "pd,role.csv,3,event_id,%s\n"
        "pd,role.csv,4,kind,%s\n"
        "pd,role.csv,5,role,\"has no value, or none that can be read\"\n",
        names_nothing, names_nothing, names_nothing);
    assert_store_file(&w, "rejected.csv", expected);
    stop(&w);
}

/* [JOURNAL-14] */
static void
a_bad_field_becomes_null_is_kept_and_is_listed_without_its_value(void **state)
{
    (void)state;
    struct world w;
    start(&w);
    put(&w, "pd", "person.csv",
        "id,birth_date,surname\np1,Marker77,Ann\np2,1980-13-41,Bob\n");
    put(&w, "pd", "event.csv",
        "id,kind,at,zone\ne1,arrest,2017-11-05 01:30:00,\ne2,arrest,2017-07-01 "
        "10:00,Mars/Base\n");

    ingest(&w, "pd");

    struct jd__facts *f = facts_now(&w);
    assert_attribute(f, "pd/person/p1", "birth_date", NULL);
    assert_attribute(
        f, "pd/person/p1", "payload", "{\"birth_date_as_written\":\"Marker77\"}");
    assert_attribute(f, "pd/person/p1", "surname", "Ann");
    const struct jd__span at = jd__events(f)[number_of(f, "pd/event/e1")].at;
    assert_int_equal(at.latest - at.earliest, DAY / 24); /* the hour that comes twice */
    jd__facts_free(f);
    assert_store_file(&w, "issues.csv",
        "agency,file,row,column,reason\n"
        "pd,person.csv,1,birth_date,not a date or time that can be read\n"
        "pd,person.csv,2,birth_date,not a date or time that can be read\n"
        "pd,event.csv,1,at,a local time that comes twice when clocks are put back\n"
        "pd,event.csv,2,zone,not a zone that is known; the agency's is taken\n");
    assert_int_equal(report(&w, "pd", "person")->accepted, 2);
    stop(&w);
}

/* [JOURNAL-12] */
static void
facts_do_not_depend_on_the_order_of_files_rows_columns_and_ingests(void **state)
{
    (void)state;
    char *text[2] = {NULL, NULL};
    for (int turn = 0; turn < 2; turn++) {
        struct world w;
        start(&w);
        put(&w, "a", "person.csv",
            turn == 0 ? "id,name,x,y\np1,Ann,1,2\np2,Bob,,\n"
                      : "y,name,id,x\n,Bob,p2,\n2,Ann,p1,1\n");
        put(&w, "b", "person.csv", "id,name\nq,Cid\n");
        put(&w, "b", "phone.csv", "id,number\nx,614-555-0101\n");
        put(&w, "a", "event.csv",
            turn == 0 ? "id,kind\ne1,call\ne2,arrest\n" : "id,kind\ne2,arrest\ne1,call\n");
        put(&w, "a", "role.csv",
            turn == 0
                ? "kind,record_id,event_id,role\nperson,p1,e1,caller\nperson,p1,e1,callee\n"
                : "kind,record_id,event_id,role\nperson,p1,e1,callee\nperson,p1,e1,"
                  "caller\n");
        if (turn == 0) {
            ingest(&w, "a b");
        } else {
            ingest(&w, "b");
            ingest(&w, "a");
        }
        struct jd__facts *f = facts_now(&w);
        text[turn] = calloc(1, 4096);
        size_t size = 0;
        for (uint32_t i = 0; i < f->records.n; i++) {
            struct jd_str id = jd__facts_text(f, jd__records(f)[i].id);
            struct jd_value name = jd__facts_attribute(f, i, "name");
            struct jd_value payload = jd__facts_attribute(f, i, "payload");
            size += (size_t)snprintf(text[turn] + size, 4096 - size,
                "%u %u %.*s %.*s %.*s\n", jd__records(f)[i].agency, jd__records(f)[i].kind,
                (int)id.size, id.data, (int)name.text.size, name.text.data,
                (int)payload.text.size, payload.text.data);
        }
        for (uint32_t i = 0; i < f->roles.n; i++) {
            struct jd_str role = jd__facts_text(f, jd__roles(f)[i].role);
            size += (size_t)snprintf(text[turn] + size, 4096 - size, "%u %u %.*s\n",
                jd__roles(f)[i].record, jd__roles(f)[i].event, (int)role.size, role.data);
        }
        jd__facts_free(f);
        stop(&w);
    }

    assert_string_equal(text[0], text[1]);
    free(text[0]);
    free(text[1]);
}

static void
a_role_without_its_record_says_nothing_until_the_record_is_back(void **state)
{
    (void)state;
    struct world w;
    struct jd_error err = {0};
    start(&w);
    put(&w, "a", "person.csv", "id,name\np1,Ann\np2,Bob\n");
    put(&w, "b", "event.csv", "id,kind\ne1,call\n");
    put(&w, "b", "role.csv",
        "kind,record_id,record_agency,event_id,role\nperson,p1,a,e1,caller\n");
    ingest(&w, "a b");

    put(&w, "a", "person.csv", "id,name\np2,Bob\n");
    assert_jd_ok(ingest_with(&w, "a", 1, &err));
    struct jd__facts *f = facts_now(&w);
    assert_int_equal(f->roles.n, 0);
    jd__facts_free(f);
    put(&w, "a", "person.csv", "id,name\np1,Ann\np2,Bob\n");
    ingest(&w, "a");
    f = facts_now(&w);
    assert_int_equal(f->roles.n, 1);

    jd__facts_free(f);
    stop(&w);
}

/* [JOURNAL-16] */
static void
links_come_back_and_those_of_rows_that_are_gone_do_not(void **state)
{
    (void)state;
    struct world w;
    struct jd_error err = {0};
    start(&w);
    put(&w, "a", "person.csv", "id,name\np1,Ann\np2,Bob\np3,Cid\n");
    ingest(&w, "a");
    struct jd__facts *f = facts_now(&w);
    const struct jd__link links[] = {{.a = 0,
                                         .b = 1,
                                         .weight = 9.5,
                                         .probability = 0.99,
                                         .rules = 5,
                                         .evidence = 0,
                                         .band = JD__JOINED},
        {.a = 1,
            .b = 2,
            .weight = 3.5,
            .probability = 0.5,
            .evidence = 2,
            .band = JD__POSSIBLE}};
    const struct jd__evidence evidence[] = {{2, 0.25f}, {-1, 0}, {1, 0}, {0, -1.5f}};
    const struct jd__store_links made = {
        jd__str("person"), jd__str("person-1"), links, 2, evidence, 2};

    assert_false(jd__store_is_resolved(w.store));
    assert_jd_ok(jd__store_save_links(w.store, f, &made, 1, jd__str("op@here"), &err));
    jd__facts_free(f);
    open_store(&w, 3);

    assert_true(jd__store_is_resolved(w.store));
    f = facts_now(&w);
    assert_int_equal(f->links.n, 2);
    assert_int_equal(jd__links(f)[0].a, 0);
    assert_true(jd__links(f)[0].weight == 9.5);
    assert_int_equal(jd__links(f)[0].rules, 5);
    const struct jd__evidence *level =
        (struct jd__evidence *)f->evidence.data + jd__links(f)[1].evidence;
    assert_int_equal(level[0].gamma, 1);
    assert_true(level[1].tf_weight == -1.5f);
    jd__facts_free(f);
    put(&w, "a", "person.csv", "id,name\np1,Ann\np2,Bob\n");
    assert_jd_ok(ingest_with(&w, "a", 1, &err));
    assert_false(jd__store_is_resolved(w.store));
    f = facts_now(&w);
    assert_int_equal(f->links.n, 1);
    jd__facts_free(f);
    stop(&w);
}

/* [JOURNAL-2] */
static void
questions_are_logged_as_one_group_with_their_leaves(void **state)
{
    (void)state;
    struct world w;
    struct jd_error err = {0};
    struct jd__logged logged[2];
    start(&w);
    const struct jd__log_entry entries[] = {
        {JD__ENTRY_FIRST, jd__str("ann@a"), jd__str("{\"q\": 1}")},
        {JD__ENTRY_FIRST + 1, jd__str("bob@b"), jd__str("{}")}};

    assert_jd_ok(jd__store_log(w.store, entries, 2, logged, &err));

    assert_int_equal(logged[1].seq, logged[0].seq + 1);
    assert_int_equal(logged[1].time, january(2));
    assert_memory_equal(logged[1].leaf, jd__store_end(w.store)->hash, JD__HASH_SIZE);
    const struct jd__log_entry own = {JD__ENTRY_ROWS, jd__str("x"), jd__str("y")};
    assert_jd_status(jd__store_log(w.store, &own, 1, logged, &err), JD_E_ARG);
    stop(&w);
}

static void
a_store_is_held_by_one(void **state)
{
    (void)state;
    struct world w;
    struct jd_error err = {0};
    struct jd__store *second = NULL;
    start(&w);

    assert_jd_status(
        jd__store_open(NULL, w.store_path, NULL, &second, &err), JD_E_CONFLICT);
    assert_jd_status(
        jd__store_init(NULL, w.store_path, jd__str("x@y"), 1, &err), JD_E_CONFLICT);
    assert_jd_status(jd__store_open(NULL, w.folder, NULL, &second, &err), JD_E_NOT_FOUND);

    assert_null(second);
    stop(&w);
}

static void
agencies_come_by_id_with_their_file(void **state)
{
    (void)state;
    struct world w;
    struct jd_error err = {0};
    struct jd__buf agencies;
    start(&w);
    jd__buf_init(&agencies, NULL, sizeof(struct jd__store_agency), 0);
    put(&w, "b", "person.csv", "id\n1\n");
    put(&w, "a", "person.csv", "id\n1\n");
    ingest(&w, "b a");

    assert_jd_ok(jd__store_agencies(w.store, &agencies, &err));

    const struct jd__store_agency *a = agencies.data;
    assert_int_equal(agencies.n, 2);
    assert_true(jd__str_is(a[0].id, "a"));
    assert_non_null(strstr(a[1].json.data, "America/New_York"));
    jd__buf_done(&agencies);
    stop(&w);
}

static void
no_message_and_no_list_holds_a_value(void **state)
{
    (void)state;
    static const char marker[] = "Marker77";
    struct world w;
    struct jd_error err = {0};
    start(&w);
    put(&w, "pd", "person.csv",
        "id,name,birth_date,aliases,Marker77\nMarker77,Marker77,Marker77,Marker77;x,"
        "Marker77\n"
        ",Marker77,,,\nMarker77x,A,,,\nMarker77x,B,,,\n");
    put(&w, "pd", "event.csv", "id,kind,at,zone\ne1,Marker77,Marker77,Marker77\n");
    put(&w, "pd", "role.csv",
        "kind,record_id,event_id,role,known_at\nMarker77,Marker77,e1,Marker77,Marker77\n"
        "person,Marker77y,e1,x,\n");
    ingest(&w, "pd");
    put(&w, "pd", "person.csv", "id,name\nMarker77z,Marker77\n");

    assert_jd_status(ingest_with(&w, "pd", -1, &err), JD_E_LIMIT);
    assert_null(strstr(err.message, marker));
    struct jd__facts *f = NULL;
    assert_jd_ok(jd__store_facts(w.store, JD__NO_TIME, &f, &err));
    const struct jd__link link = {.a = 0, .b = 99};
    const struct jd__evidence level = {0, 0};
    const struct jd__store_links wrong = {
        jd__str("person"), jd__str("m"), &link, 1, &level, 1};
    assert_jd_status(
        jd__store_save_links(w.store, f, &wrong, 1, jd__str("x@y"), &err), JD_E_ARG);
    assert_null(strstr(err.message, marker));
    static const char *const files[] = {"rejected.csv", "issues.csv"};
    for (int i = 0; i < 2; i++) {
        char *text = store_file(&w, files[i]);
        assert_null(strstr(text, marker));
        assert_non_null(strchr(strchr(text, '\n') + 1, '\n')); /* it lists something */
        free(text);
    }

    jd__facts_free(f);
    stop(&w);
}

static void
lists_over_the_limit_become_null_and_payload_is_bounded(void **state)
{
    (void)state;
    enum { SIZE = 120000 };
    struct world w;
    char *text = calloc(1, SIZE);
    size_t size = 0;
    assert_non_null(text);
    start(&w);
    size += (size_t)snprintf(text, SIZE, "id,aliases,x,y\np1,\"");
    for (int i = 0; i <= (int)JD_LIMIT_LIST; i++)
        size += (size_t)snprintf(text + size, SIZE - size, "%d;", i);
    size += (size_t)snprintf(text + size, SIZE - size,
        "\",,\np2,\"[\"\"A\"\", \"\"B;C\"\"]\",%060000d,%060000d\n", 1, 2);
    put(&w, "pd", "person.csv", text);

    ingest(&w, "pd");

    struct jd__facts *f = facts_now(&w);
    uint32_t p1 = number_of(f, "pd/person/p1"), p2 = number_of(f, "pd/person/p2");
    assert_int_equal(jd__facts_attribute(f, p1, "aliases").type, JD_TYPE_NULL);
    assert_int_equal(jd__facts_attribute(f, p2, "aliases").n_items, 2);
    struct jd_value payload = jd__facts_attribute(f, p2, "payload");
    assert_true(payload.text.size > 60000 && payload.text.size < 61000);
    assert_store_file(&w, "issues.csv",
        "agency,file,row,column,reason\n"
        "pd,person.csv,1,aliases,more items than a list may have\n"
        "pd,person.csv,2,,more payload than a row may hold; the rest is left out\n");

    jd__facts_free(f);
    free(text);
    stop(&w);
}

static bool
stop_now(void *ctx, const char *what, uint64_t done, uint64_t total)
{
    (void)what;
    (void)done;
    (void)total;
    return --*(int *)ctx < 0;
}

static void
an_ingest_that_is_stopped_at_any_time_leaves_nothing(void **state)
{
    (void)state;
    struct world w;
    struct jd_error err = {0};
    int times = 0; /* that it is let go on */
    char path[600];
    const char *folders[] = {path};
    start(&w);
    put(&w, "pd", "person.csv", "id,name\np1,Ann\n");
    put(&w, "pd", "phone.csv", "id,number\nx,614-555-0101\n");
    (void)snprintf(path, sizeof(path), "%s/pd", w.folder);
    const struct jd_progress progress = {stop_now, &times};
    const struct jd__ingest_options options = {jd__str("op@x"), -1, &progress};
    uint64_t before = jd__store_end(w.store)->seq;

    enum jd_status status = JD_E_CANCELLED;
    int n = 0;
    for (; status == JD_E_CANCELLED; n++) {
        assert_int_equal(jd__store_end(w.store)->seq, before);
        times = n;
        status = jd__store_ingest(w.store, w.io, folders, 1, &options, &w.reports, &err);
    }

    assert_jd_status(status, JD_OK);
    assert_in_range(n, 9, 100); /* two tables and the agency: read, compared, written */
    assert_int_equal(w.reports.n, 2);
    stop(&w);
}

/* [JOURNAL-1] */
static void
a_store_of_another_format_is_refused(void **state)
{
    (void)state;
    static const char later[] = "{\"format\": 2}\n";
    struct world w;
    struct jd_error err = {0};
    struct jd__store *store = NULL;
    char path[600];
    start(&w);
    jd__store_close(w.store);
    w.store = NULL;
    (void)snprintf(path, sizeof(path), "%s/joinder.json", w.store_path);
    test_file_write(path, later, sizeof(later) - 1);

    assert_jd_status(
        jd__store_open(NULL, w.store_path, NULL, &store, &err), JD_E_UNSUPPORTED);

    stop(&w);
}

static void
records_come_by_agency_and_the_bytes_of_their_ids(void **state)
{
    (void)state;
    static const char *const expected[] = {"a/person/p1", "a/person/p10",
        "a/person/p1000000000", "a/person/p2", "b/person/P", "b/person/p-000000001-b",
        "b/person/p-000000001-c"};
    struct world w;
    start(&w);
    put(&w, "b", "person.csv", "id,name\np-000000001-c,C\nP,A\np-000000001-b,B\n");
    put(&w, "a", "person.csv", "id,name\np2,A\np10,B\np1000000000,C\np1,D\n");

    ingest(&w, "b a");

    struct jd__facts *f = facts_now(&w);
    for (uint32_t i = 0; i < 7; i++)
        assert_int_equal(number_of(f, expected[i]), i);
    jd__facts_free(f);
    stop(&w);
}

static void
an_agency_may_name_itself_or_nobody(void **state)
{
    (void)state;
    struct world w;
    start(&w);
    put(&w, "a", "person.csv", "id,name\np1,A\n");
    put(&w, "a", "event.csv", "id,kind\ne1,call\n");
    put(&w, "a", "role.csv",
        "kind,record_id,record_agency,event_id,event_agency,role\n"
        "person,p1,,e1,a,caller\nperson,p1,a,e1,,caller\n");

    ingest(&w, "a");

    assert_int_equal(report(&w, "a", "role")->inserted, 1);
    assert_int_equal(report(&w, "a", "role")->same, 1);
    stop(&w);
}

static void
an_unlike_row_spoils_earlier_ones_of_its_id_and_what_stands_stays(void **state)
{
    (void)state;
    struct world w;
    start(&w);
    put(&w, "a", "person.csv", "id,name\np1,Ann\np2,Bob\n");
    ingest(&w, "a");
    put(&w, "a", "person.csv", "id,name\np1,Anna\np1,Anna\np1,Hanna\np2,Bob\n");

    ingest(&w, "a");

    assert_int_equal(report(&w, "a", "person")->rejected, 3);
    assert_int_equal(report(&w, "a", "person")->withdrawn, 0);
    struct jd__facts *f = facts_now(&w);
    assert_attribute(f, "a/person/p1", "name", "Ann");
    jd__facts_free(f);
    stop(&w);
}

static void
a_role_may_not_name_what_its_ingest_withdraws(void **state)
{
    (void)state;
    struct world w;
    struct jd_error err = {0};
    start(&w);
    put(&w, "a", "person.csv", "id,name\np1,Ann\np2,Bob\n");
    put(&w, "a", "event.csv", "id,kind\ne1,call\n");
    ingest(&w, "a");
    put(&w, "a", "person.csv", "id,name\np2,Bob\n");
    put(&w, "a", "role.csv", "kind,record_id,event_id,role\nperson,p1,e1,caller\n");

    assert_jd_ok(ingest_with(&w, "a", 1, &err));

    assert_int_equal(report(&w, "a", "role")->rejected, 1);
    stop(&w);
}

/* [JOURNAL-13] */
static void
a_day_is_known_by_its_end_and_a_change_after_what_it_changes(void **state)
{
    (void)state;
    struct world w;
    start(&w);
    put(&w, "a", "person.csv", "id,name,known_at\np1,Ann,2017-05-01\n");
    ingest(&w, "a");
    open_store(&w, 5);
    put(&w, "a", "person.csv", "id,name,known_at\np1,Anna,2017-05-01\n");
    ingest(&w, "a");

    int64_t noon = jd__days_from_civil(2017, 5, 1) * DAY + DAY / 2;
    struct jd__facts *f = facts_at(&w, noon);
    assert_int_equal(f->records.n, 0);
    jd__facts_free(f);
    f = facts_at(&w, january(3));
    assert_attribute(f, "a/person/p1", "name", "Ann");
    jd__facts_free(f);
    f = facts_at(&w, january(6));
    assert_attribute(f, "a/person/p1", "name", "Anna");
    assert_int_equal(
        jd__records(f)[number_of(f, "a/person/p1")].control.known_from, january(5));
    jd__facts_free(f);
    stop(&w);
}

/* ---- damage ---- */

static void
count_line(void *ctx, const char *line)
{
    (void)line;
    ++*(unsigned *)ctx;
}

static uint64_t
check_store(const struct world *w)
{
    struct jd_error err = {0};
    unsigned lines = 0;
    uint64_t n = 0;
    assert_jd_ok(jd__store_check(
        NULL, w->store_path, (struct jd__damage_listener){count_line, &lines}, &n, &err));
    assert_int_equal(n, lines);
    return n;
}

static void
flipped_bits_of_a_store_are_found(void **state)
{
    (void)state;
    static const char *const files[] = {"joinder.json", "journal", "journal.salts"};
    struct world w;
    start(&w);
    put(&w, "a", "person.csv", "id,name\np1,Ann\n");
    ingest(&w, "a");
    jd__store_close(w.store);
    w.store = NULL;
    assert_int_equal(check_store(&w), 0);

    for (size_t k = 0; k < 3; k++) {
        char path[600];
        size_t size = 0;
        (void)snprintf(path, sizeof(path), "%s/%s", w.store_path, files[k]);
        char *bytes = test_file_read(path, &size);
        for (size_t i = 0; i < size; i += 7) { /* test_journal.c flips each one */
            bytes[i] = (char)(bytes[i] ^ (1 << i % 8));
            test_file_write(path, bytes, size);
            bytes[i] = (char)(bytes[i] ^ (1 << i % 8));
            if (check_store(&w) == 0)
                fail_msg("%s: byte %zu: not found", files[k], i);
        }
        test_file_write(path, bytes, size);
        free(bytes);
    }
    assert_int_equal(check_store(&w), 0);
    stop(&w);
}

static void
what_is_derived_may_be_deleted_and_is_made_again(void **state)
{
    (void)state;
    struct world w;
    struct jd_error err = {0};
    char path[600];
    start(&w);
    put(&w, "a", "person.csv", "id,name\np1,Ann\n,Bob\n");
    put(&w, "a", "event.csv", "id,kind,at\ne1,call,2017-01-01\n");
    put(&w, "a", "role.csv", "kind,record_id,event_id,role\nperson,p1,e1,caller\n");
    put(&w, "a", "relation.csv",
        "kind,from_kind,from_id,to_kind,to_id,from\nknows-of,person,p1,event,e1,2016-01-"
        "01\n");
    ingest(&w, "a");
    assert_jd_ok(jd__store_derive(w.store, &err));
    char *rejected = store_file(&w, "rejected.csv");
    (void)snprintf(path, sizeof(path), "%s/rejected.csv", w.store_path);
    assert_int_equal(remove(path), 0);
    (void)snprintf(path, sizeof(path), "%s/derived.duckdb", w.store_path);
    assert_int_equal(remove(path), 0);

    assert_jd_ok(jd__store_derive(w.store, &err));

    assert_store_file(&w, "rejected.csv", rejected);
    free(rejected);
    free(test_file_read(path, NULL));
    jd__store_close(w.store);
    w.store = NULL;
    assert_int_equal(check_store(&w), 0);
    test_file_write(path, "no database", 11);
    assert_int_equal(check_store(&w), 1);
    stop(&w);
}

/* ---- without memory ---- */

static void
failed_allocations_are_reported_and_leave_the_store_as_it_was(void **state)
{
    (void)state;
    struct world w;
    struct jd_error err = {0};
    start(&w);
    put(&w, "a", "person.csv", "id,name,aliases,x\np1,Ann,A;B,1\np2,Bob,,\n");
    put(&w, "a", "event.csv", "id,kind,at\ne1,call,2017-01-01\n");
    put(&w, "a", "role.csv", "kind,record_id,event_id,role\nperson,p1,e1,caller\n");
    jd__store_close(w.store);
    w.store = NULL;
    char path[600];
    (void)snprintf(path, sizeof(path), "%s/a", w.folder);
    const char *folders[] = {path};

    enum jd_status status = JD_E_NOMEM;
    const struct jd__ingest_options options = {jd__str("op@x"), -1, NULL};
    for (size_t n = 0; status != JD_OK; n += 1 + n / 6) {
        struct test_memory mem;
        struct jd__store *store = NULL;
        struct jd__facts *facts = NULL;
        test_memory_init(&mem, n);
        w.reports.n = 0;
        status = jd__store_open(&mem.alloc, w.store_path, NULL, &store, &err);
        if (status == JD_OK)
            status = jd__store_ingest(store, w.io, folders, 1, &options, &w.reports, &err);
        if (status == JD_OK)
            status = jd__store_facts(store, JD__NO_TIME, &facts, &err);
        if (status != JD_OK && status != JD_E_NOMEM)
            fail_msg("after %zu requests: %s: %s", n, jd_status_name(status), err.message);
        jd__facts_free(facts);
        jd__store_close(store);
        assert_int_equal(mem.live_blocks, 0);
    }
    assert_int_equal(check_store(&w), 0);
    stop(&w);
}

TEST_MAIN(cmocka_unit_test(rows_become_facts_with_their_normal_forms),
    cmocka_unit_test(folders_of_one_ingest_may_name_each_others_rows),
    cmocka_unit_test(ingesting_the_same_again_adds_one_entry_that_says_so),
    cmocka_unit_test(a_snapshot_inserts_replaces_and_withdraws),
    cmocka_unit_test(a_delta_says_of_each_row_what_to_do),
    cmocka_unit_test(known_at_dates_what_was_loaded_later),
    cmocka_unit_test(a_row_is_rejected_only_for_a_reason_that_is_listed),
    cmocka_unit_test(a_bad_field_becomes_null_is_kept_and_is_listed_without_its_value),
    cmocka_unit_test(facts_do_not_depend_on_the_order_of_files_rows_columns_and_ingests),
    cmocka_unit_test(a_role_without_its_record_says_nothing_until_the_record_is_back),
    cmocka_unit_test(links_come_back_and_those_of_rows_that_are_gone_do_not),
    cmocka_unit_test(questions_are_logged_as_one_group_with_their_leaves),
    cmocka_unit_test(a_store_is_held_by_one),
    cmocka_unit_test(agencies_come_by_id_with_their_file),
    cmocka_unit_test(records_come_by_agency_and_the_bytes_of_their_ids),
    cmocka_unit_test(an_agency_may_name_itself_or_nobody),
    cmocka_unit_test(an_unlike_row_spoils_earlier_ones_of_its_id_and_what_stands_stays),
    cmocka_unit_test(a_role_may_not_name_what_its_ingest_withdraws),
    cmocka_unit_test(a_day_is_known_by_its_end_and_a_change_after_what_it_changes),
    cmocka_unit_test(no_message_and_no_list_holds_a_value),
    cmocka_unit_test(lists_over_the_limit_become_null_and_payload_is_bounded),
    cmocka_unit_test(an_ingest_that_is_stopped_at_any_time_leaves_nothing),
    cmocka_unit_test(a_store_of_another_format_is_refused),
    cmocka_unit_test(flipped_bits_of_a_store_are_found),
    cmocka_unit_test(what_is_derived_may_be_deleted_and_is_made_again),
    cmocka_unit_test(failed_allocations_are_reported_and_leave_the_store_as_it_was))
