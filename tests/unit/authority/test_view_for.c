/* SPDX-License-Identifier: Apache-2.0 */
/* test_view_for.c - bitmaps against a decision for each row. */
#include "jd_test.h"

#include "authority/authority.h"
#include "base/str.h"

static const char *const AGENCIES[] = {"a", "b", "c"};
static const char *const KINDS[] = {"person", "phone"};
static const char *const CLASSES[] = {NULL, "sealed", "juvenile", "intelligence"};
enum { N_ROWS = 60 };

static uint32_t
random_class(struct jd__facts *f, uint64_t *seed)
{
    jd_word word = JD_NONE;
    const char *text = CLASSES[test_random(seed, 12) < 8 ? 0 : test_random(seed, 4)];
    struct jd_error err = {0};
    if (text != NULL)
        assert_jd_ok(jd__facts_word(f, jd__str(text), &word, &err));
    return word;
}

static jd_word
word_of(struct jd__facts *f, const char *text, uint32_t number)
{
    struct jd_error err = {0};
    char buffer[32];
    jd_word word = 0;
    (void)snprintf(buffer, sizeof(buffer), text, number);
    assert_jd_ok(jd__facts_word(f, jd__str(buffer), &word, &err));
    return word;
}

static struct jd__facts *
random_facts(uint64_t *seed)
{
    struct jd_error err = {0};
    struct jd__facts *f = NULL;
    assert_jd_ok(jd__facts_new(NULL, &f, &err));
    for (uint32_t i = 0; i < 3; i++) {
        struct jd__agency agency = {.id = word_of(f, AGENCIES[i], i)};
        assert_jd_ok(jd__facts_add_agency(f, &agency, &err));
    }
    for (uint32_t i = 0; i < 2; i++)
        assert_jd_ok(jd__facts_add_kind(f, word_of(f, KINDS[i], i), NULL, &err));
    for (uint32_t i = 0; i < N_ROWS; i++) {
        struct jd__record record = {.agency = (uint16_t)test_random(seed, 3),
            .kind = (uint16_t)test_random(seed, 2),
            .id = word_of(f, "r%u", i),
            .control = {.item_class = random_class(f, seed)}};
        struct jd__event event = {.agency = (uint16_t)test_random(seed, 3),
            .id = word_of(f, "e%u", i),
            .kind = word_of(f, "arrest", i),
            .at = {test_random(seed, 100), 100},
            .control = {.item_class = random_class(f, seed)}};
        assert_jd_ok(jd__facts_add_record(f, &record, &err));
        assert_jd_ok(jd__facts_add_event(f, &event, &err));
    }
    for (uint32_t i = 0; i < N_ROWS; i++) {
        struct jd__role role = {.record = test_random(seed, N_ROWS),
            .event = test_random(seed, N_ROWS),
            .role = word_of(f, "arrestee", i),
            .control = {.item_class = random_class(f, seed)}};
        struct jd__relation relation = {.agency = (uint16_t)test_random(seed, 3),
            .kind = word_of(f, "owns", i),
            .from = test_random(seed, N_ROWS),
            .to = test_random(seed, N_ROWS) | (test_random(seed, 2) ? JD__EVENT_BIT : 0),
            .valid_from = {JD__NO_TIME, JD__NO_TIME},
            .control = {.item_class = random_class(f, seed)}};
        assert_jd_ok(jd__facts_add_role(f, &role, &err));
        assert_jd_ok(jd__facts_add_relation(f, &relation, &err));
    }
    assert_jd_ok(jd__facts_finish(f, &err));
    return f;
}

static struct jd__policy *
random_policy(const struct jd_alloc *alloc, uint64_t *seed)
{
    static const char *const to[] = {"*", "a", "b"},
                             *const items[] = {"*", "person", "event", "relation", "sealed",
                                 "juvenile"},
                             *const answers[] = {"none", "count", "pointer", "full"};
    struct jd__policy *policy = NULL;
    if (jd__policy_new(alloc, jd__str("op@joinder"), &policy, NULL) != JD_OK)
        return NULL;
    for (int a = 0; a < 3; a++) {
        char json[1024];
        int at = snprintf(json, sizeof(json), "{\"id\":\"%s\",\"sharing\":[", AGENCIES[a]);
        for (uint32_t i = 0, n = test_random(seed, 5); i < n; i++)
            at += snprintf(json + at, sizeof(json) - (size_t)at,
                "%s{\"to\":\"%s\",\"role_kind\":\"*\",\"item\":\"%s\",\"answer\":\"%s\"}",
                i > 0 ? "," : "", to[test_random(seed, 3)], items[test_random(seed, 6)],
                answers[test_random(seed, 4)]);
        (void)snprintf(json + at, sizeof(json) - (size_t)at, "]}");
        if (jd__policy_add(policy, jd__str(json), NULL) != JD_OK) {
            jd__policy_free(policy);
            return NULL;
        }
    }
    return policy;
}

struct trial {
    const struct jd__policy *policy;
    const struct jd__facts *facts;
    struct jd__asker asker;
    enum jd__answer least;
};

static bool
gets(const struct trial *t, uint32_t agency, const char *kind, jd_word item_class)
{
    struct jd__item item = {jd__facts_text(t->facts, jd__agencies(t->facts)[agency].id),
        jd__str(kind), jd__facts_text(t->facts, item_class)};
    return jd__decide(t->policy, &t->asker, &item).answer >= t->least;
}

static bool
gets_record(const struct trial *t, uint32_t i, jd_word item_class)
{
    const struct jd__record *r = &jd__records(t->facts)[i];
    return gets(t, r->agency, KINDS[r->kind], item_class);
}

static bool
gets_event(const struct trial *t, uint32_t i, jd_word item_class)
{
    const struct jd__event *e = &jd__events(t->facts)[i];
    return e->at.earliest <= 50 && gets(t, e->agency, "event", item_class);
}

static bool
gets_node(const struct trial *t, uint32_t node)
{
    if (node & JD__EVENT_BIT) {
        uint32_t e = node & ~JD__EVENT_BIT;
        return gets_event(t, e, jd__events(t->facts)[e].control.item_class);
    }
    return gets_record(t, node, jd__records(t->facts)[node].control.item_class);
}

static void
check_rows(const struct trial *t, const struct jd__view *view)
{
    const struct jd__facts *f = t->facts;
    for (uint32_t i = 0; i < N_ROWS; i++) {
        const struct jd__role *role = &jd__roles(f)[i];
        const struct jd__relation *relation = &jd__relations(f)[i];
        bool ends = gets_node(t, role->record) && gets_node(t, role->event | JD__EVENT_BIT);
        jd_word own = role->control.item_class;
        bool stricter = own == JD_NONE || (gets_record(t, role->record, own) &&
                                              gets_event(t, role->event, own));
        assert_int_equal(jd__sees_record(view, i), gets_node(t, i));
        assert_int_equal(jd__sees_event(view, i), gets_node(t, i | JD__EVENT_BIT));
        assert_int_equal(jd__sees_role(view, i), ends && stricter);
        assert_int_equal(jd__sees_relation(view, i),
            gets_node(t, relation->from) && gets_node(t, relation->to) &&
                gets(t, relation->agency, "relation", relation->control.item_class));
    }
}

static void
every_row_is_as_its_own_decision(void **state)
{
    (void)state;
    for (uint64_t start = 0; start < 200; start++) {
        uint64_t seed = start;
        struct jd_error err = {0};
        struct jd__facts *facts = random_facts(&seed);
        struct jd__policy *policy = random_policy(NULL, &seed);
        bool operator_asks = test_random(&seed, 4) == 0;
        struct trial t = {policy, facts,
            {jd__str("x"), jd__str(operator_asks ? "joinder" : AGENCIES[start % 3]),
                jd__str("clerk"), JD__PURPOSE_AUDIT, operator_asks},
            test_random(&seed, 2) ? JD__ANSWER_FULL : JD__ANSWER_COUNT};
        struct jd__view *view = NULL;
        assert_jd_ok(jd__view_for(policy, &t.asker, t.least, 50, facts, &view, &err));
        check_rows(&t, view);
        jd__view_free(view);
        jd__policy_free(policy);
        jd__facts_free(facts);
    }
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    uint64_t facts_seed = 7;
    struct jd__facts *facts = random_facts(&facts_seed);
    enum jd_status status = JD_E_NOMEM;
    for (size_t n = 0; status == JD_E_NOMEM; n++) {
        uint64_t seed = 1;
        struct test_memory mem;
        struct jd__view *view = NULL;
        struct jd__asker asker = {.agency = jd__str("a"), .role_kind = jd__str("clerk")};
        test_memory_init(&mem, n);
        struct jd__policy *policy = random_policy(&mem.alloc, &seed);
        if (policy != NULL)
            status = jd__view_for(
                policy, &asker, JD__ANSWER_FULL, JD__NO_TIME, facts, &view, NULL);
        assert_int_equal(view != NULL, policy != NULL && status == JD_OK);
        jd__view_free(view);
        jd__policy_free(policy);
        assert_int_equal(mem.live_blocks, 0);
    }
    assert_int_equal(status, JD_OK);
    jd__facts_free(facts);
}

TEST_MAIN(cmocka_unit_test(every_row_is_as_its_own_decision),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks))
