-- SPDX-License-Identifier: Apache-2.0
-- Ohio State Highway Patrol, report system: person from contacts.csv
SELECT "ID" AS id,
       split_part(split_part("NAME", ', ', 2), ' ', 1) AS given_name,
       regexp_extract(split_part("NAME", ', ', 2), '^\S+ (.+?)( (Jr|Sr|JR|SR))?$', 1) AS middle_name,
       split_part("NAME", ', ', 1) AS surname,
       regexp_extract("NAME", ' (Jr|Sr|JR|SR)$', 1) AS suffix,
       "BORN" AS birth_date,
       "SEX" AS sex,
       split_part("ADDRESS", ', ', 1) AS address,
       split_part("ADDRESS", ', ', 2) AS city,
       split_part(split_part("ADDRESS", ', ', 3), ' ', 1) AS state,
       split_part(split_part("ADDRESS", ', ', 3), ' ', 2) AS postal_code,
       "TEL" AS phone,
       "BCI_NUMBER" AS state_id,
       "FBI_NUMBER" AS fbi_number,
       "SSN4" AS ssn4,
       "FLAG" AS "class",
       "WRITTEN" AS known_at
FROM "contacts.csv"
