-- SPDX-License-Identifier: Apache-2.0
-- Common Pleas, docket: event from docket.csv
SELECT "ENTRY" AS id,
       CASE "ENTRY_TYPE"
           WHEN 'INDICTMENT FILED' THEN 'filing'
           WHEN 'PLEA OF GUILTY' THEN 'plea'
           WHEN 'VERDICT' THEN 'verdict'
           WHEN 'SENTENCING ENTRY' THEN 'sentence'
           ELSE "ENTRY_TYPE" END AS kind,
       "ENTRY_DATE" AS "at",
       "CASE_NO" AS case_numbers,
       "STATUTE" AS offense,
       "MONTHS" AS months,
       "SEALED" AS "class",
       "DOCKETED" AS known_at
FROM "docket.csv"
