-- SPDX-License-Identifier: Apache-2.0
-- Superior Court, Odyssey extract: person from odyssey_parties.csv
SELECT "PartyID" AS id,
       split_part(regexp_replace("FullName", ' (Jr|Sr)$', ''), ' ', 1) AS given_name,
       regexp_extract(regexp_replace("FullName", ' (Jr|Sr)$', ''), '^\S+ (.+) \S+$', 1) AS middle_name,
       split_part(regexp_replace("FullName", ' (Jr|Sr)$', ''), ' ', -1) AS surname,
       regexp_extract("FullName", ' (Jr|Sr)$', 1) AS suffix,
       "DOB" AS birth_date,
       CASE "Gender"
           WHEN 'Female' THEN 'F'
           WHEN 'Male' THEN 'M'
           ELSE "Gender" END AS sex,
       "Street" AS address,
       "City" AS city,
       "State" AS state,
       "Zip" AS postal_code,
       "SSN4" AS ssn4,
       "Created" AS known_at
FROM "odyssey_parties.csv"
