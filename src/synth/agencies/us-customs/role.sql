-- SPDX-License-Identifier: Apache-2.0
-- Customs, entry summaries: role from entry_parts.csv
SELECT "KIND" AS kind,
       "NO" AS record_id,
       "ENTRY" AS event_id,
       "PART" AS role,
       "FILED" AS known_at
FROM "entry_parts.csv"
UNION ALL
SELECT 'organization' AS kind,
       nullif(trim(substr(line, 57, 16)), '') AS record_id,
       nullif(trim(substr(line, 1, 16)), '') AS event_id,
       'importer' AS role,
       nullif(trim(substr(line, 89, 8)), '') AS known_at
FROM "entries.txt"
WHERE nullif(trim(substr(line, 57, 16)), '') IS NOT NULL
UNION ALL
SELECT 'place' AS kind,
       nullif(trim(substr(line, 73, 16)), '') AS record_id,
       nullif(trim(substr(line, 1, 16)), '') AS event_id,
       'destination' AS role,
       nullif(trim(substr(line, 89, 8)), '') AS known_at
FROM "entries.txt"
WHERE nullif(trim(substr(line, 73, 16)), '') IS NOT NULL
