-- SPDX-License-Identifier: Apache-2.0
-- Utah medical examiner: event from deaths.jsonl
SELECT "id",
       "what" AS kind,
       "pronounced" AS "at",
       "numbers" AS case_numbers,
       "logged" AS known_at
FROM "deaths.jsonl"
