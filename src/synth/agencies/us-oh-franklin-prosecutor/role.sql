-- SPDX-License-Identifier: Apache-2.0
-- Franklin County prosecutor, case management: role from other_roles.csv
SELECT "kind",
       "record_id",
       "event_id",
       "role",
       "known_at"
FROM "other_roles.csv"
UNION ALL
SELECT 'person' AS kind,
       "defendantId" AS record_id,
       "chargeId" AS event_id,
       'defendant' AS role,
       "created" AS known_at
FROM "charges.csv"
WHERE "defendantId" IS NOT NULL
UNION ALL
SELECT 'person' AS kind,
       "attorneyId" AS record_id,
       "chargeId" AS event_id,
       'counsel' AS role,
       "created" AS known_at
FROM "charges.csv"
WHERE "attorneyId" IS NOT NULL
