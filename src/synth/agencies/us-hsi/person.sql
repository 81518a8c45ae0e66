-- SPDX-License-Identifier: Apache-2.0
-- HSI, investigative case management: person from subjects.jsonl
SELECT "subjectId" AS id,
       "givenNames" AS given_name,
       "middle" AS middle_name,
       "familyName" AS surname,
       "suffix",
       "born" AS birth_date,
       "sex",
       "address",
       "city",
       "state",
       "zip" AS postal_code,
       "country",
       "phone",
       "fbi" AS fbi_number,
       "travelDocument" AS passport,
       "recorded" AS known_at
FROM "subjects.jsonl"
