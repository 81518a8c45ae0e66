/* SPDX-License-Identifier: Apache-2.0 */
/* test_store.c - a store opened: facts, agencies, links and questions out of it. */
#include "world.h"

#include "base/calendar.h"
#include "base/str.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* [JOURNAL-12] */
static void
facts_do_not_depend_on_the_order_of_files_rows_columns_and_ingests(void **state)
{
    (void)state;
    char *text[2] = {NULL, NULL};
    for (int turn = 0; turn < 2; turn++) {
        struct world w;
        world_start(&w);
        world_put(&w, "a", "person.csv",
            turn == 0 ? "id,name,x,y\np1,Ann,1,2\np2,Bob,,\n"
                      : "y,name,id,x\n,Bob,p2,\n2,Ann,p1,1\n");
        world_put(&w, "b", "person.csv", "id,name\nq,Cid\n");
        world_put(&w, "b", "phone.csv", "id,number\nx,614-555-0101\n");
        world_put(&w, "a", "event.csv",
            turn == 0 ? "id,kind\ne1,call\ne2,arrest\n" : "id,kind\ne2,arrest\ne1,call\n");
        world_put(&w, "a", "role.csv",
            turn == 0
                ? "kind,record_id,event_id,role\nperson,p1,e1,caller\nperson,p1,e1,callee\n"
                : "kind,record_id,event_id,role\nperson,p1,e1,callee\nperson,p1,e1,"
                  "caller\n");
        if (turn == 0) {
            world_ingest(&w, "a b");
        } else {
            world_ingest(&w, "b");
            world_ingest(&w, "a");
        }
        struct jd__facts *f = world_facts(&w);
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
        world_stop(&w);
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
    world_start(&w);
    world_put(&w, "a", "person.csv", "id,name\np1,Ann\np2,Bob\n");
    world_put(&w, "b", "event.csv", "id,kind\ne1,call\n");
    world_put(&w, "b", "role.csv",
        "kind,record_id,record_agency,event_id,role\nperson,p1,a,e1,caller\n");
    world_ingest(&w, "a b");

    world_put(&w, "a", "person.csv", "id,name\np2,Bob\n");
    assert_jd_ok(world_ingest_with(&w, "a", 1, &err));
    struct jd__facts *f = world_facts(&w);
    assert_int_equal(f->roles.n, 0);
    jd__facts_free(f);
    world_put(&w, "a", "person.csv", "id,name\np1,Ann\np2,Bob\n");
    world_ingest(&w, "a");
    f = world_facts(&w);
    assert_int_equal(f->roles.n, 1);

    jd__facts_free(f);
    world_stop(&w);
}

/* [JOURNAL-16] */
static void
links_come_back_and_those_of_rows_that_are_gone_do_not(void **state)
{
    (void)state;
    struct world w;
    struct jd_error err = {0};
    world_start(&w);
    world_put(&w, "a", "person.csv", "id,name\np1,Ann\np2,Bob\np3,Cid\n");
    world_ingest(&w, "a");
    struct jd__facts *f = world_facts(&w);
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
        jd__str("person"), jd__str("person-1"), links, 2, evidence, 2, 0};

    assert_false(jd__store_is_resolved(w.store));
    assert_jd_ok(jd__store_save_links(w.store, f, &made, 1, jd__str("op@here"), &err));
    jd__facts_free(f);
    world_open(&w, 3);

    assert_true(jd__store_is_resolved(w.store));
    f = world_facts(&w);
    assert_int_equal(f->links.n, 2);
    assert_int_equal(jd__links(f)[0].a, 0);
    assert_true(jd__links(f)[0].weight == 9.5);
    assert_int_equal(jd__links(f)[0].rules, 5);
    const struct jd__evidence *level =
        (struct jd__evidence *)f->evidence.data + jd__links(f)[1].evidence;
    assert_int_equal(level[0].gamma, 1);
    assert_true(level[1].tf_weight == -1.5f);
    jd__facts_free(f);
    world_put(&w, "a", "person.csv", "id,name\np1,Ann\np2,Bob\n");
    assert_jd_ok(world_ingest_with(&w, "a", 1, &err));
    assert_false(jd__store_is_resolved(w.store));
    f = world_facts(&w);
    assert_int_equal(f->links.n, 1);
    jd__facts_free(f);
    world_stop(&w);
}

/* [JOURNAL-16] */
static void
links_of_several_entries_come_back_in_order(void **state)
{
    (void)state;
    enum { PEOPLE = 9, MOST = 4 };
    struct world w;
    struct jd_error err = {0};
    struct jd__link links[PEOPLE - 1];
    struct jd__evidence evidence[PEOPLE - 1];
    world_start(&w);
    world_put(&w, "a", "person.csv",
        "id,name\np1,Ann\np2,Bob\np3,Cid\np4,Dan\np5,Eve\np6,Flo\np7,Gus\np8,Hal\np9,"
        "Ida\n");
    world_ingest(&w, "a");
    struct jd__facts *f = world_facts(&w);
    for (uint32_t i = 0; i < PEOPLE - 1; i++) {
        links[i] = (struct jd__link){.a = i, .b = i + 1, .weight = i, .evidence = i};
        evidence[i] = (struct jd__evidence){(int8_t)i, 0};
    }
    struct jd__store_links made = {
        jd__str("person"), jd__str("m"), links, PEOPLE - 1, evidence, 1, 0};
    assert_true(jd__links_of_entry(1) > 100000); /* all of them have room in one */

    /* Whole, in parts, and in fewer parts than before: what was saved last is there. */
    static const uint32_t most[] = {0, 1, 3, PEOPLE - 1, PEOPLE};
    for (uint32_t i = 0; i <= MOST; i++) {
        made.most = most[i];
        made.n = PEOPLE - 1 - i % 2;
        assert_jd_ok(jd__store_save_links(w.store, f, &made, 1, jd__str("op@here"), &err));
        jd__facts_free(f);
        world_open(&w, 3);
        assert_true(jd__store_is_resolved(w.store));
        f = world_facts(&w);
        assert_int_equal(f->links.n, made.n);
        for (uint32_t k = 0; k < made.n; k++) {
            const struct jd__link *link = &jd__links(f)[k];
            const struct jd__evidence *level =
                (struct jd__evidence *)f->evidence.data + link->evidence;
            assert_true(link->a == k && link->b == k + 1 && link->weight == k);
            assert_int_equal(level->gamma, k);
        }
    }
    jd__facts_free(f);
    world_stop(&w);
}

/* [JOURNAL-2] */
static void
questions_are_logged_as_one_group_with_their_leaves(void **state)
{
    (void)state;
    struct world w;
    struct jd_error err = {0};
    struct jd__logged logged[2];
    world_start(&w);
    const struct jd__log_entry entries[] = {
        {JD__ENTRY_FIRST, jd__str("ann@a"), jd__str("{\"q\": 1}")},
        {JD__ENTRY_FIRST + 1, jd__str("bob@b"), jd__str("{}")}};

    assert_jd_ok(jd__store_log(w.store, entries, 2, logged, &err));

    assert_int_equal(logged[1].seq, logged[0].seq + 1);
    assert_int_equal(logged[1].time, january(2));
    assert_memory_equal(logged[1].leaf, jd__store_end(w.store)->hash, JD__HASH_SIZE);
    const struct jd__log_entry own = {JD__ENTRY_ROWS, jd__str("x"), jd__str("y")};
    assert_jd_status(jd__store_log(w.store, &own, 1, logged, &err), JD_E_ARG);
    world_stop(&w);
}

static void
a_store_is_held_by_one(void **state)
{
    (void)state;
    struct world w;
    struct jd_error err = {0};
    struct jd__store *second = NULL;
    world_start(&w);

    assert_jd_status(
        jd__store_open(NULL, w.store_path, NULL, &second, &err), JD_E_CONFLICT);
    assert_jd_status(
        jd__store_init(NULL, w.store_path, jd__str("x@y"), 1, &err), JD_E_CONFLICT);
    assert_jd_status(jd__store_open(NULL, w.folder, NULL, &second, &err), JD_E_NOT_FOUND);

    assert_null(second);
    world_stop(&w);
}

static void
agencies_come_by_id_with_their_file(void **state)
{
    (void)state;
    struct world w;
    struct jd_error err = {0};
    struct jd__buf agencies;
    world_start(&w);
    jd__buf_init(&agencies, NULL, sizeof(struct jd__store_agency), 0);
    world_put(&w, "b", "person.csv", "id\n1\n");
    world_put(&w, "a", "person.csv", "id\n1\n");
    world_ingest(&w, "b a");

    assert_jd_ok(jd__store_agencies(w.store, &agencies, &err));

    const struct jd__store_agency *a = agencies.data;
    assert_int_equal(agencies.n, 2);
    assert_true(jd__str_is(a[0].id, "a"));
    assert_non_null(strstr(a[1].json.data, "America/New_York"));
    jd__buf_done(&agencies);
    world_stop(&w);
}

static void
records_come_by_agency_and_the_bytes_of_their_ids(void **state)
{
    (void)state;
    static const char *const expected[] = {"a/person/p1", "a/person/p10",
        "a/person/p1000000000", "a/person/p2", "b/person/P", "b/person/p-000000001-b",
        "b/person/p-000000001-c"};
    struct world w;
    world_start(&w);
    world_put(&w, "b", "person.csv", "id,name\np-000000001-c,C\nP,A\np-000000001-b,B\n");
    world_put(&w, "a", "person.csv", "id,name\np2,A\np10,B\np1000000000,C\np1,D\n");

    world_ingest(&w, "b a");

    struct jd__facts *f = world_facts(&w);
    for (uint32_t i = 0; i < 7; i++)
        assert_int_equal(world_number(f, expected[i]), i);
    jd__facts_free(f);
    world_stop(&w);
}

static void
failed_allocations_are_reported_and_leave_the_store_as_it_was(void **state)
{
    (void)state;
    struct world w;
    struct jd_error err = {0};
    world_start(&w);
    world_put(&w, "a", "person.csv", "id,name,aliases,x\np1,Ann,A;B,1\np2,Bob,,\n");
    world_put(&w, "a", "event.csv", "id,kind,at\ne1,call,2017-01-01\n");
    world_put(&w, "a", "role.csv", "kind,record_id,event_id,role\nperson,p1,e1,caller\n");
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
    assert_int_equal(world_check(&w), 0);
    world_stop(&w);
}

TEST_MAIN(
    cmocka_unit_test(facts_do_not_depend_on_the_order_of_files_rows_columns_and_ingests),
    cmocka_unit_test(a_role_without_its_record_says_nothing_until_the_record_is_back),
    cmocka_unit_test(links_come_back_and_those_of_rows_that_are_gone_do_not),
    cmocka_unit_test(links_of_several_entries_come_back_in_order),
    cmocka_unit_test(questions_are_logged_as_one_group_with_their_leaves),
    cmocka_unit_test(a_store_is_held_by_one),
    cmocka_unit_test(agencies_come_by_id_with_their_file),
    cmocka_unit_test(records_come_by_agency_and_the_bytes_of_their_ids),
    cmocka_unit_test(failed_allocations_are_reported_and_leave_the_store_as_it_was))
