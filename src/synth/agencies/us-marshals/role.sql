-- SPDX-License-Identifier: Apache-2.0
-- Marshals, prisoner tracking, fixed columns: role from parties.txt
SELECT nullif(trim(substr(line, 1, 12)), '') AS kind,
       nullif(trim(substr(line, 13, 12)), '') AS record_id,
       nullif(trim(substr(line, 25, 14)), '') AS event_id,
       nullif(trim(substr(line, 39, 12)), '') AS role,
       nullif(trim(substr(line, 51, 8)), '') AS known_at
FROM "parties.txt"
UNION ALL
SELECT 'person' AS kind,
       nullif(trim(substr(line, 154, 12)), '') AS record_id,
       nullif(trim(substr(line, 1, 14)), '') AS event_id,
       'inmate' AS role,
       nullif(trim(substr(line, 190, 8)), '') AS known_at
FROM "custody.txt"
WHERE nullif(trim(substr(line, 154, 12)), '') IS NOT NULL
UNION ALL
SELECT 'person' AS kind,
       nullif(trim(substr(line, 166, 12)), '') AS record_id,
       nullif(trim(substr(line, 1, 14)), '') AS event_id,
       'arrestee' AS role,
       nullif(trim(substr(line, 190, 8)), '') AS known_at
FROM "custody.txt"
WHERE nullif(trim(substr(line, 166, 12)), '') IS NOT NULL
UNION ALL
SELECT 'person' AS kind,
       nullif(trim(substr(line, 178, 12)), '') AS record_id,
       nullif(trim(substr(line, 1, 14)), '') AS event_id,
       'officer' AS role,
       nullif(trim(substr(line, 190, 8)), '') AS known_at
FROM "custody.txt"
WHERE nullif(trim(substr(line, 178, 12)), '') IS NOT NULL
