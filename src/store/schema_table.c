/* SPDX-License-Identifier: Apache-2.0 */
/* schema_table.c - docs/reference/tables.md as data. */
#include "store/schema.h"

#define KEY JD__COLUMN_KEY
#define NEEDED JD__COLUMN_NEEDED
#define LIST JD__COLUMN_LIST
#define AGENCY JD__COLUMN_AGENCY

#define F(form) JD__FORM_##form

static const struct jd__schema_column person[] = {
    {"id", F(NONE), KEY | NEEDED},
    {"name", F(NAME), 0},
    {"given_name", F(NAME), 0},
    {"middle_name", F(NAME), 0},
    {"surname", F(NAME), 0},
    {"suffix", F(NAME), 0},
    {"aliases", F(NAME), LIST},
    {"birth_date", F(DATE), 0},
    {"death_date", F(DATE), 0},
    {"sex", F(SEX), 0},
    {"race", F(TEXT), 0},
    {"address", F(ADDRESS), 0},
    {"city", F(NAME), 0},
    {"state", F(ID), 0},
    {"postal_code", F(ID), 0},
    {"country", F(ID), 0},
    {"phone", F(PHONE), 0},
    {"email", F(HANDLE), 0},
    {"state_id", F(ID), 0},
    {"fbi_number", F(ID), 0},
    {"driver_license", F(ID), 0},
    {"passport", F(ID), 0},
    {"national_id", F(ID), 0},
    {"ssn4", F(ID), 0},
    {"license_number", F(ID), 0},
};

static const struct jd__schema_column organization[] = {
    {"id", F(NONE), KEY | NEEDED},
    {"name", F(NAME), 0},
    {"aliases", F(NAME), LIST},
    {"registration", F(ID), 0},
    {"license_number", F(ID), 0},
    {"address", F(ADDRESS), 0},
    {"city", F(NAME), 0},
    {"state", F(ID), 0},
    {"postal_code", F(ID), 0},
    {"country", F(ID), 0},
    {"phone", F(PHONE), 0},
};

static const struct jd__schema_column place[] = {
    {"id", F(NONE), KEY | NEEDED},
    {"name", F(NAME), 0},
    {"address", F(ADDRESS), 0},
    {"city", F(NAME), 0},
    {"state", F(ID), 0},
    {"postal_code", F(ID), 0},
    {"country", F(ID), 0},
    {"latitude", F(NONE), 0},
    {"longitude", F(NONE), 0},
    {"public", F(NONE), 0},
};

static const struct jd__schema_column phone[] = {
    {"id", F(NONE), KEY | NEEDED},
    {"number", F(PHONE), 0},
    {"imei", F(ID), 0},
    {"imsi", F(ID), 0},
};

static const struct jd__schema_column account[] = {
    {"id", F(NONE), KEY | NEEDED},
    {"number", F(WALLET), 0},
    {"institution", F(NAME), 0},
    {"currency", F(ID), 0},
};

static const struct jd__schema_column vehicle[] = {
    {"id", F(NONE), KEY | NEEDED},
    {"vin", F(VIN), 0},
    {"plate", F(PLATE), 0},
    {"plate_state", F(ID), 0},
    {"make", F(NONE), 0},
    {"model", F(NONE), 0},
    {"year", F(NONE), 0},
    {"color", F(TEXT), 0},
};

static const struct jd__schema_column firearm[] = {
    {"id", F(NONE), KEY | NEEDED},
    {"serial", F(ID), 0},
    {"make", F(TEXT), 0},
    {"model", F(TEXT), 0},
    {"caliber", F(TEXT), 0},
};

static const struct jd__schema_column document[] = {
    {"id", F(NONE), KEY | NEEDED},
    {"number", F(ID), 0},
    {"issuer", F(NAME), 0},
    {"type", F(TEXT), 0},
};

static const struct jd__schema_column parcel[] = {
    {"id", F(NONE), KEY | NEEDED},
    {"tracking_number", F(ID), 0},
    {"origin_country", F(ID), 0},
    {"weight_g", F(NONE), 0},
};

static const struct jd__schema_column substance[] = {
    {"id", F(NONE), KEY | NEEDED},
    {"name", F(TEXT), 0},
    {"profile", F(ID), 0},
    {"imprint", F(ID), 0},
    {"quantity", F(NONE), 0},
    {"unit", F(NONE), 0},
};

static const struct jd__schema_column exhibit[] = {
    {"id", F(NONE), KEY | NEEDED},
    {"number", F(ID), 0},
    {"description", F(TEXT), 0},
};

static const struct jd__schema_column asset[] = {
    {"id", F(NONE), KEY | NEEDED},
    {"name", F(TEXT), 0},
    {"identifier", F(ID), 0},
    {"value", F(NONE), 0},
};

static const struct jd__schema_column handle[] = {
    {"id", F(NONE), KEY | NEEDED},
    {"name", F(HANDLE), 0},
    {"market", F(TEXT), 0},
    {"key", F(ID), 0},
};

static const struct jd__schema_column event[] = {
    {"id", F(NONE), KEY | NEEDED},
    {"kind", F(NONE), NEEDED},
    {"at", F(TIME), 0},
    {"until", F(TIME), 0},
    {"zone", F(NONE), 0},
    {"case_numbers", F(NONE), LIST},
    {"status", F(NONE), 0},
};

static const struct jd__schema_column role[] = {
    {"kind", F(NONE), KEY | NEEDED},
    {"record_id", F(NONE), KEY | NEEDED},
    {"record_agency", F(NONE), KEY | AGENCY},
    {"event_id", F(NONE), KEY | NEEDED},
    {"event_agency", F(NONE), KEY | AGENCY},
    {"role", F(NONE), KEY | NEEDED},
};

static const struct jd__schema_column relation[] = {
    {"kind", F(NONE), KEY | NEEDED},
    {"from_kind", F(NONE), KEY | NEEDED},
    {"from_id", F(NONE), KEY | NEEDED},
    {"from_agency", F(NONE), KEY | AGENCY},
    {"to_kind", F(NONE), KEY | NEEDED},
    {"to_id", F(NONE), KEY | NEEDED},
    {"to_agency", F(NONE), KEY | AGENCY},
    {"from", F(TIME), KEY},
    {"until", F(TIME), 0},
};

static const struct jd__schema_column assertion[] = {
    {"kind", F(NONE), KEY | NEEDED},
    {"record_kind", F(NONE), KEY | NEEDED},
    {"a_agency", F(NONE), KEY | AGENCY},
    {"a_id", F(NONE), KEY | NEEDED},
    {"b_agency", F(NONE), KEY | AGENCY},
    {"b_id", F(NONE), KEY | NEEDED},
    {"reason", F(NONE), 0},
    {"from", F(TIME), 0},
    {"until", F(TIME), 0},
};

/* agency.json as it came: one row, its key the agency's id. */
static const struct jd__schema_column agency[] = {
    {"id", F(NONE), KEY | NEEDED},
    {"json", F(NONE), NEEDED},
};

static const struct jd__schema_column common[] = {
    {"class", F(NONE), 0},
    {"handling", F(NONE), 0},
    {"source_grade", F(NONE), 0},
    {"information_grade", F(NONE), 0},
    {"basis", F(NONE), 0},
    {"obtained_by", F(NONE), 0},
    {"review_by", F(DATE), 0},
};

#define TABLE(name, noun)                                                \
    {                                                                    \
        #name, (name), sizeof(name) / sizeof((name)[0]), JD__NOUN_##noun \
    }

static const struct jd__schema tables[] = {
    TABLE(account, RECORD),
    TABLE(asset, RECORD),
    TABLE(document, RECORD),
    TABLE(exhibit, RECORD),
    TABLE(firearm, RECORD),
    TABLE(handle, RECORD),
    TABLE(organization, RECORD),
    TABLE(parcel, RECORD),
    TABLE(person, RECORD),
    TABLE(phone, RECORD),
    TABLE(place, RECORD),
    TABLE(substance, RECORD),
    TABLE(vehicle, RECORD),
    TABLE(event, EVENT),
    TABLE(role, ROLE),
    TABLE(relation, RELATION),
    TABLE(assertion, ASSERTION),
    TABLE(agency, AGENCY),
};

const struct jd__schema *
jd__schema_all(uint32_t *out_n)
{
    *out_n = sizeof(tables) / sizeof(tables[0]);
    return tables;
}

const struct jd__schema_column *
jd__schema_common(uint32_t *out_n)
{
    *out_n = sizeof(common) / sizeof(common[0]);
    return common;
}
