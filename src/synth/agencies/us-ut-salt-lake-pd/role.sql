-- SPDX-License-Identifier: Apache-2.0
-- Salt Lake City police, Spillman extract: role from other_roles.csv
SELECT "kind",
       "record_id",
       "event_id",
       "role",
       "known_at"
FROM "other_roles.csv"
UNION ALL
SELECT 'person' AS kind,
       "Arrestee" AS record_id,
       "Number" AS event_id,
       'arrestee' AS role,
       "Entered" AS known_at
FROM "incidents.csv"
WHERE "Arrestee" IS NOT NULL
UNION ALL
SELECT 'person' AS kind,
       "Officer" AS record_id,
       "Number" AS event_id,
       'officer' AS role,
       "Entered" AS known_at
FROM "incidents.csv"
WHERE "Officer" IS NOT NULL
UNION ALL
SELECT 'place' AS kind,
       "Location" AS record_id,
       "Number" AS event_id,
       'scene' AS role,
       "Entered" AS known_at
FROM "incidents.csv"
WHERE "Location" IS NOT NULL
