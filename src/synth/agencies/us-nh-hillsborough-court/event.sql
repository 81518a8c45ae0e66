-- SPDX-License-Identifier: Apache-2.0
-- Superior Court, Odyssey extract: event from odyssey_events.csv
SELECT "EventID" AS id,
       CASE "EventCode"
           WHEN 'CMPL' THEN 'filing'
           WHEN 'PLEA' THEN 'plea'
           WHEN 'VERD' THEN 'verdict'
           WHEN 'SENT' THEN 'sentence'
           ELSE "EventCode" END AS kind,
       "EventDate" AS "at",
       "CaseNbr" AS case_numbers,
       "Offense" AS offense,
       "TermMonths" AS months,
       "Restricted" AS "class",
       "Created" AS known_at
FROM "odyssey_events.csv"
