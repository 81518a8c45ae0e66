-- SPDX-License-Identifier: Apache-2.0
-- Franklin County probation: role from other_roles.csv
SELECT "kind",
       "record_id",
       "event_id",
       "role",
       "known_at"
FROM "other_roles.csv"
UNION ALL
SELECT 'person' AS kind,
       "CLIENT" AS record_id,
       "NO" AS event_id,
       'probationer' AS role,
       "ENTERED" AS known_at
FROM "contacts.csv"
WHERE "CLIENT" IS NOT NULL
UNION ALL
SELECT 'person' AS kind,
       "OFFICER" AS record_id,
       "NO" AS event_id,
       'officer' AS role,
       "ENTERED" AS known_at
FROM "contacts.csv"
WHERE "OFFICER" IS NOT NULL
