-- SPDX-License-Identifier: Apache-2.0
-- Salt Lake City police, Spillman extract: event from incidents.csv
SELECT "Number" AS id,
       "Nature" AS kind,
       "Occurred" AS "at",
       "Case" AS case_numbers,
       "NIBRS" AS offense,
       "Entered" AS known_at
FROM "incidents.csv"
