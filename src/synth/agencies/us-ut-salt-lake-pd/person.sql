-- SPDX-License-Identifier: Apache-2.0
-- Salt Lake City police, Spillman extract: person from names.csv
SELECT "Name Number" AS id,
       split_part(split_part("Name", ', ', 2), ' ', 1) AS given_name,
       regexp_extract(split_part("Name", ', ', 2), '^\S+ (.+?)( (Jr|Sr|JR|SR))?$', 1) AS middle_name,
       split_part("Name", ', ', 1) AS surname,
       regexp_extract("Name", ' (Jr|Sr|JR|SR)$', 1) AS suffix,
       "Birth Date" AS birth_date,
       CASE "Sex"
           WHEN 'Female' THEN 'F'
           WHEN 'Male' THEN 'M'
           ELSE "Sex" END AS sex,
       "Race" AS race,
       "Address" AS address,
       "City" AS city,
       "State" AS state,
       "Zip" AS postal_code,
       "Telephone" AS phone,
       "SID" AS state_id,
       "FBI" AS fbi_number,
       "SSN" AS ssn4,
       "Restricted" AS "class",
       "Entered" AS known_at
FROM "names.csv"
