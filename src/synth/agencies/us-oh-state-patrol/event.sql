-- SPDX-License-Identifier: Apache-2.0
-- Ohio State Highway Patrol, report system: event from reports.csv
SELECT "REPORT" AS id,
       "WHAT" AS kind,
       concat_ws(' ', "DATE", "TIME") AS "at",
       "NUMBERS" AS case_numbers,
       "NIBRS" AS offense,
       "WRITTEN" AS known_at
FROM "reports.csv"
