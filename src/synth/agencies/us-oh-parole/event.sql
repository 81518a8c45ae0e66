-- SPDX-License-Identifier: Apache-2.0
-- Ohio parole, post-release control: event from actions.jsonl
SELECT "actionNo" AS id,
       CASE "action"
           WHEN 'PRC START' THEN 'supervision'
           WHEN 'SANCTION HEARING' THEN 'violation'
           ELSE "action" END AS kind,
       "date" AS "at",
       "numbers" AS case_numbers,
       "entered" AS known_at
FROM "actions.jsonl"
