-- SPDX-License-Identifier: Apache-2.0
-- Miami-Dade medical examiner: role from other_roles.csv
SELECT "kind",
       "record_id",
       "event_id",
       "role",
       "known_at"
FROM "other_roles.csv"
UNION ALL
SELECT 'person' AS kind,
       "DECEDENT" AS record_id,
       "ME_EVENT" AS event_id,
       'decedent' AS role,
       "LOGGED" AS known_at
FROM "cases.csv"
WHERE "DECEDENT" IS NOT NULL
UNION ALL
SELECT 'person' AS kind,
       "PATHOLOGIST" AS record_id,
       "ME_EVENT" AS event_id,
       'examiner' AS role,
       "LOGGED" AS known_at
FROM "cases.csv"
WHERE "PATHOLOGIST" IS NOT NULL
