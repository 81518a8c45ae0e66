/* SPDX-License-Identifier: Apache-2.0 */
/*
 * columns.c - what a column holds, judged by its values; its header only breaks ties.
 *
 * Every distinct value is looked at once and counts as often as records hold it.  The shares
 * that come of it (struct profile) go through a list of questions; the first yes decides
 * (docs/internals/automatic.md).
 */
#include "automatic/columns.h"

#include "automatic/fold.h"
#include "automatic/words.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/number.h"
#include "base/str.h"

#include <math.h>

/* Of the records that hold a value: how many hold one that ... */
struct profile {
    double n, n_distinct, n_null;
    double email, digit, alpha, decimal, phone, postcode, blank;
    double name, firm, street; /* has a word of the lists */
    double words, size;        /* sums */
    double entropy;            /* bits a value tells */
    double days[JD__N_DAY_FORMATS];
    double any_day; /* by any format but those of eight digits */
    bool repeats;   /* some table holds a value twice */
};

/* A cheap look at characters. */
struct look {
    size_t digits, letters, others;
    bool at_sign, point, dial_only; /* dial_only: what telephone numbers are written with */
};

static struct look
look_at(struct jd_str text)
{
    struct look look = {.dial_only = true};
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
        bool digit = c >= '0' && c <= '9';
        look.digits += digit;
        look.letters += letter;
        look.others += !digit && !letter && c != ' ';
        look.at_sign |=
            c == '@' && i > 0 && memchr(text.data + i, '.', text.size - i) != NULL;
        look.point |= c == '.';
        look.dial_only &= digit || memchr("+-()./ ", c, 7) != NULL;
    }
    return look;
}

static void
count_words(struct profile *p, struct jd_str text, double n)
{
    char room[JD__NORMAL_SIZE];
    struct jd_str normal = {room, jd__fold(text, false, room)}, word;
    bool is[4] = {false};
    size_t n_words = 0;
    for (size_t at = 0; (word = jd__next_word(normal, &at)).size > 0; n_words++)
        for (int list = 0; list < 4; list++)
            is[list] |= jd__is_word((enum jd__word_list)list, word);
    p->words += n * (double)n_words;
    p->name += n * (is[JD__WORDS_GIVEN] || is[JD__WORDS_FAMILY]);
    p->firm += n * is[JD__WORDS_FIRM];
    p->street += n * is[JD__WORDS_STREET];
}

static bool
of_eight_digits(int format)
{
    return format == JD__DAY_YMD8 || format == JD__DAY_DMY8;
}

/* Count a value that n records hold. */
static void
count_value(struct profile *p, struct jd_str text, double n)
{
    struct look look = look_at(text);
    double real = 0;
    char day[8];
    size_t marks = look.others + look.letters;
    p->n += n;
    p->n_distinct += 1;
    p->size += n * (double)text.size;
    p->email += n * look.at_sign;
    p->digit += n * (look.digits > 0);
    p->alpha += n * (look.digits == 0 && look.letters > look.others);
    p->blank += n * (memchr(text.data, ' ', text.size) != NULL);
    p->decimal += n * (look.point && jd__parse_real(text, &real));
    p->phone += n * (look.dial_only && look.digits >= 7 && look.digits <= 15 &&
                        (look.others > 0 || look.digits >= 10));
    p->postcode += n * (text.size >= 4 && text.size <= 10 && look.digits > 0 && marks <= 5);
    bool any = false;
    for (int f = 0; f < JD__N_DAY_FORMATS; f++) {
        bool fits = jd__day_read(text, (enum jd__day_format)f, day) == JD__DAY_REAL;
        any |= fits && !of_eight_digits(f);
        p->days[f] += n * fits;
    }
    p->any_day += n * any;
    count_words(p, text, n);
}

/* Shares instead of counts. */
static void
settle(struct profile *p)
{
    double *shares[] = {&p->email, &p->digit, &p->alpha, &p->decimal, &p->phone,
        &p->postcode, &p->blank, &p->name, &p->firm, &p->street, &p->words, &p->size,
        &p->any_day};
    for (size_t i = 0; i < sizeof(shares) / sizeof(shares[0]); i++)
        *shares[i] /= p->n > 0 ? p->n : 1;
    for (int f = 0; f < JD__N_DAY_FORMATS; f++)
        p->days[f] /= p->n > 0 ? p->n : 1;
}

/* Is a word of a header one of these (bar-separated)?  One of five bytes or more may be part of
 * it, a shorter one its end (lastname, wohnort) unless that makes another word (report). */
static bool
is_listed(struct jd_str word, const char *words)
{
    for (const char *at = words; *at != '\0';) {
        size_t size = strcspn(at, "|");
        for (size_t i = 0; i + size <= word.size; i++)
            if (memcmp(word.data + i, at, size) == 0 &&
                (size >= 5 || (i + size == word.size && (i == 0 || size == 4))))
                return true;
        at += size + (at[size] == '|');
    }
    return false;
}

/* Does the header hold one of these words? */
static bool
header_says(const char *name, const char *words)
{
    char room[JD__NORMAL_SIZE];
    struct jd_str header = {room, jd__fold(jd__str(name), false, room)}, word;
    for (size_t at = 0; (word = jd__next_word(header, &at)).size > 0;)
        if (is_listed(word, words))
            return true;
    return false;
}

/* Words of names, or of something else?  A share of listed words decides; in between, and where
 * the lists do not reach, the header does. */
static bool
is_name(const struct profile *p, const char *header)
{
    static const char name_like[] =
        "name|names|surname|given|first|last|middle|forename|nachname|vorname|familienname|"
        "apellido|apellidos|nombre|nombres|prenom|nom|nome|cognome|sobrenome|имя|фамилия|"
        "отчество|фио|姓|名|氏名|姓名";
    static const char other[] =
        "city|town|village|place|address|addr|street|suburb|county|state|country|region|"
        "district|company|firm|org|organisation|organization|employer|occupation|job|title|"
        "file|user|birth|business|trading|school|agency|court|ort|wohnort|geburtsort|stadt|"
        "strasse|ville|adresse|ciudad|calle|direccion|municipio|provincia|cidade|comune|"
        "citta|indirizzo|plaats|miasto|город|улица|адрес|市";
    if (p->alpha < 0.8 || p->words > 6 || p->firm >= 0.15 || p->street >= 0.15)
        return false;
    if (header_says(header, other)) /* towns are called as people are, and after them */
        return p->name >= 0.6 && header_says(header, name_like);
    if (p->name >= 0.15)
        return true;
    bool tie = p->name >= 0.03 || p->n < 100 || p->size > 2 * p->words * 6;
    return tie && header_says(header, name_like);
}

static bool
is_category(const struct profile *p)
{
    double most = 12 > 0.02 * p->n ? 12 : 0.02 * p->n;
    return p->n_distinct <= (most < 500 ? most : 500) && p->n_distinct < 0.5 * p->n &&
           p->words < 4;
}

static bool
is_day(const struct profile *p, struct jd__found *found)
{
    int best = 0;
    for (int f = 1; f < JD__N_DAY_FORMATS; f++)
        if (p->days[f] > p->days[best])
            best = f;
    found->format = (uint8_t)best;
    found->month_first = p->days[JD__DAY_MDY] > p->days[JD__DAY_DMY];
    return p->days[best] >= (of_eight_digits(best) ? 0.85 : 0.7) || p->any_day >= 0.7;
}

/* Of what is written with digits: a few values, postal codes, or other codes. */
static enum jd_column_use
which_code(const struct profile *p, const char *header)
{
    if (p->n_distinct <= 12 && p->size < 3)
        return JD_USE_CATEGORY;
    return p->postcode >= 0.8 && p->n_distinct < 0.7 * p->n &&
                   !header_says(header, "ssn|soc|id")
               ? JD_USE_POSTCODE
               : JD_USE_CODE;
}

/* The list of questions, for a column whose values differ. */
static enum jd_column_use
recognise(const struct profile *p, const char *header, bool day)
{
    if (p->email >= 0.7)
        return JD_USE_EMAIL;
    if (day)
        return JD_USE_DATE;
    if (p->phone >= 0.7)
        return JD_USE_PHONE;
    if (p->decimal >= 0.2 && p->alpha < 0.1)
        return JD_USE_NUMBER;
    if (p->digit >= 0.6 && p->words <= 2.5 && p->street < 0.15)
        return which_code(p, header);
    if (is_name(p, header))
        return p->words >= 1.5 ? JD_USE_NAME : JD_USE_PART;
    return is_category(p) ? JD_USE_CATEGORY : JD_USE_TEXT;
}

/* Is a value with digits in it, and one that no table holds twice, the name of a row? */
static bool
is_key(const struct profile *p, const char *header)
{
    return p->n > 1 && p->n_null == 0 && !p->repeats && p->blank < 0.1 && p->email < 0.5 &&
           p->phone < 0.5 && p->digit >= 0.5 &&
           (p->n >= 50 || header_says(header, "id|key|ref|nr|no"));
}

/* Does it hold where somebody lives, or how they are reached?  A text of which nothing says so
 * may be a surname. */
static bool
moves(const struct profile *p, const struct jd_automatic_column *report)
{
    static const char places[] =
        "city|town|village|address|addr|street|suburb|county|state|country|region|district|"
        "zip|postcode|postal|residence|house|wohnort|stadt|strasse|plz|ort|kreis|ville|"
        "adresse|rue|ciudad|calle|direccion|municipio|provincia|barrio|cidade|bairro|rua|"
        "comune|citta|indirizzo|plaats|straat|miasto|ulica|город|улица|адрес|市|住所";
    switch (report->use) {
    case JD_USE_PHONE:
    case JD_USE_EMAIL:
    case JD_USE_POSTCODE:
        return true;
    case JD_USE_TEXT:
        return p->street >= 0.15 || p->digit >= 0.5 || header_says(report->name, places);
    case JD_USE_CODE:
    case JD_USE_CATEGORY:
        return header_says(report->name, places);
    case JD_USE_IGNORED:
    case JD_USE_KEY:
    case JD_USE_NAME:
    case JD_USE_PART:
    case JD_USE_DATE:
    case JD_USE_NUMBER:
    case JD_USE_LABEL:
        break;
    }
    return false;
}

static void
judge(struct jd__found *found, const struct profile *p, bool has_key, bool told)
{
    static const char births[] =
        "dob|birth|born|bday|geburtsdatum|geboren|geburtstag|naissance|nacimiento|"
        "nascimento|nascita|nato|nata|urodzenia|рождения|γεννησης|生年月日|出生|생년월일";
    struct jd_automatic_column *report = &found->report;
    bool day = is_day(p, found);
    found->of_birth = header_says(report->name, births);
    report->n_values = (uint32_t)p->n_distinct;
    report->n_null = (uint32_t)p->n_null;
    found->worth = p->entropy * p->n;
    found->moves = told && moves(p, report);
    if (told) /* what is told holds, as far as it can be compared */
        return;
    report->use = JD_USE_IGNORED;
    if (p->n == 0)
        report->why = "empty";
    else if (p->n_distinct == 1)
        report->why = "constant";
    else if (is_key(p, report->name) && !day && !has_key)
        report->use = JD_USE_KEY;
    else if (is_key(p, report->name) && !day && p->n_distinct == p->n)
        report->why = "names the row";
    else
        report->use = recognise(p, report->name, day);
    found->moves = moves(p, report);
}

/* The column's header without blanks around it, as it is in this table; JD_NONE: not there. */
static uint32_t
column_of(const struct jd_table *table, const char *name)
{
    for (uint32_t c = 0; c < table->n_columns; c++)
        if (jd__str_equal(jd__trimmed(table->columns[c].name), jd__str(name)))
            return c;
    return JD_NONE;
}

uint32_t
jd__column_in(const struct jd_table *table, const struct jd__found *found)
{
    return column_of(table, found->report.name);
}

/* One table's share of a column's profile; `seen` gathers its distinct texts and counts. */
static enum jd_status
gather(const struct jd_table *table, uint32_t column, struct jd__dict *seen,
    struct jd__buf *counts, struct profile *p, struct jd_error *err)
{
    struct jd__buf room;
    const struct jd__dict *dict = jd__table_dict(table, column);
    const uint32_t *codes = jd__table_codes(table, column);
    uint32_t *held = jd__alloc_array(&seen->alloc, 0, dict->n, sizeof(*held));
    if (held == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %u values", dict->n);
    for (uint32_t r = 0; r < jd_table_n_rows(table); r++)
        if (codes[r] != JD_NONE)
            held[codes[r]]++;
        else
            p->n_null += 1;
    enum jd_status status = JD_OK;
    jd__buf_init(&room, &seen->alloc, 1, 0);
    for (uint32_t v = 0; v < dict->n && status == JD_OK; v++) {
        struct jd_str text = {NULL, 0};
        uint32_t code = 0;
        if (held[v] == 0)
            continue;
        status = jd__value_text(dict, v, &room, &text, err);
        text = status == JD_OK ? jd__trimmed_text(text) : text;
        if (status == JD_OK && text.size == 0) {
            p->n_null += held[v];
            continue;
        }
        if (text.size > JD_LIMIT_CELL)
            text.size = JD_LIMIT_CELL;
        if (status == JD_OK)
            status = jd__dict_code(seen, jd_text_of(text), &code, err);
        if (status == JD_OK && code == counts->n)
            status = jd__buf_append(counts, NULL, 1, err);
        if (status == JD_OK)
            JD__AT(uint32_t, *counts, code) += held[v];
        p->repeats |= held[v] > 1;
    }
    jd__buf_done(&room);
    jd__alloc_free_array(&seen->alloc, held, 0, dict->n, sizeof(*held));
    return status;
}

static enum jd_status
profile_column(const struct jd_automatic *a, const struct jd_table *const *tables,
    uint32_t n_tables, const char *name, struct profile *p, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    struct jd__buf counts;
    struct jd__dict *seen = jd__dict_new(&a->alloc, JD_TYPE_TEXT);
    if (seen == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for a column");
    jd__buf_init(&counts, &a->alloc, sizeof(uint32_t), 0);
    for (uint32_t t = 0; t < n_tables && status == JD_OK; t++) {
        uint32_t column = column_of(tables[t], name);
        if (column == JD_NONE)
            p->n_null += jd_table_n_rows(tables[t]);
        else
            status = gather(tables[t], column, seen, &counts, p, err);
    }
    for (uint32_t v = 0; v < seen->n && status == JD_OK; v++)
        count_value(p, jd__dict_text(seen, v), JD__AT(uint32_t, counts, v));
    settle(p);
    for (uint32_t v = 0; v < seen->n && status == JD_OK; v++) {
        double share = JD__AT(uint32_t, counts, v) / p->n;
        p->entropy -= share * log2(share);
    }
    jd__buf_done(&counts);
    jd__dict_free(seen);
    return status;
}

/* Add the columns of a table that are not yet there. */
static enum jd_status
list_columns(struct jd_automatic *a, const struct jd_table *table, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t c = 0; c < table->n_columns && status == JD_OK; c++) {
        struct jd_str name = jd__trimmed(table->columns[c].name);
        struct jd__found found = {0};
        bool there = false;
        for (size_t i = 0; i < a->found.n && !there; i++)
            there = jd__str_equal(jd__str(jd__found_of(a, i)->report.name), name);
        if (there)
            continue;
        char *copy = jd__alloc_text(&a->alloc, name);
        if (copy == NULL)
            return jd__fail(err, JD_E_NOMEM, "no memory for a column");
        found.report.name = copy;
        found.name_size = name.size + 1;
        status = jd__buf_append(&a->found, &found, 1, err);
        if (status != JD_OK)
            jd__alloc_free(&a->alloc, copy, name.size + 1);
    }
    return status;
}

/* Put what was told on the columns; `told` has a flag for each. */
static enum jd_status
heed(struct jd_automatic *a, const struct jd_automatic_column *columns, size_t n,
    bool *told, struct jd_error *err)
{
    for (size_t i = 0; i < n; i++) {
        const struct jd_automatic_column *column = &columns[i];
        size_t c = 0;
        while (c < a->found.n && strcmp(jd__found_of(a, c)->report.name, column->name) != 0)
            c++;
        if (jd_column_use_name(column->use) == NULL)
            return jd__fail(
                err, JD_E_ARG, "column %.100s is to be of no known use", column->name);
        if (c == a->found.n)
            return jd__fail(
                err, JD_E_INPUT, "there is no column %.100s in any table", column->name);
        struct jd_automatic_column *report = &JD__AT(struct jd__found, a->found, c).report;
        report->use = column->use;
        report->why = column->use == JD_USE_IGNORED ? "as told" : NULL;
        told[c] = true;
    }
    return JD_OK;
}

enum jd_status
jd__columns_find(struct jd_automatic *a, const struct jd_table *const *tables,
    uint32_t n_tables, const struct jd_automatic_column *columns, size_t n_columns,
    struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t t = 0; t < n_tables && status == JD_OK; t++)
        status = list_columns(a, tables[t], err);
    if (status != JD_OK)
        return status;
    size_t n = a->found.n;
    bool *told = jd__alloc_array(&a->alloc, 0, n, sizeof(*told));
    if (told == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %zu columns", n);
    status = heed(a, columns, n_columns, told, err);
    bool has_key = false;
    for (size_t i = 0; i < n; i++)
        has_key |= told[i] && jd__found_of(a, i)->report.use == JD_USE_KEY;
    for (size_t i = 0; i < n && status == JD_OK; i++) {
        struct jd__found *found = &JD__AT(struct jd__found, a->found, i);
        struct profile p = {0};
        status = jd__automatic_step(a, "columns", i, err);
        if (status == JD_OK)
            status = profile_column(a, tables, n_tables, found->report.name, &p, err);
        if (status == JD_OK)
            judge(found, &p, has_key, told[i]);
        has_key |= found->report.use == JD_USE_KEY;
    }
    if (status == JD_OK)
        status = jd__columns_thin(a, tables, n_tables, told, err);
    jd__alloc_free_array(&a->alloc, told, 0, n, sizeof(*told));
    return status;
}
