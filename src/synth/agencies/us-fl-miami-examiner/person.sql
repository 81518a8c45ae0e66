-- SPDX-License-Identifier: Apache-2.0
-- Miami-Dade medical examiner: person from cases_persons.csv
SELECT "ME_PERSON" AS id,
       split_part(split_part("DECEDENT", ', ', 2), ' ', 1) AS given_name,
       regexp_extract(split_part("DECEDENT", ', ', 2), '^\S+ (.+?)( (Jr|Sr|JR|SR))?$', 1) AS middle_name,
       split_part("DECEDENT", ', ', 1) AS surname,
       regexp_extract("DECEDENT", ' (Jr|Sr|JR|SR)$', 1) AS suffix,
       "DOB" AS birth_date,
       "SEX" AS sex,
       "RACE" AS race,
       split_part("ADDRESS", ', ', 1) AS address,
       split_part("ADDRESS", ', ', 2) AS city,
       split_part(split_part("ADDRESS", ', ', 3), ' ', 1) AS state,
       split_part(split_part("ADDRESS", ', ', 3), ' ', 2) AS postal_code,
       "LOGGED" AS known_at
FROM "cases_persons.csv"
