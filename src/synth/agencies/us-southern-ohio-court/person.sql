-- SPDX-License-Identifier: Apache-2.0
-- District Court, extract of the electronic case files: person from parties.csv
SELECT "prid" AS id,
       split_part(regexp_replace("party", ' (Jr|Sr)$', ''), ' ', 1) AS given_name,
       regexp_extract(regexp_replace("party", ' (Jr|Sr)$', ''), '^\S+ (.+) \S+$', 1) AS middle_name,
       split_part(regexp_replace("party", ' (Jr|Sr)$', ''), ' ', -1) AS surname,
       regexp_extract("party", ' (Jr|Sr)$', 1) AS suffix,
       "dob" AS birth_date,
       split_part("addr", ', ', 1) AS address,
       split_part("addr", ', ', 2) AS city,
       split_part(split_part("addr", ', ', 3), ' ', 1) AS state,
       split_part(split_part("addr", ', ', 3), ' ', 2) AS postal_code,
       "sealed" AS "class",
       "entered" AS known_at
FROM "parties.csv"
