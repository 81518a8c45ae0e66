-- SPDX-License-Identifier: Apache-2.0
-- Ohio prisons, offender search extract: person from offenders.parquet
SELECT "OFFENDER_NO" AS id,
       "FIRST" AS given_name,
       "MIDDLE" AS middle_name,
       "LAST" AS surname,
       "SUFFIX" AS suffix,
       "BIRTH" AS birth_date,
       "SEX" AS sex,
       "RACE" AS race,
       "COUNTY_ADDR" AS address,
       "CITY" AS city,
       "STATE" AS state,
       "ZIP" AS postal_code,
       "SID" AS state_id,
       "FBI" AS fbi_number,
       "LOADED" AS known_at
FROM "offenders.parquet"
