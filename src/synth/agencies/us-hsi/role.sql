-- SPDX-License-Identifier: Apache-2.0
-- HSI, investigative case management: role from case_links.jsonl
SELECT "kind",
       "id" AS record_id,
       "eventId" AS event_id,
       "as" AS role,
       "recorded" AS known_at
FROM "case_links.jsonl"
UNION ALL
SELECT 'person' AS kind,
       "arrested" AS record_id,
       "eventId" AS event_id,
       'arrestee' AS role,
       "recorded" AS known_at
FROM "case_events.jsonl"
WHERE "arrested" IS NOT NULL
UNION ALL
SELECT 'person' AS kind,
       "agent" AS record_id,
       "eventId" AS event_id,
       'officer' AS role,
       "recorded" AS known_at
FROM "case_events.jsonl"
WHERE "agent" IS NOT NULL
