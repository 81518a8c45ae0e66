-- SPDX-License-Identifier: Apache-2.0
-- Franklin County prosecutor, case management: person from defendants.jsonl
SELECT "partyId" AS id,
       "firstName" AS given_name,
       "middleName" AS middle_name,
       "lastName" AS surname,
       "suffix",
       "dateOfBirth" AS birth_date,
       CASE "gender"
           WHEN 'Female' THEN 'F'
           WHEN 'Male' THEN 'M'
           ELSE "gender" END AS sex,
       "race",
       "street" AS address,
       "city",
       "state",
       "zip" AS postal_code,
       "phone",
       "ssnLast4" AS ssn4,
       "restriction" AS "class",
       "created" AS known_at
FROM "defendants.jsonl"
