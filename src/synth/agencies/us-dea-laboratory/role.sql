-- SPDX-License-Identifier: Apache-2.0
-- DEA, laboratory information system: role from other_roles.csv
SELECT "kind",
       "record_id",
       "event_id",
       "role",
       "known_at"
FROM "other_roles.csv"
UNION ALL
SELECT 'person' AS kind,
       "CHEMIST" AS record_id,
       "ANALYSIS_NO" AS event_id,
       'analyst' AS role,
       "RECEIVED" AS known_at
FROM "analyses.csv"
WHERE "CHEMIST" IS NOT NULL
UNION ALL
SELECT 'exhibit' AS kind,
       "LAB_NO" AS record_id,
       "ANALYSIS_NO" AS event_id,
       'exhibit' AS role,
       "RECEIVED" AS known_at
FROM "analyses.csv"
WHERE "LAB_NO" IS NOT NULL
UNION ALL
SELECT 'substance' AS kind,
       "FINDING_NO" AS record_id,
       "ANALYSIS_NO" AS event_id,
       'sample' AS role,
       "RECEIVED" AS known_at
FROM "analyses.csv"
WHERE "FINDING_NO" IS NOT NULL
