-- SPDX-License-Identifier: Apache-2.0
-- Superior Court, Odyssey extract: role from other_roles.csv
SELECT "kind",
       "record_id",
       "event_id",
       "role",
       "known_at"
FROM "other_roles.csv"
UNION ALL
SELECT 'person' AS kind,
       "PartyID" AS record_id,
       "EventID" AS event_id,
       'defendant' AS role,
       "Created" AS known_at
FROM "odyssey_events.csv"
WHERE "PartyID" IS NOT NULL
UNION ALL
SELECT 'person' AS kind,
       "JudgeID" AS record_id,
       "EventID" AS event_id,
       'judge' AS role,
       "Created" AS known_at
FROM "odyssey_events.csv"
WHERE "JudgeID" IS NOT NULL
UNION ALL
SELECT 'person' AS kind,
       "AttyID" AS record_id,
       "EventID" AS event_id,
       'counsel' AS role,
       "Created" AS known_at
FROM "odyssey_events.csv"
WHERE "AttyID" IS NOT NULL
