-- SPDX-License-Identifier: Apache-2.0
-- Miami police, records: event from events.csv
SELECT "EVENT_ID" AS id,
       "EVENT" AS kind,
       concat_ws(' ', "DATE", "TIME") AS "at",
       "CASES" AS case_numbers,
       "NIBRS" AS offense,
       "ENTERED" AS known_at
FROM "events.csv"
