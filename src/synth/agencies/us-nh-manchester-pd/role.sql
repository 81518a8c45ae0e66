-- SPDX-License-Identifier: Apache-2.0
-- Manchester, dispatch and records: role from involved.jsonl
SELECT "table" AS kind,
       "no" AS record_id,
       "callNo" AS event_id,
       "as" AS role,
       "entered" AS known_at
FROM "involved.jsonl"
UNION ALL
SELECT 'person' AS kind,
       "arrestee" AS record_id,
       "callNo" AS event_id,
       'arrestee' AS role,
       "entered" AS known_at
FROM "cad_events.jsonl"
WHERE "arrestee" IS NOT NULL
UNION ALL
SELECT 'person' AS kind,
       "officer" AS record_id,
       "callNo" AS event_id,
       'officer' AS role,
       "entered" AS known_at
FROM "cad_events.jsonl"
WHERE "officer" IS NOT NULL
UNION ALL
SELECT 'place' AS kind,
       "location" AS record_id,
       "callNo" AS event_id,
       'scene' AS role,
       "entered" AS known_at
FROM "cad_events.jsonl"
WHERE "location" IS NOT NULL
