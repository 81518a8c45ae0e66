-- SPDX-License-Identifier: Apache-2.0
-- Bureau of Prisons, SENTRY, fixed columns: role from other_roles.csv
SELECT "kind",
       "record_id",
       "event_id",
       "role",
       "known_at"
FROM "other_roles.csv"
UNION ALL
SELECT 'person' AS kind,
       nullif(trim(substr(line, 150, 16)), '') AS record_id,
       nullif(trim(substr(line, 1, 14)), '') AS event_id,
       'inmate' AS role,
       nullif(trim(substr(line, 182, 10)), '') AS known_at
FROM "sentry_movements.txt"
WHERE nullif(trim(substr(line, 150, 16)), '') IS NOT NULL
UNION ALL
SELECT 'person' AS kind,
       nullif(trim(substr(line, 166, 16)), '') AS record_id,
       nullif(trim(substr(line, 1, 14)), '') AS event_id,
       'officer' AS role,
       nullif(trim(substr(line, 182, 10)), '') AS known_at
FROM "sentry_movements.txt"
WHERE nullif(trim(substr(line, 166, 16)), '') IS NOT NULL
