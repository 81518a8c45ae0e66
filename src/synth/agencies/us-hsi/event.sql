-- SPDX-License-Identifier: Apache-2.0
-- HSI, investigative case management: event from case_events.jsonl
SELECT "eventId" AS id,
       CASE "type"
           WHEN 'ENFORCEMENT ARREST' THEN 'arrest'
           WHEN 'SEIZURE' THEN 'seizure'
           WHEN 'CASE OPENED' THEN 'investigation'
           ELSE "type" END AS kind,
       "when" AS "at",
       "cases" AS case_numbers,
       "recorded" AS known_at
FROM "case_events.jsonl"
