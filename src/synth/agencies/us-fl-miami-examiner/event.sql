-- SPDX-License-Identifier: Apache-2.0
-- Miami-Dade medical examiner: event from cases.csv
SELECT "ME_EVENT" AS id,
       CASE "TYPE"
           WHEN 'ME CASE' THEN 'death'
           ELSE "TYPE" END AS kind,
       "PRONOUNCED" AS "at",
       "NUMBERS" AS case_numbers,
       "LOGGED" AS known_at
FROM "cases.csv"
