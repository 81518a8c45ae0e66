/* SPDX-License-Identifier: Apache-2.0 */
/* test_norm.c - normal forms of words, codes and numbers, by examples. */
#include "jd_test.h"

#include "io/norm.h"

#include <stdlib.h>
#include <string.h>

struct example {
    enum jd__form form;
    const char *text;
    const char *expected; /* NULL: null; "!": refused */
};

static struct jd__norm *
make(const char *country)
{
    struct jd_error err = {0};
    struct jd__norm *norm = NULL;
    const struct jd__norm_options options = {country, NULL, 0, NULL};
    assert_jd_ok(jd__norm_new(NULL, &options, &norm, &err));
    return norm;
}

static void
hold(struct jd__norm *norm, const struct example *examples, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct jd_error err = {0};
        struct jd_str out = {NULL, 0};
        const struct jd_str text = {examples[i].text, strlen(examples[i].text)};
        enum jd_status status = jd__norm(norm, examples[i].form, text, &out, &err);
        char got[256] = "(null)";
        if (status == JD_E_INPUT)
            (void)snprintf(got, sizeof(got), "!");
        else if (status != JD_OK)
            (void)snprintf(got, sizeof(got), "%s", err.message);
        else if (out.data != NULL)
            (void)snprintf(got, sizeof(got), "%.*s", (int)out.size, out.data);
        const char *expected =
            examples[i].expected != NULL ? examples[i].expected : "(null)";
        if (strcmp(got, expected) != 0)
            fail_msg("%s of \"%s\": \"%s\", not \"%s\"", jd__form_name(examples[i].form),
                examples[i].text, got, expected);
    }
}

#define HOLD(country, ...)                                                \
    do {                                                                  \
        const struct example examples_[] = {__VA_ARGS__};                 \
        struct jd__norm *norm_ = make(country);                           \
        hold(norm_, examples_, sizeof(examples_) / sizeof(examples_[0])); \
        jd__norm_free(norm_);                                             \
    } while (0)

static void
names_are_latin_words(void **state)
{
    (void)state;
    HOLD("US", {JD__FORM_NAME, "  O'Brien-Smith,  JOHN  Q. ", "obrien smith john q"},
        {JD__FORM_NAME, "José  de la Cruz", "jose de la cruz"},
        {JD__FORM_NAME, "Müller", "muller"}, {JD__FORM_NAME, "Straße", "strasse"},
        {JD__FORM_NAME, "Nguyễn Văn Đức", "nguyen van duc"},
        {JD__FORM_NAME, "İsmail Işık", "ismail isik"}, {JD__FORM_NAME, "Ｊｏｈｎ", "john"},
        {JD__FORM_NAME, "O’Neil", "oneil"}, {JD__FORM_NAME, "Łukasz", "lukasz"});
}

static void
names_of_other_scripts_are_written_as_abroad(void **state)
{
    (void)state;
    HOLD("US", {JD__FORM_NAME, "Щербаков Евгений", "shcherbakov yevgeniy"},
        {JD__FORM_NAME, "Юлия Хрущёва", "yuliya khrushcheva"},
        {JD__FORM_NAME, "Сергій Гнатюк", "serhiy hnatyuk"},
        {JD__FORM_NAME, "Новак Ђоковић", "novak dokovic"},
        {JD__FORM_NAME, "李小龙", "li xiaolong"}, {JD__FORM_NAME, "曾国藩", "zeng guofan"},
        {JD__FORM_NAME, "欧阳修", "ouyang xiu"},
        {JD__FORM_NAME, "诸葛孔明", "zhuge kongming"},
        {JD__FORM_NAME, "Li 小龙", "li xiao long"}, {JD__FORM_NAME, "이순신", "i sunsin"},
        {JD__FORM_NAME, "محمد", "mhmd"}, {JD__FORM_NAME, "فاطمة", "fatma"},
        {JD__FORM_NAME, "مصطفى", "mstfa"},
        {JD__FORM_NAME, "Γιώργος Παπαδόπουλος", "giorgos papadopoulos"},
        {JD__FORM_NAME, "やまだ たろう", "yamada tarou"});
}

static void
what_is_not_known_is_null(void **state)
{
    (void)state;
    HOLD("US", {JD__FORM_NAME, "", NULL}, {JD__FORM_NAME, " Unknown ", NULL},
        {JD__FORM_NAME, "N/A", NULL}, {JD__FORM_NAME, "FNU", NULL},
        {JD__FORM_NAME, "?!", NULL}, {JD__FORM_ID, "000000000", NULL},
        {JD__FORM_ID, "none", NULL}, {JD__FORM_PHONE, "000-000-0000", NULL},
        {JD__FORM_PHONE, "9999999999", NULL}, {JD__FORM_SEX, "U", NULL},
        {JD__FORM_TEXT, "  ", NULL}, {JD__FORM_TEXT, "None", "none"},
        {JD__FORM_DATE, "unk", NULL});
}

static void
codes_are_upper_case_letters_and_digits(void **state)
{
    (void)state;
    HOLD("US", {JD__FORM_ID, "oh-00 123/a", "OH00123A"}, {JD__FORM_ID, "００１２", "0012"},
        {JD__FORM_PLATE, "abc 12-34", "ABC1234"},
        {JD__FORM_VIN, "1hgcm82633a0o4352", "1HGCM82633A004352"},
        {JD__FORM_VIN, "1HGCM82633A004352X", "!"},
        {JD__FORM_HANDLE, " @Dark_Vendor ", "dark_vendor"},
        {JD__FORM_HANDLE, "John.Doe@Mail.Example", "john.doe@mail.example"},
        {JD__FORM_WALLET, " 1BoatSLRHtKNngkdXEeobR76b53LETtpyT\n",
            "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"},
        {JD__FORM_WALLET, "DE89 3704 0044", "DE8937040044"}, {JD__FORM_SEX, "Female", "f"},
        {JD__FORM_SEX, "1", "m"}, {JD__FORM_SEX, "Hombre", "m"},
        {JD__FORM_SEX, "non-binary", "x"}, {JD__FORM_SEX, "banana", "!"},
        {JD__FORM_TEXT, " Dark  BLUE\t(metallic) ", "dark blue (metallic)"},
        {JD__FORM_TEXT, "ÉCRU", "écru"});
}

static void
addresses_have_short_words(void **state)
{
    (void)state;
    HOLD("US",
        {JD__FORM_ADDRESS, "123 North Main Street, Apartment #4B", "123 n main st apt 4b"},
        {JD__FORM_ADDRESS, "123 N. Main St. #4B", "123 n main st apt 4b"},
        {JD__FORM_ADDRESS, "123 n main st unit 4b", "123 n main st apt 4b"},
        {JD__FORM_ADDRESS, "9 Elm Rd.#4#b#", "9 elm rd apt 4 apt b apt"},
        {JD__FORM_ADDRESS, "Fifth Avenue", "5th ave"},
        {JD__FORM_ADDRESS, "1 Avenue of the Americas", "1 ave americas"},
        {JD__FORM_ADDRESS, "Calle José 5", "calle jose 5"});
}

static void
telephone_numbers_are_international(void **state)
{
    (void)state;
    HOLD("US", {JD__FORM_PHONE, "(614) 555-0100", "+16145550100"},
        {JD__FORM_PHONE, "1-614-555-0100 ext. 12", "+16145550100"},
        {JD__FORM_PHONE, "614.555.0100x12", "+16145550100"},
        {JD__FORM_PHONE, "tel: +1 614 555 0100", "+16145550100"},
        {JD__FORM_PHONE, "011 86 138 1234 5678", "+8613812345678"},
        {JD__FORM_PHONE, "+44 (0)20 7946 0018", "+442079460018"},
        {JD__FORM_PHONE, "555-0100", "!"}, {JD__FORM_PHONE, "call me", "!"},
        {JD__FORM_PHONE, "911", "!"}, {JD__FORM_PHONE, "+1234567890123456", "!"});
    HOLD("GB", {JD__FORM_PHONE, "020 7946 0018", "+442079460018"},
        {JD__FORM_PHONE, "442079460018", "+442079460018"},
        {JD__FORM_PHONE, "0044 20 7946 0018", "+442079460018"},
        {JD__FORM_PHONE, "001 614 555 0100", "+16145550100"});
    HOLD("CN", {JD__FORM_PHONE, "138-1234-5678", "+8613812345678"},
        {JD__FORM_PHONE, "010-1234 5678", "+861012345678"});
    HOLD("RU", {JD__FORM_PHONE, "8 (495) 123-45-67", "+74951234567"},
        {JD__FORM_PHONE, "7 495 123 45 67", "+74951234567"});
    HOLD("IT", {JD__FORM_PHONE, "06 1234 5678", "+390612345678"});
    HOLD(NULL, {JD__FORM_PHONE, "614-555-0100", "!"},
        {JD__FORM_PHONE, "+16145550100", "+16145550100"});
}

static void
a_form_is_found_by_its_name(void **state)
{
    (void)state;
    for (int i = 0; i < JD__N_FORMS; i++) {
        enum jd__form form = JD__FORM_TEXT;
        assert_true(jd__form_find(jd__form_name((enum jd__form)i), &form));
        assert_int_equal(form, i);
    }
    enum jd__form none;
    assert_false(jd__form_find("NAMES", &none));
}

static void
a_normal_form_is_its_own(void **state)
{
    (void)state;
    static const char *const texts[] = {"O'Brien, JOSÉ", "李小龙", "Щербаков",
        "12 Main Street #4", "+1 (614) 555-0100", "1HGCM82633A004352", "a b  C", "Female"};
    struct jd__norm *norm = make("US");
    for (int form = 0; form < JD__FORM_DATE; form++) {
        for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
            struct jd_str once = {NULL, 0}, twice = {NULL, 0};
            char kept[256];
            const struct jd_str text = {texts[i], strlen(texts[i])};
            if (jd__norm(norm, (enum jd__form)form, text, &once, NULL) != JD_OK ||
                once.data == NULL)
                continue;
            memcpy(kept, once.data, once.size);
            once.data = kept;
            struct jd_error err = {0};
            assert_jd_ok(jd__norm(norm, (enum jd__form)form, once, &twice, &err));
            if (once.size != twice.size || memcmp(kept, twice.data, once.size) != 0)
                fail_msg("%s of \"%s\"", jd__form_name((enum jd__form)form), texts[i]);
        }
    }
    jd__norm_free(norm);
}

static void
hostile_text_is_refused_or_harmless(void **state)
{
    (void)state;
    struct jd__norm *norm = make("US");
    uint64_t seed = 1;
    for (int i = 0; i < 3000; i++) {
        char text[64];
        struct jd_str out = {NULL, 0};
        uint32_t n = test_random(&seed, sizeof(text));
        for (uint32_t k = 0; k < n; k++)
            text[k] = (char)test_random(&seed, 256);
        struct jd_error err = {0};
        enum jd_status status =
            jd__norm(norm, (enum jd__form)test_random(&seed, JD__N_FORMS),
                (struct jd_str){text, n}, &out, &err);
        if (status != JD_OK && status != JD_E_INPUT)
            fail_msg("seed step %d: %s", i, err.message);
    }
    char *big = malloc(JD_LIMIT_CELL);
    memset(big, 'a', JD_LIMIT_CELL);
    struct jd_str out = {NULL, 0};
    const struct jd_str text = {big, JD_LIMIT_CELL};
    assert_jd_status(jd__norm(norm, JD__FORM_NAME, text, &out, NULL), JD_E_INPUT);
    assert_jd_status(jd__norm(norm, JD__FORM_TEXT, text, &out, NULL), JD_OK);
    assert_int_equal(out.size, JD_LIMIT_CELL);
    free(big);
    jd__norm_free(norm);
}

static void
every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    const struct jd_str text = {"李小龙", strlen("李小龙")};
    const char *const dates[] = {"m/d/y"};
    const struct jd__norm_options options = {"US", dates, 1, "America/New_York"};
    enum jd_status status = JD_E_NOMEM;
    for (size_t n = 0; status == JD_E_NOMEM; n++) {
        struct test_memory mem;
        struct jd__norm *norm = NULL;
        struct jd_str out = {NULL, 0};
        test_memory_init(&mem, n);
        status = jd__norm_new(&mem.alloc, &options, &norm, NULL);
        if (status == JD_OK)
            status = jd__norm(norm, JD__FORM_NAME, text, &out, NULL);
        if (status == JD_OK)
            status = jd__norm(norm, JD__FORM_TEXT, text, &out, NULL);
        if (status == JD_OK)
            status = jd__norm(norm, JD__FORM_ADDRESS, text, &out, NULL);
        jd__norm_free(norm);
        assert_int_equal(mem.live_blocks, 0);
    }
    assert_jd_status(status, JD_OK);
}

TEST_MAIN(cmocka_unit_test(names_are_latin_words),
    cmocka_unit_test(names_of_other_scripts_are_written_as_abroad),
    cmocka_unit_test(what_is_not_known_is_null),
    cmocka_unit_test(codes_are_upper_case_letters_and_digits),
    cmocka_unit_test(addresses_have_short_words),
    cmocka_unit_test(telephone_numbers_are_international),
    cmocka_unit_test(a_form_is_found_by_its_name),
    cmocka_unit_test(a_normal_form_is_its_own),
    cmocka_unit_test(hostile_text_is_refused_or_harmless),
    cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks))
