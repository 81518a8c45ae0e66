-- SPDX-License-Identifier: Apache-2.0
-- Common Pleas, docket: person from parties.csv
SELECT "PARTY" AS id,
       split_part(split_part("PARTY_NAME", ', ', 2), ' ', 1) AS given_name,
       regexp_extract(split_part("PARTY_NAME", ', ', 2), '^\S+ (.+?)( (Jr|Sr|JR|SR))?$', 1) AS middle_name,
       split_part("PARTY_NAME", ', ', 1) AS surname,
       regexp_extract("PARTY_NAME", ' (Jr|Sr|JR|SR)$', 1) AS suffix,
       "DOB" AS birth_date,
       "SEX" AS sex,
       split_part("ADDRESS", ', ', 1) AS address,
       split_part("ADDRESS", ', ', 2) AS city,
       split_part(split_part("ADDRESS", ', ', 3), ' ', 1) AS state,
       split_part(split_part("ADDRESS", ', ', 3), ' ', 2) AS postal_code,
       "SSN4" AS ssn4,
       "SEALED" AS "class",
       "DOCKETED" AS known_at
FROM "parties.csv"
