-- SPDX-License-Identifier: Apache-2.0
-- Ohio parole, post-release control: role from other_roles.csv
SELECT "kind",
       "record_id",
       "event_id",
       "role",
       "known_at"
FROM "other_roles.csv"
UNION ALL
SELECT 'person' AS kind,
       "offenderNo" AS record_id,
       "actionNo" AS event_id,
       'probationer' AS role,
       "entered" AS known_at
FROM "actions.jsonl"
WHERE "offenderNo" IS NOT NULL
UNION ALL
SELECT 'person' AS kind,
       "paroleOfficer" AS record_id,
       "actionNo" AS event_id,
       'officer' AS role,
       "entered" AS known_at
FROM "actions.jsonl"
WHERE "paroleOfficer" IS NOT NULL
