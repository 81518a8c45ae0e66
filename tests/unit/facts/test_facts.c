/* SPDX-License-Identifier: Apache-2.0 */
/* test_facts.c - the nouns, what hangs where, names, and views. */
#include "jd_test.h"

#include "base/str.h"
#include "facts/view.h"

/* Two agencies; person p1 of each, linked; an arrest and a later call; a relation between. */
static enum jd_status
build_world(
    const struct jd_alloc *alloc, struct jd__facts **out_facts, struct jd_error *err)
{
    static const char *const words[] = {
        "a", "b", "person", "p1", "e/1", "arrest", "arrestee", "knows-of", "17-1"};
    struct jd__facts *f = NULL;
    jd_word w[9] = {0};
    enum jd_status status = jd__facts_new(alloc, &f, err);
    for (int i = 0; i < 9 && status == JD_OK; i++)
        status = jd__facts_word(f, jd__str(words[i]), &w[i], err);
    const struct jd__agency agencies[] = {{.id = w[0]}, {.id = w[1]}};
    const struct jd__record records[] = {
        {.agency = 0, .id = w[3]}, {.agency = 1, .id = w[3], .row = 1}};
    const struct jd__span early = {100, 100}, late = {900, 900};
    const struct jd__event events[] = {{.agency = 0, .id = w[4], .kind = w[5], .at = early},
        {.agency = 1, .id = w[4], .at = late}};
    const struct jd__role roles[] = {
        {0, 0, w[6], {0}}, {1, 1, w[6], {0}}, {1, 0, w[6], {0}}};
    const struct jd__relation relation = {.kind = w[7],
        .from = 0,
        .to = 1u | JD__EVENT_BIT,
        .valid_from = {JD__NO_TIME, JD__NO_TIME}};
    const struct jd__link link = {.a = 0, .b = 1, .weight = 9, .band = JD__JOINED};
    const struct jd__evidence evidence[] = {{1, 0}, {2, 0}};
    for (int i = 0; i < 2 && status == JD_OK; i++) {
        status = jd__facts_add_agency(f, &agencies[i], err);
        if (status == JD_OK)
            status = jd__facts_add_record(f, &records[i], err);
        if (status == JD_OK)
            status = jd__facts_add_event(f, &events[i], err);
    }
    if (status == JD_OK)
        status = jd__facts_add_kind(f, w[2], NULL, err);
    for (int i = 0; i < 3 && status == JD_OK; i++)
        status = jd__facts_add_role(f, &roles[i], err);
    if (status == JD_OK)
        status = jd__facts_add_relation(f, &relation, err);
    if (status == JD_OK)
        status = jd__facts_add_link(f, &link, evidence, 2, err);
    for (uint32_t i = 0; i < 2 && status == JD_OK; i++)
        status = jd__facts_add_event_case(f, i, 0, w[8], err);
    if (status == JD_OK)
        status = jd__facts_finish(f, err);
    if (status != JD_OK) {
        jd__facts_free(f);
        return status;
    }
    *out_facts = f;
    return JD_OK;
}

static void
what_hangs_on_a_node_is_found_in_row_order(void **state)
{
    (void)state;
    struct jd_error err = {0};
    struct jd__facts *f = NULL;
    assert_jd_ok(build_world(NULL, &f, &err));

    const struct jd__hang *on_event = &f->event_roles, *of_record = &f->record_roles;
    assert_int_equal(on_event->starts[1] - on_event->starts[0], 2);
    assert_int_equal(on_event->items[on_event->starts[0]], 0);
    assert_int_equal(on_event->items[on_event->starts[0] + 1], 2);
    assert_int_equal(of_record->starts[2] - of_record->starts[1], 2);
    assert_int_equal(f->record_links.n_items, 2);
    assert_int_equal(f->record_relations.n_items, 1);
    assert_int_equal(f->event_relations.n_items, 1);
    assert_int_equal(f->cases.n, 1);
    assert_int_equal(f->events_of_case.starts[1], 2);

    jd__facts_free(f);
}

static void
names_split_at_the_first_two_slashes_and_come_back(void **state)
{
    (void)state;
    struct jd_error err = {0};
    struct jd__facts *f = NULL;
    assert_jd_ok(build_world(NULL, &f, &err));
    static const char *const good[] = {"a/person/p1", "b/event/e/1", "a/case/17-1"};

    for (size_t i = 0; i < 3; i++) {
        struct jd__name name = {0};
        struct jd__buf text;
        jd__buf_init(&text, NULL, 1, 0);
        assert_jd_ok(jd__facts_name(f, jd__str(good[i]), &name, &err));
        assert_int_equal(name.kind, i);
        assert_jd_ok(jd__facts_write_name(f, name, &text, &err));
        assert_true(jd__str_is((struct jd_str){text.data, text.n}, good[i]));
        jd__buf_done(&text);
    }
    struct jd__name name = {0};
    assert_jd_status(jd__facts_name(f, jd__str("a/person"), &name, &err), JD_E_ARG);
    assert_jd_status(jd__facts_name(f, jd__str("a//p1"), &name, &err), JD_E_NOT_FOUND);
    assert_jd_status(
        jd__facts_name(f, jd__str("a/person/MARK"), &name, &err), JD_E_NOT_FOUND);
    assert_null(strstr(err.message, "MARK"));
    assert_jd_status(
        jd__facts_name(f, jd__str("b/case/17-1"), &name, &err), JD_E_NOT_FOUND);

    jd__facts_free(f);
}

static void
a_closed_view_shows_no_role_without_both_its_ends_and_nothing_later(void **state)
{
    (void)state;
    struct jd_error err = {0};
    struct jd__facts *f = NULL;
    struct jd__view *view = NULL;
    assert_jd_ok(build_world(NULL, &f, &err));
    assert_jd_ok(jd__view_new(NULL, f, &view, &err));
    assert_false(jd__sees_record(view, 0) || jd__sees_role(view, 0));

    jd__bit_set(view->records, 1);
    for (uint32_t i = 0; i < 3; i++)
        jd__bit_set(view->roles, i);
    for (uint32_t i = 0; i < 2; i++)
        jd__bit_set(view->events, i);
    jd__bit_set(view->relations, 0);
    jd__view_close(view, 500);

    assert_false(jd__sees_role(view, 0));  /* its record is hidden */
    assert_false(jd__sees_event(view, 1)); /* it happened later */
    assert_false(jd__sees_role(view, 1));
    assert_true(jd__sees_role(view, 2));
    assert_false(jd__sees_relation(view, 0));
    jd__view_free(view);
    jd__facts_free(f);
}

static void
a_row_that_names_nothing_is_refused(void **state)
{
    (void)state;
    struct jd_error err = {0};
    struct jd__facts *f = NULL;
    assert_jd_ok(jd__facts_new(NULL, &f, &err));
    const struct jd__role role = {0};

    assert_jd_ok(jd__facts_add_role(f, &role, &err));
    assert_jd_status(jd__facts_finish(f, &err), JD_E_CORRUPT);

    jd__facts_free(f);
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    enum jd_status status = JD_E_NOMEM;
    for (size_t n = 0; status == JD_E_NOMEM; n++) {
        struct test_memory mem;
        struct jd__facts *f = NULL;
        struct jd__view *view = NULL;
        test_memory_init(&mem, n);
        status = build_world(&mem.alloc, &f, NULL);
        if (status == JD_OK)
            status = jd__view_new(&mem.alloc, f, &view, NULL);
        jd__view_free(view);
        jd__facts_free(f);
        assert_int_equal(mem.live_blocks, 0);
    }
    assert_int_equal(status, JD_OK);
}

TEST_MAIN(cmocka_unit_test(what_hangs_on_a_node_is_found_in_row_order),
    cmocka_unit_test(names_split_at_the_first_two_slashes_and_come_back),
    cmocka_unit_test(a_closed_view_shows_no_role_without_both_its_ends_and_nothing_later),
    cmocka_unit_test(a_row_that_names_nothing_is_refused),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks))
