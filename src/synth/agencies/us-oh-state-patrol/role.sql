-- SPDX-License-Identifier: Apache-2.0
-- Ohio State Highway Patrol, report system: role from others.csv
SELECT "KIND" AS kind,
       "ID" AS record_id,
       "REPORT" AS event_id,
       "PART" AS role,
       "WRITTEN" AS known_at
FROM "others.csv"
UNION ALL
SELECT 'person' AS kind,
       "ARRESTED" AS record_id,
       "REPORT" AS event_id,
       'arrestee' AS role,
       "WRITTEN" AS known_at
FROM "reports.csv"
WHERE "ARRESTED" IS NOT NULL
UNION ALL
SELECT 'person' AS kind,
       "TROOPER" AS record_id,
       "REPORT" AS event_id,
       'officer' AS role,
       "WRITTEN" AS known_at
FROM "reports.csv"
WHERE "TROOPER" IS NOT NULL
UNION ALL
SELECT 'place' AS kind,
       "PLACE" AS record_id,
       "REPORT" AS event_id,
       'scene' AS role,
       "WRITTEN" AS known_at
FROM "reports.csv"
WHERE "PLACE" IS NOT NULL
