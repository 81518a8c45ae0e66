-- SPDX-License-Identifier: Apache-2.0
-- State Police laboratory: role from report_parts.csv
SELECT "Kind" AS kind,
       "No" AS record_id,
       "Report" AS event_id,
       "Part" AS role,
       "Received" AS known_at
FROM "report_parts.csv"
UNION ALL
SELECT 'person' AS kind,
       "Analyst" AS record_id,
       "Report" AS event_id,
       'analyst' AS role,
       "Received" AS known_at
FROM "reports.csv"
WHERE "Analyst" IS NOT NULL
UNION ALL
SELECT 'exhibit' AS kind,
       "Lab Item" AS record_id,
       "Report" AS event_id,
       'exhibit' AS role,
       "Received" AS known_at
FROM "reports.csv"
WHERE "Lab Item" IS NOT NULL
