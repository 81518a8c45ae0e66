-- SPDX-License-Identifier: Apache-2.0
-- Columbus, nightly export of the records management system: person from rms_names.csv
SELECT "MASTER_NAME_NO" AS id,
       "FIRST_NM" AS given_name,
       "MIDDLE_NM" AS middle_name,
       "LAST_NM" AS surname,
       "SFX" AS suffix,
       "DOB" AS birth_date,
       "SEX_CD" AS sex,
       "RACE_CD" AS race,
       "STREET" AS address,
       "CITY" AS city,
       "ST" AS state,
       "ZIP" AS postal_code,
       "HOME_PHONE" AS phone,
       "SID" AS state_id,
       "FBI_NO" AS fbi_number,
       "SSN_LAST4" AS ssn4,
       "REC_CLASS" AS "class",
       "ENTRY_DT" AS known_at
FROM "rms_names.csv"
