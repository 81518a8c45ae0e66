-- SPDX-License-Identifier: Apache-2.0
-- Columbus, nightly export of the records management system: role from rms_involvements.csv
SELECT "INVOLVED_KIND" AS kind,
       "INVOLVED_NO" AS record_id,
       "REPORT_NO" AS event_id,
       CASE "INVOLVED_AS"
           WHEN 'VIC' THEN 'victim'
           WHEN 'WIT' THEN 'witness'
           WHEN 'SUS' THEN 'suspect'
           WHEN 'OWN' THEN 'holder'
           WHEN 'EVI' THEN 'exhibit'
           WHEN 'VEH' THEN 'vehicle'
           WHEN 'FROM' THEN 'caller'
           WHEN 'TO' THEN 'callee'
           ELSE "INVOLVED_AS" END AS role,
       "ENTRY_DT" AS known_at
FROM "rms_involvements.csv"
UNION ALL
SELECT 'person' AS kind,
       "ARRESTEE_NO" AS record_id,
       "REPORT_NO" AS event_id,
       'arrestee' AS role,
       "ENTRY_DT" AS known_at
FROM "rms_arrests.csv"
WHERE "ARRESTEE_NO" IS NOT NULL
UNION ALL
SELECT 'person' AS kind,
       "OFFICER_NO" AS record_id,
       "REPORT_NO" AS event_id,
       'officer' AS role,
       "ENTRY_DT" AS known_at
FROM "rms_arrests.csv"
WHERE "OFFICER_NO" IS NOT NULL
UNION ALL
SELECT 'place' AS kind,
       "LOCATION_NO" AS record_id,
       "REPORT_NO" AS event_id,
       'scene' AS role,
       "ENTRY_DT" AS known_at
FROM "rms_arrests.csv"
WHERE "LOCATION_NO" IS NOT NULL
UNION ALL
SELECT 'person' AS kind,
       "OFFICER_NO" AS record_id,
       "REPORT_NO" AS event_id,
       'officer' AS role,
       "ENTRY_DT" AS known_at
FROM "rms_reports.csv"
WHERE "OFFICER_NO" IS NOT NULL
UNION ALL
SELECT 'place' AS kind,
       "LOCATION_NO" AS record_id,
       "REPORT_NO" AS event_id,
       'scene' AS role,
       "ENTRY_DT" AS known_at
FROM "rms_reports.csv"
WHERE "LOCATION_NO" IS NOT NULL
