-- SPDX-License-Identifier: Apache-2.0
-- Ohio parole, post-release control: person from supervisees.jsonl
SELECT "offenderNo" AS id,
       split_part(split_part("name", ', ', 2), ' ', 1) AS given_name,
       regexp_extract(split_part("name", ', ', 2), '^\S+ (.+?)( (Jr|Sr|JR|SR))?$', 1) AS middle_name,
       split_part("name", ', ', 1) AS surname,
       regexp_extract("name", ' (Jr|Sr|JR|SR)$', 1) AS suffix,
       "dob" AS birth_date,
       CASE "sex"
           WHEN 'FEMALE' THEN 'F'
           WHEN 'MALE' THEN 'M'
           ELSE "sex" END AS sex,
       "race",
       split_part("approvedResidence", ', ', 1) AS address,
       split_part("approvedResidence", ', ', 2) AS city,
       split_part(split_part("approvedResidence", ', ', 3), ' ', 1) AS state,
       split_part(split_part("approvedResidence", ', ', 3), ' ', 2) AS postal_code,
       "cell" AS phone,
       "bci" AS state_id,
       "fbi" AS fbi_number,
       "passport",
       "opened" AS known_at
FROM "supervisees.jsonl"
