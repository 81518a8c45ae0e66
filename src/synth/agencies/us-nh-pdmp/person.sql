-- SPDX-License-Identifier: Apache-2.0
-- New Hampshire PDMP, fields named as in ASAP 4.2: person from patients.csv
SELECT "ENTITY_ID" AS id,
       "PAT08_FIRST" AS given_name,
       "PAT09_MIDDLE" AS middle_name,
       "PAT07_LAST" AS surname,
       "PAT18_DOB" AS birth_date,
       "PAT19_SEX" AS sex,
       "PAT12_ADDR" AS address,
       "PAT14_CITY" AS city,
       "PAT15_STATE" AS state,
       "PAT16_ZIP" AS postal_code,
       "PAT17_PHONE" AS phone,
       "PRE02_DEA" AS license_number,
       "LOADED" AS known_at
FROM "patients.csv"
