-- SPDX-License-Identifier: Apache-2.0
-- United States Attorney, CaseView: role from other_roles.csv
SELECT "kind",
       "record_id",
       "event_id",
       "role",
       "known_at"
FROM "other_roles.csv"
UNION ALL
SELECT 'person' AS kind,
       "DEFENDANT" AS record_id,
       "EVENT" AS event_id,
       'defendant' AS role,
       "KEYED" AS known_at
FROM "caseview_events.csv"
WHERE "DEFENDANT" IS NOT NULL
UNION ALL
SELECT 'person' AS kind,
       "AUSA" AS record_id,
       "EVENT" AS event_id,
       'counsel' AS role,
       "KEYED" AS known_at
FROM "caseview_events.csv"
WHERE "AUSA" IS NOT NULL
