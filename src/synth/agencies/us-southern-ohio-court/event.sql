-- SPDX-License-Identifier: Apache-2.0
-- District Court, extract of the electronic case files: event from docket.csv
SELECT "deid" AS id,
       CASE "event"
           WHEN 'Indictment' THEN 'filing'
           WHEN 'Plea Agreement' THEN 'plea'
           WHEN 'Jury Verdict' THEN 'verdict'
           WHEN 'Judgment' THEN 'sentence'
           ELSE "event" END AS kind,
       "filed" AS "at",
       "case" AS case_numbers,
       "statute" AS offense,
       "months",
       "sealed" AS "class",
       "entered" AS known_at
FROM "docket.csv"
