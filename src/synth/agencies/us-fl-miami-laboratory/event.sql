-- SPDX-License-Identifier: Apache-2.0
-- Miami-Dade laboratory: event from worksheets.jsonl
SELECT "worksheet" AS id,
       CASE "service"
           WHEN 'controlled substance' THEN 'examination'
           ELSE "service" END AS kind,
       "completed" AS "at",
       "numbers" AS case_numbers,
       "scanned" AS known_at
FROM "worksheets.jsonl"
