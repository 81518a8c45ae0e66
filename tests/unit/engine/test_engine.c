/* SPDX-License-Identifier: Apache-2.0 */
/* test_engine.c - two agencies from folder to answer, and what the hidden may not move. */
#include "jd_test.h"

#include <joinder/questions.h>

#include "os/file.h"

#include <stdlib.h>
#include <string.h>

/* 2018-06-01, so that a store made twice is made alike. */
static const int64_t NOW = INT64_C(1527811200) * 1000000;
static const char *const FILES[] = {"agency.json", "person.csv", "phone.csv", "event.csv",
    "role.csv", "relation.csv", "assertion.csv"};
static const char *const NAMES[] = {"alpha-pd/person/p1", "alpha-pd/person/p2",
    "alpha-pd/person/p3", "alpha-pd/person/p4", "alpha-pd/person/p5", "beta-so/person/b1",
    "beta-so/person/b2", "beta-so/person/b3", "beta-so/person/b4", "beta-so/person/b5",
    "alpha-pd/phone/ph1", "beta-so/phone/ph9", "alpha-pd/event/e1", "alpha-pd/event/e4",
    "beta-so/event/e7", "beta-so/event/e9", "alpha-pd/case/17-001", "beta-so/case/17-900",
    "beta-so/case/16-400", "beta-so/person/nobody"};
enum { N_NAMES = sizeof(NAMES) / sizeof(NAMES[0]) };

struct trial {
    char folder[256];
    struct jd_engine *engine;
};

/* Does a line of a table begin with, or name, one of these ids (each as ",id,")? */
static bool
names_one(const char *line, size_t size, const char *ids)
{
    char fields[600], id[40];
    if (ids == NULL || line == NULL || size > 500)
        return false;
    (void)snprintf(fields, sizeof(fields), ",%.*s,", (int)size, line);
    for (const char *at = ids; *at != '\0'; at += strcspn(at, " "), at += *at == ' ') {
        size_t length = strcspn(at, " ");
        assert_true(length + 3 <= sizeof(id));
        id[0] = ',';
        memcpy(id + 1, at, length);
        memcpy(id + 1 + length, ",", 2);
        if (strstr(fields, id) != NULL)
            return true;
    }
    return false;
}

/* Copy an agency's folder without the rows that name one of the ids; `seal` ids get a class. */
static void
copy_agency(const char *to, const char *agency, const char *without, const char *seal)
{
    for (size_t f = 0; f < sizeof(FILES) / sizeof(FILES[0]); f++) {
        char path[512], name[300];
        size_t size = 0, kept = 0;
        (void)snprintf(name, sizeof(name), "two-agencies/%s/%s", agency, FILES[f]);
        test_data_path(name, path);
        char *text = test_file_read(path, &size);
        char *out = malloc(size * 2 + 1);
        assert_non_null(out);
        for (const char *line = text; *line != '\0';) {
            size_t n = strcspn(line, "\n");
            bool drop = f > 0 && names_one(line, n, without);
            if (!drop && f == 1 && names_one(line, n, seal)) {
                /* class is the last field but one of person.csv */
                size_t last = n;
                while (line[last - 1] != ',')
                    last--;
                kept += (size_t)snprintf(out + kept, size * 2 - kept, "%.*ssealed,%.*s\n",
                    (int)(last - 1), line, (int)(n - last), line + last);
            } else if (!drop) {
                memcpy(out + kept, line, n);
                kept += n;
                out[kept++] = '\n';
            }
            line += n + (line[n] == '\n');
        }
        (void)snprintf(path, sizeof(path), "%s/%s", to, FILES[f]);
        test_file_write(path, out, kept);
        free(out);
        free(text);
    }
}

static struct jd_asking
ask(const char *asker, const char *purpose, const char *case_number)
{
    struct jd_asking asking = jd_asking_default();
    asking.asker = asker;
    asking.purpose = purpose;
    asking.case_number = case_number;
    return asking;
}

static struct jd_asking
by_ann(void)
{
    return ask("ann@alpha-pd", "investigation", "17-001");
}

static struct jd_asking
by_operator(void)
{
    return ask("chief@records", "audit", NULL);
}

/* A store of both agencies, linked. */
static void
open_trial(struct trial *t, const char *without, const char *seal, bool with_beta)
{
    struct jd_error err = {0};
    char models[512], alpha[300], beta[300], store[300];
    struct jd_engine_options options = jd_engine_options_default();
    struct jd_asking asking = by_operator();
    struct jd_answer answer = {0};
    test_folder_make(t->folder);
    test_data_path("../../models", models);
    (void)snprintf(alpha, sizeof(alpha), "%s/alpha", t->folder);
    (void)snprintf(beta, sizeof(beta), "%s/beta", t->folder);
    (void)snprintf(store, sizeof(store), "%s/store", t->folder);
    assert_jd_ok(jd__folder_make(alpha, true, &err));
    assert_jd_ok(jd__folder_make(beta, true, &err));
    copy_agency(alpha, "alpha-pd", without, NULL);
    copy_agency(beta, "beta-so", without, seal);
    options.now = NOW;
    options.threads = 1;
    options.models_dir = models;
    assert_jd_ok(jd_engine_init(NULL, store, "chief@records", NOW, &err));
    assert_jd_ok(jd_engine_open(NULL, store, &options, &t->engine, &err));
    const char *const folders[] = {alpha, beta};
    assert_jd_ok(jd_engine_ingest(
        t->engine, &asking, folders, with_beta ? 2 : 1, -1, &answer, &err));
    jd_answer_done(&answer);
    assert_jd_ok(jd_engine_resolve(t->engine, &asking, &answer, &err));
    jd_answer_done(&answer);
}

static void
close_trial(struct trial *t)
{
    jd_engine_close(t->engine);
    test_folder_remove(t->folder);
}

static bool
says(const struct jd_answer *answer, const char *text)
{
    return answer->body != NULL && strstr(answer->body, text) != NULL;
}

static void
one_mans_records_of_two_agencies_are_shown_side_by_side(void **state)
{
    (void)state;
    struct trial t;
    struct jd_error err = {0};
    struct jd_answer answer = {0};
    struct jd_asking asking = by_ann();
    open_trial(&t, NULL, NULL, true);

    assert_jd_ok(jd_engine_show(t.engine, &asking, "beta-so/person/b1", &answer, &err));
    assert_true(says(&answer, "\"entity\":\"alpha-pd/person/p1\""));
    assert_true(says(&answer, "\"given_name\":\"Jonathan\""));
    assert_true(says(&answer, "\"given_name\":\"Jonathon\""));
    assert_true(says(&answer, "\"standing\":\"unverified\""));
    assert_true(says(&answer, "\"contact\":\"beta intake\""));
    assert_true(says(&answer, "\"kind\":\"cannot-link\",\"a\":\"alpha-pd/person/p1\""));
    assert_non_null(strstr(answer.receipt, "\"asker_is\":\"asserted\""));
    assert_non_null(strstr(answer.receipt, "\"leaf\":\""));
    jd_answer_done(&answer);
    close_trial(&t);
}

static void
namesakes_of_one_day_are_possible_and_a_borrowed_identity_is_apart(void **state)
{
    (void)state;
    struct trial t;
    struct jd_error err = {0};
    struct jd_answer answer = {0};
    struct jd_asking asking = by_ann();
    open_trial(&t, NULL, NULL, true);

    assert_jd_ok(jd_engine_why(
        t.engine, &asking, "alpha-pd/person/p3", "beta-so/person/b2", &answer, &err));
    assert_true(says(&answer, "\"band\":\"possible\""));
    assert_true(says(&answer, "\"one_entity\":false"));
    jd_answer_done(&answer);
    assert_jd_ok(jd_engine_why(
        t.engine, &asking, "alpha-pd/person/p1", "beta-so/person/b5", &answer, &err));
    assert_true(says(&answer, "\"band\":\"apart\""));
    assert_true(says(&answer, "\"conflict\":\"fbi_number\""));
    jd_answer_done(&answer);
    assert_jd_status(jd_engine_why(t.engine, &asking, "alpha-pd/person/p1",
                         "alpha-pd/phone/ph1", &answer, &err),
        JD_E_ARG);
    close_trial(&t);
}

static void
a_phone_leads_from_one_agencys_case_to_anothers(void **state)
{
    (void)state;
    struct trial t;
    struct jd_error err = {0};
    struct jd_answer answer = {0}, many[2];
    struct jd_asking asking = by_ann();
    const char *const names[] = {"alpha-pd/case/17-001", "alpha-pd/event/e2"};
    open_trial(&t, NULL, NULL, true);

    assert_jd_ok(jd_engine_extend(t.engine, &asking, names[0], NULL, &answer, &err));
    assert_true(says(&answer, "\"ends\":[\"beta-so/case/17-900\"]"));
    assert_true(
        says(&answer, "\"in\":\"alpha-pd/phone/ph1\",\"out\":\"beta-so/phone/ph9\""));
    assert_jd_ok(jd_engine_extend_many(t.engine, &asking, names, 2, NULL, many, &err));
    assert_string_equal(many[0].body, answer.body);
    assert_string_not_equal(many[0].receipt, many[1].receipt);
    jd_answer_done(&many[0]);
    jd_answer_done(&many[1]);
    jd_answer_done(&answer);
    close_trial(&t);
}

static void
search_finds_a_number_as_anyone_writes_it(void **state)
{
    (void)state;
    static const char *const ways[] = {
        "614-555-0101", "(614) 555 0101", "+1 614 555 0101", "6145550101"};
    struct trial t;
    struct jd_error err = {0};
    struct jd_asking asking = by_ann();
    open_trial(&t, NULL, NULL, true);
    for (size_t i = 0; i < 4; i++) {
        struct jd_answer answer = {0};
        struct jd_search_field field = {"phone", NULL, ways[i]};
        struct jd_search_options options = jd_search_options_default();
        options.fields = &field;
        options.n_fields = 1;
        assert_jd_ok(jd_engine_search(t.engine, &asking, &options, &answer, &err));
        assert_true(says(&answer, "\"found\":1"));
        assert_true(says(&answer, "\"entity\":\"alpha-pd/phone/ph1\""));
        jd_answer_done(&answer);
    }
    close_trial(&t);
}

static void
hidden_and_missing_are_one_answer(void **state)
{
    (void)state;
    struct trial t;
    struct jd_error hidden = {0}, missing = {0};
    struct jd_answer answer = {0};
    struct jd_asking asking = by_ann();
    open_trial(&t, NULL, NULL, true);

    assert_jd_status(
        jd_engine_show(t.engine, &asking, "beta-so/person/b3", &answer, &hidden),
        JD_E_NOT_FOUND);
    assert_jd_status(
        jd_engine_show(t.engine, &asking, "beta-so/person/b99", &answer, &missing),
        JD_E_NOT_FOUND);
    assert_string_equal(hidden.message, missing.message);
    assert_null(answer.body);
    close_trial(&t);
}

static void
what_is_denied_is_denied_before_anything_is_looked_up(void **state)
{
    (void)state;
    struct trial t;
    struct jd_error err = {0};
    struct jd_answer answer = {0};
    const struct jd_asking wrong[] = {ask("ann@alpha-pd", "audit", NULL),
        ask("ann@alpha-pd", "investigation", NULL),
        ask("ann@alpha-pd", "investigation", "17-900"),
        ask("zoe@alpha-pd", "investigation", "17-001"),
        ask("chief@records", "investigation", "17-001"),
        ask("ann@alpha-pd", "curiosity", "17-001")};
    open_trial(&t, NULL, NULL, true);

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        for (int missing = 0; missing < 2; missing++)
            assert_jd_status(jd_engine_show(t.engine, &wrong[i],
                                 missing ? "x/y/z" : "alpha-pd/person/p1", &answer, &err),
                JD_E_DENIED);
    struct jd_asking asking = by_ann();
    assert_jd_status(jd_engine_resolve(t.engine, &asking, &answer, &err), JD_E_DENIED);
    asking.as_of = "yesterday";
    assert_jd_status(
        jd_engine_show(t.engine, &asking, "alpha-pd/person/p1", &answer, &err), JD_E_ARG);
    close_trial(&t);
}

static void
what_had_not_happened_by_a_day_is_not_shown_as_of_it(void **state)
{
    (void)state;
    struct trial t;
    struct jd_error err = {0};
    struct jd_answer answer = {0};
    struct jd_asking asking = by_ann();
    open_trial(&t, NULL, NULL, true);

    asking.as_of = "2017-03-31";
    assert_jd_ok(jd_engine_show(t.engine, &asking, "beta-so/person/b1", &answer, &err));
    assert_false(says(&answer, "beta-so/event/e7"));
    jd_answer_done(&answer);
    asking.as_of = NULL;
    asking.known_at = "2017-03-31";
    assert_jd_status(jd_engine_show(t.engine, &asking, "beta-so/person/b1", &answer, &err),
        JD_E_NOT_FOUND);
    close_trial(&t);
}

static void
the_operator_counts_all_and_reads_no_restricted_row(void **state)
{
    (void)state;
    struct trial t;
    struct jd_error err = {0};
    struct jd_table *table = NULL;
    struct jd_answer answer = {0};
    struct jd_engine_counts counts = {.struct_size = sizeof(counts)};
    struct jd_asking asking = by_operator();
    open_trial(&t, NULL, NULL, true);

    assert_jd_ok(jd_engine_count(t.engine, &asking, &counts, NULL, &err));
    assert_int_equal(counts.records, 12);
    assert_int_equal(counts.agencies, 2);
    assert_int_equal(counts.entities, 9); /* p1 b1, p2 b3, ph1 ph9 are three of twelve */
    assert_jd_ok(jd_engine_entities(t.engine, &asking, &table, NULL, &err));
    assert_int_equal(jd_table_n_rows(table), 12);
    assert_jd_status(jd_engine_show(t.engine, &asking, "beta-so/person/b3", &answer, &err),
        JD_E_NOT_FOUND);
    jd_table_free(table);
    close_trial(&t);
}

static void
tables_are_the_operators_for_evaluation_and_hold_what_he_reads(void **state)
{
    (void)state;
    struct trial t;
    struct jd_error err = {0};
    struct jd_engine_tables tables = {.struct_size = sizeof(tables)};
    struct jd_asking audit = by_operator(), evaluation = by_operator();
    evaluation.purpose = "evaluation";
    open_trial(&t, NULL, NULL, true);

    assert_jd_status(jd_engine_tables(t.engine, &audit, &tables, NULL, &err), JD_E_DENIED);
    assert_null(tables.nodes);
    assert_jd_ok(jd_engine_tables(t.engine, &evaluation, &tables, NULL, &err));
    assert_int_equal(
        jd_table_n_rows(tables.nodes), 17); /* 12 records less b3, p4; 7 events */
    assert_int_equal(jd_table_n_rows(tables.people), 8);
    assert_int_equal(jd_table_n_rows(tables.links), 4);
    assert_true(jd_table_get(tables.nodes, 4, 0).integer == 0); /* p1 names its entity */
    jd_engine_tables_done(&tables);
    assert_null(tables.links);
    close_trial(&t);
}

/* ---- non-interference ---- */

static void
compare(const char *what, enum jd_status a, const struct jd_answer *x, enum jd_status b,
    const struct jd_answer *y)
{
    if (a != b)
        fail_msg("%s: %s or %s", what, jd_status_name(a), jd_status_name(b));
    if (a == JD_OK && strcmp(x->body, y->body) != 0)
        fail_msg("%s:\n%s\n%s", what, x->body, y->body);
}

/* One question of a name to one engine. */
static enum jd_status
ask_verb(struct jd_engine *e, const struct jd_asking *asking, const char *verb,
    const char *name, struct jd_answer *answer, struct jd_error *err)
{
    struct jd_overlap_options overlap = jd_overlap_options_default();
    overlap.of_case = strstr(name, "/case/") != NULL ? name : NULL;
    if (strcmp(verb, "show") == 0)
        return jd_engine_show(e, asking, name, answer, err);
    if (strcmp(verb, "extend") == 0)
        return jd_engine_extend(e, asking, name, NULL, answer, err);
    if (strcmp(verb, "reach") == 0)
        return jd_engine_reach(e, asking, name, 3, answer, err);
    if (strcmp(verb, "how") == 0)
        return jd_engine_how(e, asking, name, answer, err);
    if (strcmp(verb, "overlap") == 0)
        return jd_engine_overlap(e, asking, &overlap, answer, err);
    if (strcmp(verb, "review") == 0)
        return jd_engine_review(e, asking, NULL, answer, err);
    return jd_engine_why(e, asking, name,
        strstr(name, "/event/") != NULL ? "alpha-pd/event/e1" : "alpha-pd/person/p1",
        answer, err);
}

static void
compare_names(struct jd_engine *with, struct jd_engine *without, struct jd_asking asking)
{
    static const char *const verbs[] = {
        "show", "extend", "reach", "how", "overlap", "review", "why"};
    for (size_t i = 0; i < N_NAMES; i++)
        for (size_t verb = 0; verb < sizeof(verbs) / sizeof(verbs[0]); verb++) {
            struct jd_error err[2] = {{0}, {0}};
            struct jd_answer answers[2] = {{0}, {0}};
            char what[100];
            enum jd_status a =
                ask_verb(with, &asking, verbs[verb], NAMES[i], &answers[0], &err[0]);
            enum jd_status b =
                ask_verb(without, &asking, verbs[verb], NAMES[i], &answers[1], &err[1]);
            (void)snprintf(what, sizeof(what), "%s %s", verbs[verb], NAMES[i]);
            compare(what, a, &answers[0], b, &answers[1]);
            assert_string_equal(err[0].message, err[1].message);
            jd_answer_done(&answers[0]);
            jd_answer_done(&answers[1]);
        }
}

static void
compare_searches(struct jd_engine *with, struct jd_engine *without, struct jd_asking asking)
{
    static const char *const texts[] = {"okafor", "jonathan marlowe", "smith",
        "7 oak avenue", "614 555 0144", "OH7654321", "columbus", "1990-11-02"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct jd_error err = {0};
        struct jd_answer x = {0}, y = {0};
        struct jd_search_field field = {NULL, NULL, texts[i]};
        struct jd_search_options options = jd_search_options_default();
        options.fields = &field;
        options.n_fields = 1;
        enum jd_status a = jd_engine_search(with, &asking, &options, &x, &err);
        enum jd_status b = jd_engine_search(without, &asking, &options, &y, &err);
        compare(texts[i], a, &x, b, &y);
        jd_answer_done(&x);
        jd_answer_done(&y);
    }
}

static void
compare_counts(struct jd_engine *with, struct jd_engine *without, struct jd_asking asking)
{
    struct jd_error err = {0};
    struct jd_answer x = {0}, y = {0};
    struct jd_engine_counts counts = {.struct_size = sizeof(counts)};
    enum jd_status a = jd_engine_count(with, &asking, &counts, &x, &err);
    enum jd_status b = jd_engine_count(without, &asking, &counts, &y, &err);
    compare("counts", a, &x, b, &y);
    jd_answer_done(&x);
    jd_answer_done(&y);
}

static void
an_answer_is_that_of_a_store_which_never_held_the_hidden(void **state)
{
    (void)state;
    /* What is sealed besides b3, and so hidden from ann. */
    static const char *const sealed[][2] = {{NULL, "b3"}, {"b1", "b1 b3"}, {"b5", "b3 b5"},
        {"b2 b4", "b2 b3 b4"}, {"b1 b2 b4 b5", "b1 b2 b3 b4 b5"}};
    for (size_t i = 0; i < sizeof(sealed) / sizeof(sealed[0]); i++) {
        struct trial with, without;
        open_trial(&with, NULL, sealed[i][0], true);
        open_trial(&without, sealed[i][1], NULL, true);
        compare_names(with.engine, without.engine, by_ann());
        compare_searches(with.engine, without.engine, by_ann());
        compare_counts(with.engine, without.engine, by_ann());
        close_trial(&with);
        close_trial(&without);
    }
}

static void
a_clerk_to_whom_nothing_is_shared_sees_her_agency_alone(void **state)
{
    (void)state;
    struct trial with, without;
    struct jd_asking carl = ask("carl@alpha-pd", "investigation", "17-001");
    open_trial(&with, NULL, NULL, true);
    open_trial(&without, NULL, NULL, false);
    compare_names(with.engine, without.engine, carl);
    compare_searches(with.engine, without.engine, carl);
    compare_counts(with.engine, without.engine, carl);
    close_trial(&with);
    close_trial(&without);
}

static void
a_store_is_made_once_and_held_once(void **state)
{
    (void)state;
    struct trial t;
    struct jd_error err = {0};
    struct jd_engine *second = NULL;
    char store[300], marker[400];
    open_trial(&t, NULL, NULL, false);
    (void)snprintf(store, sizeof(store), "%s/store", t.folder);
    (void)snprintf(marker, sizeof(marker), "%s/nothing", t.folder);

    assert_jd_status(
        jd_engine_init(NULL, store, "chief@records", NOW, &err), JD_E_CONFLICT);
    assert_jd_status(jd_engine_init(NULL, marker, "chief", NOW, &err), JD_E_ARG);
    assert_jd_status(jd_engine_open(NULL, store, NULL, &second, &err), JD_E_CONFLICT);
    assert_jd_status(jd_engine_open(NULL, marker, NULL, &second, &err), JD_E_NOT_FOUND);
    assert_jd_status(jd_engine_check(NULL, store, NULL, &err), JD_E_CONFLICT);
    jd_engine_close(t.engine);
    t.engine = NULL;
    assert_jd_ok(jd_engine_check(NULL, store, NULL, &err));
    close_trial(&t);
}

/* Open, ask in many ways, close, with memory that fails after some requests. */
static enum jd_status
ask_all(const struct jd_alloc *alloc, const char *store, const char *models)
{
    struct jd_engine *engine = NULL;
    struct jd_engine_options options = jd_engine_options_default();
    struct jd_search_field field = {NULL, NULL, "marlowe"};
    struct jd_search_options search = jd_search_options_default();
    struct jd_asking asking = by_ann();
    struct jd_answer answers[7];
    memset(answers, 0, sizeof(answers));
    options.now = NOW;
    options.threads = 1;
    options.models_dir = models;
    search.fields = &field;
    search.n_fields = 1;
    enum jd_status status = jd_engine_open(alloc, store, &options, &engine, NULL);
    if (status == JD_OK)
        status = jd_engine_show(engine, &asking, "alpha-pd/person/p1", &answers[0], NULL);
    if (status == JD_OK)
        status = jd_engine_why(
            engine, &asking, "alpha-pd/person/p1", "beta-so/person/b1", &answers[1], NULL);
    if (status == JD_OK)
        status = jd_engine_search(engine, &asking, &search, &answers[2], NULL);
    if (status == JD_OK)
        status = jd_engine_extend(
            engine, &asking, "alpha-pd/case/17-001", NULL, &answers[3], NULL);
    if (status == JD_OK)
        status = jd_engine_how(engine, &asking, "alpha-pd/person/p1", &answers[4], NULL);
    if (status == JD_OK)
        status = jd_engine_review(engine, &asking, NULL, &answers[5], NULL);
    if (status == JD_OK)
        status = jd_engine_overlap(engine, &asking, NULL, &answers[6], NULL);
    for (int i = 0; i < 7; i++)
        jd_answer_done(&answers[i]);
    jd_engine_close(engine);
    return status;
}

static void
failed_allocations_are_reported_and_nothing_leaks(void **state)
{
    (void)state;
    struct trial t;
    char store[300], models[512];
    enum jd_status status = JD_E_NOMEM;
    open_trial(&t, NULL, NULL, true);
    (void)snprintf(store, sizeof(store), "%s/store", t.folder);
    test_data_path("../../models", models);
    jd_engine_close(t.engine);
    t.engine = NULL;
    /* Each of the first requests, then a sample: a verb makes many thousands. */
    for (size_t n = 0; status == JD_E_NOMEM; n += 1 + n / 12) {
        struct test_memory mem;
        test_memory_init(&mem, n);
        status = ask_all(&mem.alloc, store, models);
        if (mem.live_blocks != 0)
            fail_msg("%zu blocks left after %zu requests", mem.live_blocks, n);
    }
    assert_int_equal(status, JD_OK);
    close_trial(&t);
}

TEST_MAIN(cmocka_unit_test(one_mans_records_of_two_agencies_are_shown_side_by_side),
    cmocka_unit_test(namesakes_of_one_day_are_possible_and_a_borrowed_identity_is_apart),
    cmocka_unit_test(a_phone_leads_from_one_agencys_case_to_anothers),
    cmocka_unit_test(search_finds_a_number_as_anyone_writes_it),
    cmocka_unit_test(hidden_and_missing_are_one_answer),
    cmocka_unit_test(what_is_denied_is_denied_before_anything_is_looked_up),
    cmocka_unit_test(what_had_not_happened_by_a_day_is_not_shown_as_of_it),
    cmocka_unit_test(the_operator_counts_all_and_reads_no_restricted_row),
    cmocka_unit_test(tables_are_the_operators_for_evaluation_and_hold_what_he_reads),
    cmocka_unit_test(an_answer_is_that_of_a_store_which_never_held_the_hidden),
    cmocka_unit_test(a_clerk_to_whom_nothing_is_shared_sees_her_agency_alone),
    cmocka_unit_test(a_store_is_made_once_and_held_once),
    cmocka_unit_test(failed_allocations_are_reported_and_nothing_leaks))
