-- SPDX-License-Identifier: Apache-2.0
-- Franklin County probation: person from clients.csv
SELECT "CLIENT" AS id,
       "FIRST" AS given_name,
       "MI" AS middle_name,
       "LAST" AS surname,
       "SUF" AS suffix,
       "DOB" AS birth_date,
       "S" AS sex,
       "R" AS race,
       "ADDR" AS address,
       "CITY" AS city,
       "ST" AS state,
       "ZIP" AS postal_code,
       "CELL" AS phone,
       "SID" AS state_id,
       "FBI" AS fbi_number,
       "OPENED" AS known_at
FROM "clients.csv"
