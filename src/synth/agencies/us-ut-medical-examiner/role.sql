-- SPDX-License-Identifier: Apache-2.0
-- Utah medical examiner: role from other_roles.csv
SELECT "kind",
       "record_id",
       "event_id",
       "role",
       "known_at"
FROM "other_roles.csv"
UNION ALL
SELECT 'person' AS kind,
       "decedent" AS record_id,
       "id" AS event_id,
       'decedent' AS role,
       "logged" AS known_at
FROM "deaths.jsonl"
WHERE "decedent" IS NOT NULL
UNION ALL
SELECT 'person' AS kind,
       "examiner" AS record_id,
       "id" AS event_id,
       'examiner' AS role,
       "logged" AS known_at
FROM "deaths.jsonl"
WHERE "examiner" IS NOT NULL
