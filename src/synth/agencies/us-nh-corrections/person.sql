-- SPDX-License-Identifier: Apache-2.0
-- New Hampshire corrections, CORIS extract: person from offenders.parquet
SELECT "coris_id" AS id,
       "fname" AS given_name,
       "mname" AS middle_name,
       "lname" AS surname,
       "sfx" AS suffix,
       "dob" AS birth_date,
       "gender" AS sex,
       "race",
       "addr" AS address,
       "town" AS city,
       "st" AS state,
       "zip" AS postal_code,
       "sid" AS state_id,
       "fbi" AS fbi_number,
       "LOADED" AS known_at
FROM "offenders.parquet"
