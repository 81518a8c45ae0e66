-- SPDX-License-Identifier: Apache-2.0
-- IRS, Criminal Investigation Management Information System: role from cimis_parts.csv
SELECT "KIND" AS kind,
       "REF" AS record_id,
       "ACTION" AS event_id,
       "PART" AS role,
       "POSTED" AS known_at
FROM "cimis_parts.csv"
UNION ALL
SELECT 'person' AS kind,
       "SUBJECT" AS record_id,
       "ACTION" AS event_id,
       'subject' AS role,
       "POSTED" AS known_at
FROM "cimis.csv"
WHERE "SUBJECT" IS NOT NULL
UNION ALL
SELECT 'person' AS kind,
       "ARRESTED" AS record_id,
       "ACTION" AS event_id,
       'arrestee' AS role,
       "POSTED" AS known_at
FROM "cimis.csv"
WHERE "ARRESTED" IS NOT NULL
UNION ALL
SELECT 'person' AS kind,
       "AGENT" AS record_id,
       "ACTION" AS event_id,
       'officer' AS role,
       "POSTED" AS known_at
FROM "cimis.csv"
WHERE "AGENT" IS NOT NULL
