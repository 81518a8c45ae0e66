-- SPDX-License-Identifier: Apache-2.0
-- Miami-Dade laboratory: role from other_roles.csv
SELECT "kind",
       "record_id",
       "event_id",
       "role",
       "known_at"
FROM "other_roles.csv"
UNION ALL
SELECT 'person' AS kind,
       "analyst" AS record_id,
       "worksheet" AS event_id,
       'analyst' AS role,
       "scanned" AS known_at
FROM "worksheets.jsonl"
WHERE "analyst" IS NOT NULL
UNION ALL
SELECT 'exhibit' AS kind,
       "barcode" AS record_id,
       "worksheet" AS event_id,
       'exhibit' AS role,
       "scanned" AS known_at
FROM "worksheets.jsonl"
WHERE "barcode" IS NOT NULL
