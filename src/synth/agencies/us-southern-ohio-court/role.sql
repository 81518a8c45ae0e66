-- SPDX-License-Identifier: Apache-2.0
-- District Court, extract of the electronic case files: role from other_roles.csv
SELECT "kind",
       "record_id",
       "event_id",
       "role",
       "known_at"
FROM "other_roles.csv"
UNION ALL
SELECT 'person' AS kind,
       "dft" AS record_id,
       "deid" AS event_id,
       'defendant' AS role,
       "entered" AS known_at
FROM "docket.csv"
WHERE "dft" IS NOT NULL
UNION ALL
SELECT 'person' AS kind,
       "judge" AS record_id,
       "deid" AS event_id,
       'judge' AS role,
       "entered" AS known_at
FROM "docket.csv"
WHERE "judge" IS NOT NULL
UNION ALL
SELECT 'person' AS kind,
       "atty" AS record_id,
       "deid" AS event_id,
       'counsel' AS role,
       "entered" AS known_at
FROM "docket.csv"
WHERE "atty" IS NOT NULL
