-- SPDX-License-Identifier: Apache-2.0
-- IRS, Criminal Investigation Management Information System: person from taxpayers.csv
SELECT "ENTITY" AS id,
       split_part(split_part("NAME", ', ', 2), ' ', 1) AS given_name,
       regexp_extract(split_part("NAME", ', ', 2), '^\S+ (.+?)( (Jr|Sr|JR|SR))?$', 1) AS middle_name,
       split_part("NAME", ', ', 1) AS surname,
       regexp_extract("NAME", ' (Jr|Sr|JR|SR)$', 1) AS suffix,
       "DOB" AS birth_date,
       "SEX" AS sex,
       split_part("ADDRESS_OF_RECORD", ', ', 1) AS address,
       split_part("ADDRESS_OF_RECORD", ', ', 2) AS city,
       split_part(split_part("ADDRESS_OF_RECORD", ', ', 3), ' ', 1) AS state,
       split_part(split_part("ADDRESS_OF_RECORD", ', ', 3), ' ', 2) AS postal_code,
       "TIN_LAST4" AS ssn4,
       "PASSPORT" AS passport,
       "POSTED" AS known_at
FROM "taxpayers.csv"
