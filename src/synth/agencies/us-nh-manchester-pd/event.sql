-- SPDX-License-Identifier: Apache-2.0
-- Manchester, dispatch and records: event from cad_events.jsonl
SELECT "callNo" AS id,
       CASE "type"
           WHEN 'Arrest' THEN 'arrest'
           WHEN 'Incident' THEN 'incident'
           WHEN 'Evidence' THEN 'seizure'
           WHEN 'Call detail' THEN 'call'
           ELSE "type" END AS kind,
       "when" AS "at",
       "incidentNos" AS case_numbers,
       "ibr" AS offense,
       "entered" AS known_at
FROM "cad_events.jsonl"
