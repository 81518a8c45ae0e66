/* SPDX-License-Identifier: Apache-2.0 */
/*
 * row.c - one row of a standard table while it is being written.
 *
 * Invariant: at[i] is 0 or the start of a text that ends with a NUL before `used`.
 */
#include "synth/row.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const tables[JD__N_TABLES] = {
    [JD__PERSON] = "person",
    [JD__ORGANIZATION] = "organization",
    [JD__PLACE] = "place",
    [JD__PHONE] = "phone",
    [JD__ACCOUNT] = "account",
    [JD__VEHICLE] = "vehicle",
    [JD__FIREARM] = "firearm",
    [JD__DOCUMENT] = "document",
    [JD__PARCEL] = "parcel",
    [JD__SUBSTANCE] = "substance",
    [JD__EXHIBIT] = "exhibit",
    [JD__ASSET] = "asset",
    [JD__HANDLE] = "handle",
    [JD__EVENT] = "event",
    [JD__ROLE] = "role",
    [JD__RELATION] = "relation",
};

static const char *const attributes[JD__N_ATTRIBUTES] = {
    [JD__ID] = "id",
    [JD__KNOWN_AT] = "known_at",
    [JD__CLASS] = "class",
    [JD__NAME] = "name",
    [JD__GIVEN_NAME] = "given_name",
    [JD__MIDDLE_NAME] = "middle_name",
    [JD__SURNAME] = "surname",
    [JD__SUFFIX] = "suffix",
    [JD__ALIASES] = "aliases",
    [JD__BIRTH_DATE] = "birth_date",
    [JD__SEX] = "sex",
    [JD__RACE] = "race",
    [JD__ADDRESS] = "address",
    [JD__CITY] = "city",
    [JD__STATE] = "state",
    [JD__POSTAL_CODE] = "postal_code",
    [JD__COUNTRY] = "country",
    [JD__PHONE_NUMBER] = "phone",
    [JD__STATE_ID] = "state_id",
    [JD__FBI_NUMBER] = "fbi_number",
    [JD__DRIVER_LICENSE] = "driver_license",
    [JD__PASSPORT] = "passport",
    [JD__NATIONAL_ID] = "national_id",
    [JD__SSN4] = "ssn4",
    [JD__LICENSE_NUMBER] = "license_number",
    [JD__REGISTRATION] = "registration",
    [JD__PUBLIC] = "public",
    [JD__NUMBER] = "number",
    [JD__IMEI] = "imei",
    [JD__IMSI] = "imsi",
    [JD__INSTITUTION] = "institution",
    [JD__CURRENCY] = "currency",
    [JD__VIN] = "vin",
    [JD__PLATE] = "plate",
    [JD__PLATE_STATE] = "plate_state",
    [JD__MAKE] = "make",
    [JD__MODEL] = "model",
    [JD__YEAR] = "year",
    [JD__COLOR] = "color",
    [JD__SERIAL] = "serial",
    [JD__CALIBER] = "caliber",
    [JD__ISSUER] = "issuer",
    [JD__TYPE] = "type",
    [JD__TRACKING_NUMBER] = "tracking_number",
    [JD__ORIGIN_COUNTRY] = "origin_country",
    [JD__WEIGHT_G] = "weight_g",
    [JD__PROFILE] = "profile",
    [JD__IMPRINT] = "imprint",
    [JD__QUANTITY] = "quantity",
    [JD__UNIT] = "unit",
    [JD__DESCRIPTION] = "description",
    [JD__MARKET] = "market",
    [JD__KEY] = "key",
    [JD__KIND] = "kind",
    [JD__AT] = "at",
    [JD__UNTIL] = "until",
    [JD__CASE_NUMBERS] = "case_numbers",
    [JD__STATUS] = "status",
    [JD__OFFENSE] = "offense",
    [JD__AMOUNT] = "amount",
    [JD__MONTHS] = "months",
    [JD__RECORD_ID] = "record_id",
    [JD__RECORD_AGENCY] = "record_agency",
    [JD__EVENT_ID] = "event_id",
    [JD__EVENT_AGENCY] = "event_agency",
    [JD__ROLE_NAME] = "role",
    [JD__FROM_KIND] = "from_kind",
    [JD__FROM_ID] = "from_id",
    [JD__FROM_AGENCY] = "from_agency",
    [JD__TO_KIND] = "to_kind",
    [JD__TO_ID] = "to_id",
    [JD__TO_AGENCY] = "to_agency",
    [JD__FROM] = "from",
};

/* The columns of a folder that is in standard names. */
static const uint8_t standard_columns[JD__N_TABLES][24] = {
    [JD__PERSON] = {JD__ID, JD__GIVEN_NAME, JD__MIDDLE_NAME, JD__SURNAME, JD__SUFFIX,
        JD__ALIASES, JD__BIRTH_DATE, JD__SEX, JD__RACE, JD__ADDRESS, JD__CITY, JD__STATE,
        JD__POSTAL_CODE, JD__COUNTRY, JD__PHONE_NUMBER, JD__STATE_ID, JD__FBI_NUMBER,
        JD__SSN4, JD__PASSPORT, JD__LICENSE_NUMBER, JD__CLASS, JD__KNOWN_AT,
        JD__N_ATTRIBUTES},
    [JD__ORGANIZATION] = {JD__ID, JD__NAME, JD__ALIASES, JD__REGISTRATION,
        JD__LICENSE_NUMBER, JD__ADDRESS, JD__CITY, JD__STATE, JD__POSTAL_CODE, JD__COUNTRY,
        JD__PHONE_NUMBER, JD__KNOWN_AT, JD__N_ATTRIBUTES},
    [JD__PLACE] = {JD__ID, JD__NAME, JD__ADDRESS, JD__CITY, JD__STATE, JD__POSTAL_CODE,
        JD__COUNTRY, JD__PUBLIC, JD__KNOWN_AT, JD__N_ATTRIBUTES},
    [JD__PHONE] = {JD__ID, JD__NUMBER, JD__IMEI, JD__IMSI, JD__KNOWN_AT, JD__N_ATTRIBUTES},
    [JD__ACCOUNT] = {JD__ID, JD__NUMBER, JD__INSTITUTION, JD__CURRENCY, JD__KNOWN_AT,
        JD__N_ATTRIBUTES},
    [JD__VEHICLE] = {JD__ID, JD__VIN, JD__PLATE, JD__PLATE_STATE, JD__MAKE, JD__MODEL,
        JD__YEAR, JD__COLOR, JD__KNOWN_AT, JD__N_ATTRIBUTES},
    [JD__FIREARM] = {JD__ID, JD__SERIAL, JD__MAKE, JD__MODEL, JD__CALIBER, JD__KNOWN_AT,
        JD__N_ATTRIBUTES},
    [JD__DOCUMENT] = {JD__ID, JD__NUMBER, JD__ISSUER, JD__TYPE, JD__KNOWN_AT,
        JD__N_ATTRIBUTES},
    [JD__PARCEL] = {JD__ID, JD__TRACKING_NUMBER, JD__ORIGIN_COUNTRY, JD__WEIGHT_G,
        JD__KNOWN_AT, JD__N_ATTRIBUTES},
    [JD__SUBSTANCE] = {JD__ID, JD__NAME, JD__PROFILE, JD__IMPRINT, JD__QUANTITY, JD__UNIT,
        JD__KNOWN_AT, JD__N_ATTRIBUTES},
    [JD__EXHIBIT] = {JD__ID, JD__NUMBER, JD__DESCRIPTION, JD__KNOWN_AT, JD__N_ATTRIBUTES},
    [JD__ASSET] = {JD__ID, JD__NAME, JD__KNOWN_AT, JD__N_ATTRIBUTES},
    [JD__HANDLE] = {JD__ID, JD__NAME, JD__MARKET, JD__KEY, JD__KNOWN_AT, JD__N_ATTRIBUTES},
    [JD__EVENT] = {JD__ID, JD__KIND, JD__AT, JD__UNTIL, JD__CASE_NUMBERS, JD__STATUS,
        JD__OFFENSE, JD__AMOUNT, JD__MONTHS, JD__CLASS, JD__KNOWN_AT, JD__N_ATTRIBUTES},
    [JD__ROLE] = {JD__KIND, JD__RECORD_ID, JD__RECORD_AGENCY, JD__EVENT_ID,
        JD__EVENT_AGENCY, JD__ROLE_NAME, JD__CLASS, JD__KNOWN_AT, JD__N_ATTRIBUTES},
    [JD__RELATION] = {JD__KIND, JD__FROM_KIND, JD__FROM_ID, JD__FROM_AGENCY, JD__TO_KIND,
        JD__TO_ID, JD__TO_AGENCY, JD__FROM, JD__UNTIL, JD__KNOWN_AT, JD__N_ATTRIBUTES},
};

const char *
jd__table_name(enum jd__table table)
{
    return tables[table];
}

enum jd__table
jd__table_find(const char *name)
{
    unsigned i = 0;
    while (i < JD__N_TABLES && strcmp(tables[i], name) != 0)
        i++;
    return (enum jd__table)i;
}

const char *
jd__attribute_name(enum jd__attribute attribute)
{
    return attributes[attribute];
}

enum jd__attribute
jd__attribute_find(const char *name)
{
    unsigned i = 0;
    while (i < JD__N_ATTRIBUTES && strcmp(attributes[i], name) != 0)
        i++;
    return (enum jd__attribute)i;
}

const uint8_t *
jd__table_columns(enum jd__table table)
{
    return standard_columns[table];
}

void
jd__row_start(struct jd__row *row, enum jd__table table)
{
    row->table = table;
    memset(row->at, 0, sizeof(row->at));
    row->used = 1;
}

void
jd__row_put(struct jd__row *row, enum jd__attribute attribute, const char *text)
{
    size_t size = strlen(text);
    size_t room = sizeof(row->text) - row->used;
    row->at[attribute] = 0;
    if (size == 0 || room < 2)
        return;
    if (size > room - 1)
        size = room - 1;
    row->at[attribute] = row->used;
    memmove(row->text + row->used, text, size); /* it may be a value of this row */
    row->text[row->used + size] = '\0';
    row->used = (uint16_t)(row->used + size + 1);
}

void
jd__row_printf(struct jd__row *row, enum jd__attribute attribute, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    jd__row_put(row, attribute, text);
}

const char *
jd__row_get(const struct jd__row *row, enum jd__attribute attribute)
{
    return row->at[attribute] != 0 ? row->text + row->at[attribute] : "";
}
