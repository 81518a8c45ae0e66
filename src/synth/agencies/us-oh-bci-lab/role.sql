-- SPDX-License-Identifier: Apache-2.0
-- Bureau of Criminal Investigation, laboratory information system: role from lims_links.csv
SELECT "OF" AS kind,
       "NO" AS record_id,
       "REQUEST" AS event_id,
       "LINK" AS role,
       "LOGGED" AS known_at
FROM "lims_links.csv"
UNION ALL
SELECT 'person' AS kind,
       "ANALYST" AS record_id,
       "REQUEST" AS event_id,
       'analyst' AS role,
       "LOGGED" AS known_at
FROM "lims_requests.csv"
WHERE "ANALYST" IS NOT NULL
UNION ALL
SELECT 'exhibit' AS kind,
       "LAB_ITEM" AS record_id,
       "REQUEST" AS event_id,
       'exhibit' AS role,
       "LOGGED" AS known_at
FROM "lims_requests.csv"
WHERE "LAB_ITEM" IS NOT NULL
