-- SPDX-License-Identifier: Apache-2.0
-- New Hampshire corrections, CORIS extract: role from other_roles.csv
SELECT "kind",
       "record_id",
       "event_id",
       "role",
       "known_at"
FROM "other_roles.csv"
UNION ALL
SELECT 'person' AS kind,
       "OFFENDER" AS record_id,
       "MOVEMENT" AS event_id,
       'inmate' AS role,
       "LOADED" AS known_at
FROM "movements.parquet"
WHERE "OFFENDER" IS NOT NULL
UNION ALL
SELECT 'person' AS kind,
       "PROBATIONER" AS record_id,
       "MOVEMENT" AS event_id,
       'probationer' AS role,
       "LOADED" AS known_at
FROM "movements.parquet"
WHERE "PROBATIONER" IS NOT NULL
UNION ALL
SELECT 'person' AS kind,
       "STAFF" AS record_id,
       "MOVEMENT" AS event_id,
       'officer' AS role,
       "LOADED" AS known_at
FROM "movements.parquet"
WHERE "STAFF" IS NOT NULL
