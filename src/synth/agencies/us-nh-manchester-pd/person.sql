-- SPDX-License-Identifier: Apache-2.0
-- Manchester, dispatch and records: person from names.jsonl
SELECT "mni" AS id,
       "first" AS given_name,
       "middle" AS middle_name,
       "last" AS surname,
       "suffix",
       "dob" AS birth_date,
       "sex",
       "race",
       "addr" AS address,
       "city",
       "state",
       "zip" AS postal_code,
       "phone",
       "sid" AS state_id,
       "fbi" AS fbi_number,
       "ssn4",
       "flag" AS "class",
       "entered" AS known_at
FROM "names.jsonl"
