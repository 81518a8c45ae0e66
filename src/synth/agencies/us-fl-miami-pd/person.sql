-- SPDX-License-Identifier: Apache-2.0
-- Miami police, records: person from personas.csv
SELECT "NAME_ID" AS id,
       "NOMBRE" AS given_name,
       "MIDDLE" AS middle_name,
       "APELLIDO" AS surname,
       "SUFFIX" AS suffix,
       "DOB" AS birth_date,
       "SEX" AS sex,
       "RACE" AS race,
       "ADDRESS" AS address,
       "CITY" AS city,
       "STATE" AS state,
       "ZIP" AS postal_code,
       "PHONE" AS phone,
       "FDLE" AS state_id,
       "FBI" AS fbi_number,
       "SSN4" AS ssn4,
       "FLAG" AS "class",
       "ENTERED" AS known_at
FROM "personas.csv"
