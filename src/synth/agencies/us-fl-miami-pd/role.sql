-- SPDX-License-Identifier: Apache-2.0
-- Miami police, records: role from other_roles.csv
SELECT "kind",
       "record_id",
       "event_id",
       "role",
       "known_at"
FROM "other_roles.csv"
UNION ALL
SELECT 'person' AS kind,
       "ARRESTEE" AS record_id,
       "EVENT_ID" AS event_id,
       'arrestee' AS role,
       "ENTERED" AS known_at
FROM "events.csv"
WHERE "ARRESTEE" IS NOT NULL
UNION ALL
SELECT 'person' AS kind,
       "OFFICER" AS record_id,
       "EVENT_ID" AS event_id,
       'officer' AS role,
       "ENTERED" AS known_at
FROM "events.csv"
WHERE "OFFICER" IS NOT NULL
UNION ALL
SELECT 'place' AS kind,
       "SCENE" AS record_id,
       "EVENT_ID" AS event_id,
       'scene' AS role,
       "ENTERED" AS known_at
FROM "events.csv"
WHERE "SCENE" IS NOT NULL
