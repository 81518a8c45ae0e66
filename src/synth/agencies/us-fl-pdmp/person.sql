-- SPDX-License-Identifier: Apache-2.0
-- Florida PDMP: person from people.jsonl
SELECT "id",
       "first_name" AS given_name,
       "middle_name",
       "last_name" AS surname,
       "suffix",
       "birth" AS birth_date,
       "sex",
       "street" AS address,
       "city",
       "st" AS state,
       "zip" AS postal_code,
       "telephone" AS phone,
       "dea_number" AS license_number,
       "reported" AS known_at
FROM "people.jsonl"
