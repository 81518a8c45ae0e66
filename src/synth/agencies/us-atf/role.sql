-- SPDX-License-Identifier: Apache-2.0
-- ATF, traces and case management: role from n_force_parts.csv
SELECT "KIND" AS kind,
       "NO" AS record_id,
       "ENTRY" AS event_id,
       "PART" AS role,
       "RESTRICTED" AS "class",
       "ENTERED" AS known_at
FROM "n_force_parts.csv"
UNION ALL
SELECT 'person' AS kind,
       "PURCHASER" AS record_id,
       "TRACE" AS event_id,
       'registrant' AS role,
       "RESTRICTED" AS "class",
       "ENTERED" AS known_at
FROM "traces.csv"
WHERE "PURCHASER" IS NOT NULL
UNION ALL
SELECT 'firearm' AS kind,
       "GUN" AS record_id,
       "TRACE" AS event_id,
       'item' AS role,
       "RESTRICTED" AS "class",
       "ENTERED" AS known_at
FROM "traces.csv"
WHERE "GUN" IS NOT NULL
UNION ALL
SELECT 'organization' AS kind,
       "FFL" AS record_id,
       "TRACE" AS event_id,
       'seller' AS role,
       "RESTRICTED" AS "class",
       "ENTERED" AS known_at
FROM "traces.csv"
WHERE "FFL" IS NOT NULL
UNION ALL
SELECT 'person' AS kind,
       "DEFENDANT" AS record_id,
       "ENTRY" AS event_id,
       'arrestee' AS role,
       NULL AS "class",
       "ENTERED" AS known_at
FROM "n_force.csv"
WHERE "DEFENDANT" IS NOT NULL
UNION ALL
SELECT 'person' AS kind,
       "AGENT" AS record_id,
       "ENTRY" AS event_id,
       'officer' AS role,
       NULL AS "class",
       "ENTERED" AS known_at
FROM "n_force.csv"
WHERE "AGENT" IS NOT NULL
