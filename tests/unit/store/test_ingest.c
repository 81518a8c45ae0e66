/* SPDX-License-Identifier: Apache-2.0 */
/* test_ingest.c - folders in: versions, rejected rows, issues, and what is kept. */
#include "world.h"

#include "base/calendar.h"
#include "base/str.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void
rows_become_facts_with_their_normal_forms(void **state)
{
    (void)state;
    struct world w;
    world_start(&w);
    world_put(&w, "pd", "person.csv",
        "id,surname,birth_date,aliases,class,shoe_size\n"
        "p1,O'Brien,03/04/1984,Bob;Robert,juvenile,44\n");
    world_put(&w, "pd", "event.csv",
        "id,kind,at,case_numbers,beat\n"
        "e1,arrest,2017-03-01 23:30:00,17-1;other/case/9,7\n");
    world_put(
        &w, "pd", "role.csv", "kind,record_id,event_id,role\nperson,p1,e1,arrestee\n");

    world_ingest(&w, "pd");
    struct jd__facts *f = world_facts(&w);

    world_assert_attribute(f, "pd/person/p1", "surname", "O'Brien");
    world_assert_attribute(f, "pd/person/p1", "birth_date", "03/04/1984");
    world_assert_attribute(f, "pd/person/p1", "birth_date_norm", "1984-03-04");
    world_assert_attribute(f, "pd/person/p1", "birth_date_precision", "day");
    world_assert_attribute(f, "pd/person/p1", "payload", "{\"shoe_size\":\"44\"}");
    uint32_t p1 = world_number(f, "pd/person/p1"), e1 = world_number(f, "pd/event/e1");
    struct jd_value aliases = jd__facts_attribute(f, p1, "aliases_norm");
    assert_int_equal(aliases.type, JD_TYPE_LIST);
    assert_int_equal(aliases.n_items, 2);
    assert_true(
        jd__str_is(jd__facts_text(f, jd__records(f)[p1].control.item_class), "juvenile"));
    /* Half past eleven in New York in winter is half past four in UTC. */
    int64_t half_past_four = jd__days_from_civil(2017, 3, 2) * DAY + DAY / 48 * 9;
    assert_int_equal(jd__events(f)[e1].at.earliest, half_past_four);
    assert_int_equal(jd__events(f)[e1].at.latest, half_past_four);
    assert_true(world_number(f, "pd/case/17-1") != JD_NONE);
    assert_true(world_number(f, "pd/case/other/case/9") != JD_NONE);
    assert_int_equal(f->roles.n, 1);
    assert_int_equal(jd__roles(f)[0].record, p1);
    assert_int_equal(jd__roles(f)[0].event, e1);
    assert_int_equal(f->agencies.n, 1);
    assert_true(jd__str_is(jd__facts_text(f, jd__agencies(f)[0].name), "The pd"));

    jd__facts_free(f);
    world_stop(&w);
}

static void
folders_of_one_ingest_may_name_each_others_rows(void **state)
{
    (void)state;
    struct world w;
    world_start(&w);
    world_put(&w, "a", "event.csv", "id,kind,case_numbers\ne1,arrest,b/case/7\n");
    world_put(&w, "a", "role.csv",
        "kind,record_id,record_agency,event_id,role\nperson,p1,b,e1,arrestee\n");
    world_put(&w, "b", "person.csv", "id,name\np1,Ann\n");

    world_ingest(&w, "a");
    assert_int_equal(world_report(&w, "a", "role")->rejected, 1);
    world_assert_file(&w, "rejected.csv",
        "agency,file,row,column,reason\n"
        "a,role.csv,1,record_id,names nothing that is known (ingest the agency that it "
        "names "
        "before or with it)\n");
    world_ingest(&w, "a b");

    assert_int_equal(world_report(&w, "a", "role")->rejected, 0);
    struct jd__facts *f = world_facts(&w);
    assert_int_equal(f->roles.n, 1);
    assert_int_not_equal(world_number(f, "b/case/7"), JD_NONE);
    world_assert_file(&w, "rejected.csv", "agency,file,row,column,reason\n");
    jd__facts_free(f);
    world_stop(&w);
}

/* [JOURNAL-12] */
static void
ingesting_the_same_again_adds_one_entry_that_says_so(void **state)
{
    (void)state;
    struct world w;
    world_start(&w);
    world_put(&w, "pd", "person.csv", "id,name\np1,Ann\np2,Bob\n");
    world_put(&w, "pd", "phone.csv", "id,number\nx,614-555-0101\n");
    world_ingest(&w, "pd");
    uint64_t before = jd__store_end(w.store)->seq;
    assert_int_equal(world_report(&w, "pd", "person")->inserted, 2);

    world_open(&w, 3);
    world_ingest(&w, "pd");

    assert_int_equal(jd__store_end(w.store)->seq, before + 1);
    assert_int_equal(world_report(&w, "pd", "person")->same, 2);
    assert_int_equal(world_report(&w, "pd", "person")->inserted, 0);
    world_stop(&w);
}

static void
a_snapshot_inserts_replaces_and_withdraws(void **state)
{
    (void)state;
    struct world w;
    struct jd_error err = {0};
    world_start(&w);
    world_put(&w, "pd", "person.csv", "id,name\np1,Ann\np2,Bob\np3,Cid\n");
    world_ingest(&w, "pd");
    world_open(&w, 4);
    world_put(&w, "pd", "person.csv", "id,name\np1,Ann\np2,Rob\np4,Dot\n");

    assert_jd_status(world_ingest_with(&w, "pd", -1, &err), JD_E_LIMIT);
    assert_non_null(strstr(err.message, "pd/person"));
    assert_int_equal(w.reports.n, 0);
    assert_jd_ok(world_ingest_with(&w, "pd", 0.5, &err));

    const struct jd__table_report *r = world_report(&w, "pd", "person");
    assert_int_equal(r->same, 1);
    assert_int_equal(r->replaced, 1);
    assert_int_equal(r->inserted, 1);
    assert_int_equal(r->withdrawn, 1);
    struct jd__facts *f = world_facts(&w);
    assert_int_equal(f->records.n, 3);
    world_assert_attribute(f, "pd/person/p2", "name", "Rob");
    assert_int_equal(world_number(f, "pd/person/p3"), JD_NONE);
    jd__facts_free(f);

    f = world_facts_at(&w, january(3)); /* between the two */
    world_assert_attribute(f, "pd/person/p2", "name", "Bob");
    assert_int_not_equal(world_number(f, "pd/person/p3"), JD_NONE);
    assert_int_equal(world_number(f, "pd/person/p4"), JD_NONE);
    jd__facts_free(f);
    f = world_facts_at(&w, january(1));
    assert_int_equal(f->records.n, 0);
    assert_int_equal(f->agencies.n, 1);
    jd__facts_free(f);
    world_stop(&w);
}

static void
a_delta_says_of_each_row_what_to_do(void **state)
{
    (void)state;
    struct world w;
    world_start(&w);
    world_put(&w, "pd", "person.csv", "id,name\np1,Ann\np2,Bob\np3,Cid\n");
    world_ingest(&w, "pd");
    world_put(&w, "pd", "person.csv",
        "id,name,action\np1,Anna,replace\np2,,delete\np4,Dot,insert\np9,,delete\np5,Eve,"
        "frob\n");

    world_ingest(&w, "pd");

    const struct jd__table_report *r = world_report(&w, "pd", "person");
    assert_int_equal(r->read, 5);
    assert_int_equal(r->accepted, 5);
    assert_int_equal(r->deleted, 2);
    assert_int_equal(r->withdrawn, 1);
    assert_int_equal(r->issues, 1);
    struct jd__facts *f = world_facts(&w);
    assert_int_equal(f->records.n, 4); /* p1 p3 p4 p5 */
    world_assert_attribute(f, "pd/person/p1", "name", "Anna");
    assert_int_not_equal(world_number(f, "pd/person/p3"), JD_NONE);
    jd__facts_free(f);
    uint64_t before = jd__store_end(w.store)->seq;
    world_ingest(&w, "pd"); /* a delta is idempotent too */
    assert_int_equal(jd__store_end(w.store)->seq, before + 1);
    world_stop(&w);
}

static void
known_at_dates_what_was_loaded_later(void **state)
{
    (void)state;
    struct world w;
    world_start(&w);
    world_put(&w, "pd", "person.csv",
        "id,name,known_at\np1,Ann,2017-05-01\np2,Bob,\np3,Cid,2019-01-01\n");
    world_ingest(&w, "pd");

    int64_t may = jd__days_from_civil(2017, 5, 3) * DAY;
    struct jd__facts *f = world_facts_at(&w, may);
    assert_int_equal(f->records.n, 1);
    assert_int_not_equal(world_number(f, "pd/person/p1"), JD_NONE);
    jd__facts_free(f);
    f = world_facts(&w);
    assert_int_equal(f->records.n, 3);
    uint32_t p2 = world_number(f, "pd/person/p2"), p3 = world_number(f, "pd/person/p3");
    assert_int_equal(jd__records(f)[p2].control.known_from, january(2));
    assert_int_equal(jd__records(f)[p3].control.known_from, january(2));
    jd__facts_free(f);
    world_assert_file(&w, "issues.csv",
        "agency,file,row,column,reason\n"
        "pd,person.csv,3,known_at,lies in the future; the time of ingest is taken\n");
    world_stop(&w);
}

/* [JOURNAL-15] */
static void
a_row_is_rejected_only_for_a_reason_that_is_listed(void **state)
{
    (void)state;
    struct world w;
    world_start(&w);
    world_put(&w, "pd", "person.csv",
        "id,name\np1,Ann\n,Marker77\np2,Marker77\np2,Unlike\np1,Ann\np2,Marker77\n");
    world_put(&w, "pd", "event.csv", "id,kind\ne1,arrest\ne2,\n");
    world_put(&w, "pd", "role.csv",
        "kind,record_id,event_id,role\nperson,p1,e1,arrestee\nperson,p2,e1,victim\n"
        "person,p1,e9,witness\nspaceship,p1,e1,item\nperson,p1,e1,\n");

    world_ingest(&w, "pd");

    const struct jd__table_report *r = world_report(&w, "pd", "person");
    assert_int_equal(r->read, 6);
    assert_int_equal(r->accepted, 2);
    assert_int_equal(r->rejected, 4);
    r = world_report(&w, "pd", "role");
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
    world_assert_file(&w, "rejected.csv", expected);
    world_stop(&w);
}

/* [JOURNAL-14] */
static void
a_bad_field_becomes_null_is_kept_and_is_listed_without_its_value(void **state)
{
    (void)state;
    struct world w;
    world_start(&w);
    world_put(&w, "pd", "person.csv",
        "id,birth_date,surname\np1,Marker77,Ann\np2,1980-13-41,Bob\n");
    world_put(&w, "pd", "event.csv",
        "id,kind,at,zone\ne1,arrest,2017-11-05 01:30:00,\ne2,arrest,2017-07-01 "
        "10:00,Mars/Base\n");

    world_ingest(&w, "pd");

    struct jd__facts *f = world_facts(&w);
    world_assert_attribute(f, "pd/person/p1", "birth_date", NULL);
    world_assert_attribute(
        f, "pd/person/p1", "payload", "{\"birth_date_as_written\":\"Marker77\"}");
    world_assert_attribute(f, "pd/person/p1", "surname", "Ann");
    const struct jd__span at = jd__events(f)[world_number(f, "pd/event/e1")].at;
    assert_int_equal(at.latest - at.earliest, DAY / 24); /* the hour that comes twice */
    jd__facts_free(f);
    world_assert_file(&w, "issues.csv",
        "agency,file,row,column,reason\n"
        "pd,person.csv,1,birth_date,not a date or time that can be read\n"
        "pd,person.csv,2,birth_date,not a date or time that can be read\n"
        "pd,event.csv,1,at,a local time that comes twice when clocks are put back\n"
        "pd,event.csv,2,zone,not a zone that is known; the agency's is taken\n");
    assert_int_equal(world_report(&w, "pd", "person")->accepted, 2);
    world_stop(&w);
}

static void
no_message_and_no_list_holds_a_value(void **state)
{
    (void)state;
    static const char marker[] = "Marker77";
    struct world w;
    struct jd_error err = {0};
    world_start(&w);
    world_put(&w, "pd", "person.csv",
        "id,name,birth_date,aliases,Marker77\nMarker77,Marker77,Marker77,Marker77;x,"
        "Marker77\n"
        ",Marker77,,,\nMarker77x,A,,,\nMarker77x,B,,,\n");
    world_put(&w, "pd", "event.csv", "id,kind,at,zone\ne1,Marker77,Marker77,Marker77\n");
    world_put(&w, "pd", "role.csv",
        "kind,record_id,event_id,role,known_at\nMarker77,Marker77,e1,Marker77,Marker77\n"
        "person,Marker77y,e1,x,\n");
    world_ingest(&w, "pd");
    world_put(&w, "pd", "person.csv", "id,name\nMarker77z,Marker77\n");

    assert_jd_status(world_ingest_with(&w, "pd", -1, &err), JD_E_LIMIT);
    assert_null(strstr(err.message, marker));
    struct jd__facts *f = NULL;
    assert_jd_ok(jd__store_facts(w.store, JD__NO_TIME, &f, &err));
    const struct jd__link link = {.a = 0, .b = 99};
    const struct jd__evidence level = {0, 0};
    const struct jd__store_links wrong = {
        jd__str("person"), jd__str("m"), &link, 1, &level, 1, 0};
    assert_jd_status(
        jd__store_save_links(w.store, f, &wrong, 1, jd__str("x@y"), &err), JD_E_ARG);
    assert_null(strstr(err.message, marker));
    static const char *const files[] = {"rejected.csv", "issues.csv"};
    for (int i = 0; i < 2; i++) {
        char *text = world_file(&w, files[i]);
        assert_null(strstr(text, marker));
        assert_non_null(strchr(strchr(text, '\n') + 1, '\n')); /* it lists something */
        free(text);
    }

    jd__facts_free(f);
    world_stop(&w);
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
    world_start(&w);
    size += (size_t)snprintf(text, SIZE, "id,aliases,x,y\np1,\"");
    for (int i = 0; i <= (int)JD_LIMIT_LIST; i++)
        size += (size_t)snprintf(text + size, SIZE - size, "%d;", i);
    size += (size_t)snprintf(text + size, SIZE - size,
        "\",,\np2,\"[\"\"A\"\", \"\"B;C\"\"]\",%060000d,%060000d\n", 1, 2);
    world_put(&w, "pd", "person.csv", text);

    world_ingest(&w, "pd");

    struct jd__facts *f = world_facts(&w);
    uint32_t p1 = world_number(f, "pd/person/p1"), p2 = world_number(f, "pd/person/p2");
    assert_int_equal(jd__facts_attribute(f, p1, "aliases").type, JD_TYPE_NULL);
    assert_int_equal(jd__facts_attribute(f, p2, "aliases").n_items, 2);
    struct jd_value payload = jd__facts_attribute(f, p2, "payload");
    assert_true(payload.text.size > 60000 && payload.text.size < 61000);
    world_assert_file(&w, "issues.csv",
        "agency,file,row,column,reason\n"
        "pd,person.csv,1,aliases,more items than a list may have\n"
        "pd,person.csv,2,,more payload than a row may hold; the rest is left out\n");

    jd__facts_free(f);
    free(text);
    world_stop(&w);
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
    world_start(&w);
    world_put(&w, "pd", "person.csv", "id,name\np1,Ann\n");
    world_put(&w, "pd", "phone.csv", "id,number\nx,614-555-0101\n");
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
    world_stop(&w);
}

/* [JOURNAL-1] */
static void
an_agency_may_name_itself_or_nobody(void **state)
{
    (void)state;
    struct world w;
    world_start(&w);
    world_put(&w, "a", "person.csv", "id,name\np1,A\n");
    world_put(&w, "a", "event.csv", "id,kind\ne1,call\n");
    world_put(&w, "a", "role.csv",
        "kind,record_id,record_agency,event_id,event_agency,role\n"
        "person,p1,,e1,a,caller\nperson,p1,a,e1,,caller\n");

    world_ingest(&w, "a");

    assert_int_equal(world_report(&w, "a", "role")->inserted, 1);
    assert_int_equal(world_report(&w, "a", "role")->same, 1);
    world_stop(&w);
}

static void
an_unlike_row_spoils_earlier_ones_of_its_id_and_what_stands_stays(void **state)
{
    (void)state;
    struct world w;
    world_start(&w);
    world_put(&w, "a", "person.csv", "id,name\np1,Ann\np2,Bob\n");
    world_ingest(&w, "a");
    world_put(&w, "a", "person.csv", "id,name\np1,Anna\np1,Anna\np1,Hanna\np2,Bob\n");

    world_ingest(&w, "a");

    assert_int_equal(world_report(&w, "a", "person")->rejected, 3);
    assert_int_equal(world_report(&w, "a", "person")->withdrawn, 0);
    struct jd__facts *f = world_facts(&w);
    world_assert_attribute(f, "a/person/p1", "name", "Ann");
    jd__facts_free(f);
    world_stop(&w);
}

static void
a_role_may_not_name_what_its_ingest_withdraws(void **state)
{
    (void)state;
    struct world w;
    struct jd_error err = {0};
    world_start(&w);
    world_put(&w, "a", "person.csv", "id,name\np1,Ann\np2,Bob\n");
    world_put(&w, "a", "event.csv", "id,kind\ne1,call\n");
    world_ingest(&w, "a");
    world_put(&w, "a", "person.csv", "id,name\np2,Bob\n");
    world_put(&w, "a", "role.csv", "kind,record_id,event_id,role\nperson,p1,e1,caller\n");

    assert_jd_ok(world_ingest_with(&w, "a", 1, &err));

    assert_int_equal(world_report(&w, "a", "role")->rejected, 1);
    world_stop(&w);
}

/* [JOURNAL-13] */
static void
a_day_is_known_by_its_end_and_a_change_after_what_it_changes(void **state)
{
    (void)state;
    struct world w;
    world_start(&w);
    world_put(&w, "a", "person.csv", "id,name,known_at\np1,Ann,2017-05-01\n");
    world_ingest(&w, "a");
    world_open(&w, 5);
    world_put(&w, "a", "person.csv", "id,name,known_at\np1,Anna,2017-05-01\n");
    world_ingest(&w, "a");

    int64_t noon = jd__days_from_civil(2017, 5, 1) * DAY + DAY / 2;
    struct jd__facts *f = world_facts_at(&w, noon);
    assert_int_equal(f->records.n, 0);
    jd__facts_free(f);
    f = world_facts_at(&w, january(3));
    world_assert_attribute(f, "a/person/p1", "name", "Ann");
    jd__facts_free(f);
    f = world_facts_at(&w, january(6));
    world_assert_attribute(f, "a/person/p1", "name", "Anna");
    assert_int_equal(
        jd__records(f)[world_number(f, "a/person/p1")].control.known_from, january(5));
    jd__facts_free(f);
    world_stop(&w);
}

TEST_MAIN(cmocka_unit_test(rows_become_facts_with_their_normal_forms),
    cmocka_unit_test(folders_of_one_ingest_may_name_each_others_rows),
    cmocka_unit_test(ingesting_the_same_again_adds_one_entry_that_says_so),
    cmocka_unit_test(a_snapshot_inserts_replaces_and_withdraws),
    cmocka_unit_test(a_delta_says_of_each_row_what_to_do),
    cmocka_unit_test(known_at_dates_what_was_loaded_later),
    cmocka_unit_test(a_row_is_rejected_only_for_a_reason_that_is_listed),
    cmocka_unit_test(a_bad_field_becomes_null_is_kept_and_is_listed_without_its_value),
    cmocka_unit_test(no_message_and_no_list_holds_a_value),
    cmocka_unit_test(lists_over_the_limit_become_null_and_payload_is_bounded),
    cmocka_unit_test(an_ingest_that_is_stopped_at_any_time_leaves_nothing),
    cmocka_unit_test(an_agency_may_name_itself_or_nobody),
    cmocka_unit_test(an_unlike_row_spoils_earlier_ones_of_its_id_and_what_stands_stays),
    cmocka_unit_test(a_role_may_not_name_what_its_ingest_withdraws),
    cmocka_unit_test(a_day_is_known_by_its_end_and_a_change_after_what_it_changes))
