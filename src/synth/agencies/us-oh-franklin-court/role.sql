-- SPDX-License-Identifier: Apache-2.0
-- Common Pleas, docket: role from other_roles.csv
SELECT "kind",
       "record_id",
       "event_id",
       "role",
       "known_at"
FROM "other_roles.csv"
UNION ALL
SELECT 'person' AS kind,
       "DEFENDANT" AS record_id,
       "ENTRY" AS event_id,
       'defendant' AS role,
       "DOCKETED" AS known_at
FROM "docket.csv"
WHERE "DEFENDANT" IS NOT NULL
UNION ALL
SELECT 'person' AS kind,
       "JUDGE" AS record_id,
       "ENTRY" AS event_id,
       'judge' AS role,
       "DOCKETED" AS known_at
FROM "docket.csv"
WHERE "JUDGE" IS NOT NULL
UNION ALL
SELECT 'person' AS kind,
       "COUNSEL" AS record_id,
       "ENTRY" AS event_id,
       'counsel' AS role,
       "DOCKETED" AS known_at
FROM "docket.csv"
WHERE "COUNSEL" IS NOT NULL
