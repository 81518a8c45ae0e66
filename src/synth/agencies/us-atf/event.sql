-- SPDX-License-Identifier: Apache-2.0
-- ATF, traces and case management: event from traces.csv, n_force.csv
SELECT "TRACE" AS id,
       CASE "KIND"
           WHEN 'FIRST SALE' THEN 'registration'
           ELSE "KIND" END AS kind,
       "SOLD" AS "at",
       "NUMBERS" AS case_numbers,
       "RESTRICTED" AS "class",
       "ENTERED" AS known_at
FROM "traces.csv"
UNION ALL
SELECT "ENTRY" AS id,
       CASE "KIND"
           WHEN 'DEF ARRESTED' THEN 'arrest'
           WHEN 'CASE OPENED' THEN 'investigation'
           WHEN 'PROPERTY' THEN 'seizure'
           ELSE "KIND" END AS kind,
       "DATE" AS "at",
       "NUMBERS" AS case_numbers,
       NULL AS "class",
       "ENTERED" AS known_at
FROM "n_force.csv"
