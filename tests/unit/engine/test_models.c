/* SPDX-License-Identifier: Apache-2.0 */
/* test_models.c - the frozen models: each compiles, and pairs stand where they should. */
#include "jd_test.h"

#include "base/str.h"
#include "engine/models.h"

#include <string.h>

static const char *const KINDS[] = {"person", "organization", "phone", "account", "vehicle",
    "firearm", "place", "document", "parcel", "substance", "exhibit", "handle", "asset"};

static void
models_path(char path[static 512])
{
    char data[512];
    test_data_path("", data);
    (void)snprintf(path, 512, "%.480s/../../models", data);
}

static struct jd_io *
open_io(void)
{
    struct jd_error err = {0};
    struct jd_io_options options = jd_io_options_default();
    struct jd_io *io = NULL;
    options.threads = 1;
    assert_jd_ok(jd_io_new(NULL, &options, &io, &err));
    return io;
}

static struct jd__kind_model *
load(struct jd_io *io, const char *kind)
{
    char path[512];
    struct jd_error err = {0};
    struct jd__kind_model *model = NULL;
    models_path(path);
    assert_jd_ok(jd__kind_model_load(NULL, io, path, jd__str(kind), &model, &err));
    assert_non_null(model);
    return model;
}

/* Two records of one kind: "column=value;column=value" each. */
static struct jd__facts *
two_records(const char *kind, const char *const texts[static 2])
{
    struct jd_error err = {0};
    struct jd__facts *f = NULL;
    struct jd_column_spec specs[40];
    char names[40][32];
    uint32_t n = 0;
    char copy[2][400];
    for (int i = 0; i < 2; i++) { /* every column that either names */
        (void)snprintf(copy[i], sizeof(copy[i]), "%s", texts[i]);
        for (char *at = copy[i]; *at != '\0'; at += strcspn(at, ";"), at += *at == ';') {
            uint32_t k = 0;
            size_t size = strcspn(at, "=");
            while (
                k < n && (strlen(names[k]) != size + 5 || strncmp(names[k], at, size) != 0))
                k++;
            if (k == n) {
                (void)snprintf(names[n], 32, "%.*s_norm", (int)size, at);
                specs[n] = (struct jd_column_spec){names[n], JD_TYPE_TEXT};
                n++;
            }
        }
    }
    struct jd_table *table = NULL;
    jd_word words[4];
    const char *const known[] = {"a", kind, "r0", "r1"};
    assert_jd_ok(jd__facts_new(NULL, &f, &err));
    assert_jd_ok(jd_table_new(NULL, kind, specs, n, &table, &err));
    for (int i = 0; i < 2; i++)
        for (uint32_t c = 0; c < n; c++) {
            struct jd_value value = jd_null();
            for (const char *at = texts[i]; *at != '\0';) {
                size_t size = strcspn(at, "="), end = strcspn(at, ";");
                if (strlen(names[c]) == size + 5 && strncmp(names[c], at, size) == 0)
                    value = jd_text_of((struct jd_str){at + size + 1, end - size - 1});
                at += end + (at[end] == ';');
            }
            assert_jd_ok(jd_table_put(table, c, value, &err));
        }
    assert_jd_ok(jd_table_finish(table, &err));
    for (int i = 0; i < 4; i++)
        assert_jd_ok(jd__facts_word(f, jd__str(known[i]), &words[i], &err));
    struct jd__agency agency = {.id = words[0]};
    assert_jd_ok(jd__facts_add_agency(f, &agency, &err));
    assert_jd_ok(jd__facts_add_kind(f, words[1], table, &err));
    for (uint32_t i = 0; i < 2; i++) {
        struct jd__record record = {.id = words[2 + i], .row = i};
        assert_jd_ok(jd__facts_add_record(f, &record, &err));
    }
    assert_jd_ok(jd__facts_finish(f, &err));
    return f;
}

struct seen {
    const struct jd__kind_model *model;
    const struct jd__facts *facts;
    enum jd__band band;
    double weight;
    uint64_t rules;
    uint32_t n;
};

static enum jd_status
look(void *ctx, const struct jd_scored *pairs, struct jd_error *err)
{
    struct seen *seen = ctx;
    (void)err;
    seen->n += pairs->n;
    seen->band = jd__pair_standing(seen->model, pairs, 0, seen->facts, 0, 1).band;
    seen->weight = pairs->weight[0];
    seen->rules = pairs->rules[0];
    return JD_OK;
}

/* The band of a pair that blocking finds; apart when it finds none. */
static struct seen
stand(
    const struct jd__kind_model *model, const char *kind, const char *const texts[static 2])
{
    static const uint32_t records[] = {0, 1};
    struct jd_error err = {0};
    struct jd__facts *facts = two_records(kind, texts);
    struct jd__kind_linkage linkage = {0};
    struct seen seen = {.model = model, .facts = facts, .band = JD__APART};
    assert_jd_ok(jd__kind_linkage_init(&linkage, model, facts, records, 2, &err));
    assert_jd_ok(jd_linkage_predict(linkage.linkage, NULL, look, &seen, &err));
    jd__kind_linkage_done(&linkage);
    jd__facts_free(facts);
    return seen;
}

static void
every_kinds_model_compiles_and_runs(void **state)
{
    (void)state;
    struct jd_io *io = open_io();
    for (size_t k = 0; k < sizeof(KINDS) / sizeof(KINDS[0]); k++) {
        struct jd__kind_model *model = load(io, KINDS[k]);
        const char *const empty[] = {"x=1", "x=1"};
        assert_int_equal(stand(model, KINDS[k], empty).n, 0);
        assert_true(model->possible < model->joined);
        jd__kind_model_free(model);
    }
    jd_io_free(io);
}

static void
a_kind_without_a_file_has_no_model(void **state)
{
    (void)state;
    char path[512];
    struct jd_error err = {0};
    struct jd__kind_model *model = NULL;
    struct jd_io *io = open_io();
    models_path(path);
    assert_jd_ok(jd__kind_model_load(NULL, io, path, jd__str("dream"), &model, &err));
    assert_null(model);
    jd_io_free(io);
}

struct pair {
    const char *kind;
    const char *why;
    const char *texts[2];
    enum jd__band band;
};

#define JANE "given_name=jane;surname=marlowe;birth_date=1984-03-12;sex=f"
#define JIM "given_name=james;surname=smith;birth_date=1979-05-05;sex=m"

static const struct pair PAIRS[] = {
    {"person", "one fingerprint number",
        {JANE ";fbi_number=AB1234567", JANE ";fbi_number=AB1234567"}, JD__JOINED},
    {"person", "married: another surname, one state number",
        {JANE ";state_id=OH77",
            "given_name=jane;surname=okafor;birth_date=1984-03-12;sex=f;state_id=OH77"},
        JD__JOINED},
    {"person", "one address beside name and date",
        {JIM ";address=12 elm st", JIM ";address=12 elm st"}, JD__JOINED},
    {"person", "one phone beside name and date",
        {JIM ";phone=+16145550101", JIM ";phone=+16145550101"}, JD__JOINED},
    {"person", "a letter keyed wrong, one address",
        {"given_name=jonathan;surname=marlowe;birth_date=1984-03-12;address=12 elm st",
            "given_name=jonathon;surname=marlowe;birth_date=1984-03-12;address=12 elm st"},
        JD__JOINED},
    {"person", "given name and surname swapped, one phone",
        {JANE ";phone=+16145550101",
            "given_name=marlowe;surname=jane;birth_date=1984-03-12;"
            "sex=f;phone=+16145550101"},
        JD__JOINED},
    {"person", "name and birth date alone, a common name", {JIM, JIM}, JD__POSSIBLE},
    {"person", "name and birth date alone, a rare name",
        {"given_name=ottoline;surname=vandermeer;birth_date=1961-07-30",
            "given_name=ottoline;surname=vandermeer;birth_date=1961-07-30"},
        JD__POSSIBLE},
    {"person", "namesakes one digit apart",
        {JIM, "given_name=james;surname=smith;birth_date=1979-05-06;sex=m"}, JD__POSSIBLE},
    {"person", "twins at one address with one phone",
        {"given_name=anna;surname=okafor;birth_date=1990-11-02;address=7 oak "
         "av;phone=+16145550144",
            "given_name=ruth;surname=okafor;birth_date=1990-11-02;address=7 oak "
            "av;phone=+16145550144"},
        JD__POSSIBLE},
    {"person", "father and son at one address",
        {"given_name=otto;surname=vandermeer;birth_date=1961-07-30;sex=m;suffix=sr;address="
         "7 oak av",
            "given_name=otto;surname=vandermeer;birth_date=1989-02-11;sex=m;suffix=jr;"
            "address=7 oak av"},
        JD__POSSIBLE},
    {"person", "father and son without dates",
        {"given_name=otto;surname=vandermeer;address=7 oak av;phone=+16145550144",
            "given_name=otto;surname=vandermeer;address=7 oak av;phone=+16145550144"},
        JD__POSSIBLE},
    {"person", "a borrowed identity: prints say another",
        {JIM ";address=12 elm st;fbi_number=AB1234567",
            JIM ";address=12 elm st;fbi_number=XY9876543"},
        JD__APART},
    {"person", "numbers of two states",
        {JIM ";phone=+16145550101;state_id=OH1234567",
            JIM ";phone=+16145550101;state_id=FL7777777"},
        JD__JOINED},
    {"person", "a number keyed wrong",
        {JIM ";phone=+16145550101;fbi_number=AB1234567",
            JIM ";phone=+16145550101;fbi_number=AB1234576"},
        JD__JOINED},
    {"person", "nothing in common but a shelter",
        {"given_name=otto;surname=vandermeer;birth_date=1961-07-30;address=1 shelter way",
            "given_name=luis;surname=lopez;birth_date=1988-01-30;address=1 shelter way"},
        JD__APART},
    {"phone", "one number", {"number=+16145550101", "number=+16145550101"}, JD__JOINED},
    {"phone", "one number, another handset",
        {"number=+16145550101;imei=35", "number=+16145550101;imei=99"}, JD__JOINED},
    {"phone", "one handset, its number not known",
        {"imei=356938035643809", "imei=356938035643809"}, JD__JOINED},
    {"phone", "a recycled number",
        {"number=+16145550101;imei=35;imsi=310150123456789",
            "number=+16145550101;imei=99;imsi=310150999999999"},
        JD__POSSIBLE},
    {"account", "one wallet",
        {"number=bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
            "number=bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"},
        JD__JOINED},
    {"account", "one number at two banks",
        {"number=1234567;institution=first bank", "number=1234567;institution=union bank"},
        JD__POSSIBLE},
    {"vehicle", "one VIN",
        {"vin=1HGCM82633A004352", "vin=1HGCM82633A004352;plate=ABC123;plate_state=OH"},
        JD__JOINED},
    {"vehicle", "one plate of one state, one make",
        {"plate=ABC123;plate_state=OH;make=honda",
            "plate=ABC123;plate_state=OH;make=honda"},
        JD__JOINED},
    {"vehicle", "one plate, two VINs",
        {"plate=ABC123;plate_state=OH;vin=1HGCM82633A004352",
            "plate=ABC123;plate_state=OH;vin=2T1BURHE5JC034340"},
        JD__APART},
    {"firearm", "serial and make", {"serial=A77;make=colt", "serial=A77;make=colt"},
        JD__JOINED},
    {"firearm", "a serial without a make", {"serial=A77", "serial=A77"}, JD__POSSIBLE},
    {"place", "address and city",
        {"address=12 elm st;city=columbus", "address=12 elm st;city=columbus"}, JD__JOINED},
    {"place", "the same street in another city",
        {"address=12 elm st;city=columbus", "address=12 elm st;city=dayton"}, JD__APART},
    {"document", "number", {"number=RX7781", "number=RX7781"}, JD__JOINED},
    {"parcel", "tracking number", {"tracking_number=LZ1CN", "tracking_number=LZ1CN"},
        JD__JOINED},
    {"substance", "one profile under two names",
        {"profile=F7A1;name=fentanyl", "profile=F7A1;name=para fluorofentanyl"},
        JD__JOINED},
    {"substance", "fentanyl is everywhere",
        {"name=fentanyl;imprint=M30", "name=fentanyl;imprint=M30"}, JD__APART},
    {"exhibit", "number",
        {"number=17-1-3;description=phone", "number=17-1-3;description=black handset"},
        JD__JOINED},
    {"handle", "a name on one market",
        {"name=whitesnow;market=bazaar", "name=whitesnow;market=bazaar"}, JD__JOINED},
    {"handle", "one key under two names",
        {"name=whitesnow;market=bazaar;key=9F1", "name=snow2;market=agora;key=9F1"},
        JD__JOINED},
    {"handle", "a name on two markets",
        {"name=whitesnow;market=bazaar", "name=whitesnow;market=agora"}, JD__POSSIBLE},
    {"organization", "a registration under two scripts",
        {"name=kaneva treyding ood;registration=203811",
            "name=kaneva trading ltd;registration=203811"},
        JD__JOINED},
    {"organization", "a name alone", {"name=sunrise pharmacy", "name=sunrise pharmacy"},
        JD__POSSIBLE},
    {"organization", "name and address",
        {"name=sunrise pharmacy;address=1 main st",
            "name=sunrise pharmacy;address=1 main st"},
        JD__JOINED},
    {"asset", "identifier", {"identifier=N1234X", "identifier=N1234X"}, JD__JOINED},
};

static void
pairs_stand_where_they_should(void **state)
{
    (void)state;
    struct jd_io *io = open_io();
    struct jd__kind_model *model = NULL;
    const char *kind = "";
    int wrong = 0;
    for (size_t i = 0; i < sizeof(PAIRS) / sizeof(PAIRS[0]); i++) {
        const struct pair *pair = &PAIRS[i];
        if (strcmp(kind, pair->kind) != 0) {
            jd__kind_model_free(model);
            model = load(io, pair->kind);
            kind = pair->kind;
        }
        struct seen seen = stand(model, kind, pair->texts);
        if (seen.band != pair->band) {
            print_message("%s, %s: band %d, not %d, at %.1f bits\n", kind, pair->why,
                (int)seen.band, (int)pair->band, seen.weight);
            wrong++;
        }
    }
    jd__kind_model_free(model);
    jd_io_free(io);
    assert_int_equal(wrong, 0);
}

TEST_MAIN(cmocka_unit_test(every_kinds_model_compiles_and_runs),
    cmocka_unit_test(a_kind_without_a_file_has_no_model),
    cmocka_unit_test(pairs_stand_where_they_should))
