/* SPDX-License-Identifier: Apache-2.0 */
/* row.h - one row of a standard table while it is being written: attributes and their text. */
#ifndef JD_SYNTH_ROW_H
#define JD_SYNTH_ROW_H

#include <joinder/base.h>

/* The standard tables; those before JD__EVENT are kinds of records. */
enum jd__table {
    JD__PERSON,
    JD__ORGANIZATION,
    JD__PLACE,
    JD__PHONE,
    JD__ACCOUNT,
    JD__VEHICLE,
    JD__FIREARM,
    JD__DOCUMENT,
    JD__PARCEL,
    JD__SUBSTANCE,
    JD__EXHIBIT,
    JD__ASSET,
    JD__HANDLE,
    JD__EVENT,
    JD__ROLE,
    JD__RELATION,
    JD__N_TABLES
};

/* The columns of the standard tables, and the payload that the nation has.  Names: row.c. */
enum jd__attribute {
    JD__ID,
    JD__KNOWN_AT,
    JD__CLASS,
    JD__NAME,
    JD__GIVEN_NAME,
    JD__MIDDLE_NAME,
    JD__SURNAME,
    JD__SUFFIX,
    JD__ALIASES,
    JD__BIRTH_DATE,
    JD__SEX,
    JD__RACE,
    JD__ADDRESS,
    JD__CITY,
    JD__STATE,
    JD__POSTAL_CODE,
    JD__COUNTRY,
    JD__PHONE_NUMBER, /* of a person or organization; `phone` */
    JD__STATE_ID,
    JD__FBI_NUMBER,
    JD__DRIVER_LICENSE,
    JD__PASSPORT,
    JD__NATIONAL_ID,
    JD__SSN4,
    JD__LICENSE_NUMBER,
    JD__REGISTRATION,
    JD__PUBLIC,
    JD__NUMBER,
    JD__IMEI,
    JD__IMSI,
    JD__INSTITUTION,
    JD__CURRENCY,
    JD__VIN,
    JD__PLATE,
    JD__PLATE_STATE,
    JD__MAKE,
    JD__MODEL,
    JD__YEAR,
    JD__COLOR,
    JD__SERIAL,
    JD__CALIBER,
    JD__ISSUER,
    JD__TYPE,
    JD__TRACKING_NUMBER,
    JD__ORIGIN_COUNTRY,
    JD__WEIGHT_G,
    JD__PROFILE,
    JD__IMPRINT,
    JD__QUANTITY,
    JD__UNIT,
    JD__DESCRIPTION,
    JD__MARKET,
    JD__KEY,
    JD__KIND,
    JD__AT,
    JD__UNTIL,
    JD__CASE_NUMBERS,
    JD__STATUS,
    JD__OFFENSE, /* payload: a NIBRS code or a statute */
    JD__AMOUNT,  /* payload: of a transfer, in the account's currency */
    JD__MONTHS,  /* payload: of a sentence */
    JD__RECORD_ID,
    JD__RECORD_AGENCY,
    JD__EVENT_ID,
    JD__EVENT_AGENCY,
    JD__ROLE_NAME, /* `role` */
    JD__FROM_KIND,
    JD__FROM_ID,
    JD__FROM_AGENCY,
    JD__TO_KIND,
    JD__TO_ID,
    JD__TO_AGENCY,
    JD__FROM,
    JD__N_ATTRIBUTES
};

/* Text of one row at most; a longer value is cut. */
#define JD__ROW_TEXT 2048

/* Start with jd__row_start(); an attribute that was not put is null. */
struct jd__row {
    enum jd__table table;
    uint16_t at[JD__N_ATTRIBUTES]; /* where its text starts; 0: null */
    uint16_t used;
    char text[JD__ROW_TEXT]; /* values, each with a NUL behind it; byte 0 is not used */
};

/* "person" ... "relation": the table's, file's and kind's name. */
const char *
jd__table_name(enum jd__table table);

/* JD__N_TABLES when there is no such table. */
enum jd__table
jd__table_find(const char *name);

/* The column's name. */
const char *
jd__attribute_name(enum jd__attribute attribute);

/* JD__N_ATTRIBUTES when there is no such column. */
enum jd__attribute
jd__attribute_find(const char *name);

/* The standard columns of a table, JD__N_ATTRIBUTES behind the last. */
const uint8_t *
jd__table_columns(enum jd__table table);

/* Empty the row. */
void
jd__row_start(struct jd__row *row, enum jd__table table);

/* Put a value; an empty text is null. */
void
jd__row_put(struct jd__row *row, enum jd__attribute attribute, const char *text);

/* Put a formatted value. */
void
jd__row_printf(struct jd__row *row, enum jd__attribute attribute, const char *format, ...)
    JD_PRINTF(3, 4);

/* A value with its NUL; "" where it is null. */
const char *
jd__row_get(const struct jd__row *row, enum jd__attribute attribute);

#endif
