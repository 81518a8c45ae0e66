-- SPDX-License-Identifier: Apache-2.0
-- Florida PDMP: role from other_roles.csv
SELECT "kind",
       "record_id",
       "event_id",
       "role",
       "known_at"
FROM "other_roles.csv"
UNION ALL
SELECT 'person' AS kind,
       "patient" AS record_id,
       "id" AS event_id,
       'patient' AS role,
       "reported" AS known_at
FROM "fills.jsonl"
WHERE "patient" IS NOT NULL
UNION ALL
SELECT 'person' AS kind,
       "prescriber" AS record_id,
       "id" AS event_id,
       'prescriber' AS role,
       "reported" AS known_at
FROM "fills.jsonl"
WHERE "prescriber" IS NOT NULL
UNION ALL
SELECT 'organization' AS kind,
       "pharmacy" AS record_id,
       "id" AS event_id,
       'dispenser' AS role,
       "reported" AS known_at
FROM "fills.jsonl"
WHERE "pharmacy" IS NOT NULL
