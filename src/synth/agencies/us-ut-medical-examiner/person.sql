-- SPDX-License-Identifier: Apache-2.0
-- Utah medical examiner: person from decedents.jsonl
SELECT "id",
       split_part(regexp_replace("name", ' (Jr|Sr)$', ''), ' ', 1) AS given_name,
       regexp_extract(regexp_replace("name", ' (Jr|Sr)$', ''), '^\S+ (.+) \S+$', 1) AS middle_name,
       split_part(regexp_replace("name", ' (Jr|Sr)$', ''), ' ', -1) AS surname,
       regexp_extract("name", ' (Jr|Sr)$', 1) AS suffix,
       "born" AS birth_date,
       CASE "sex"
           WHEN 'female' THEN 'F'
           WHEN 'male' THEN 'M'
           ELSE "sex" END AS sex,
       split_part("residence", ', ', 1) AS address,
       split_part("residence", ', ', 2) AS city,
       split_part(split_part("residence", ', ', 3), ' ', 1) AS state,
       split_part(split_part("residence", ', ', 3), ' ', 2) AS postal_code,
       "logged" AS known_at
FROM "decedents.jsonl"
