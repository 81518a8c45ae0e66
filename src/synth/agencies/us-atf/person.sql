-- SPDX-License-Identifier: Apache-2.0
-- ATF, traces and case management: person from persons.csv
SELECT "PERSON" AS id,
       "FIRST" AS given_name,
       "MIDDLE" AS middle_name,
       "LAST" AS surname,
       "SUFFIX" AS suffix,
       "DOB" AS birth_date,
       "SEX" AS sex,
       "RACE" AS race,
       "STREET" AS address,
       "CITY" AS city,
       "ST" AS state,
       "ZIP" AS postal_code,
       "FBI" AS fbi_number,
       "PASSPORT" AS passport,
       "ENTERED" AS known_at
FROM "persons.csv"
