-- SPDX-License-Identifier: Apache-2.0
-- IRS, Criminal Investigation Management Information System: event from cimis.csv
SELECT "ACTION" AS id,
       CASE "ACTION_TYPE"
           WHEN 'PI OPENED' THEN 'investigation'
           WHEN 'ARREST' THEN 'arrest'
           WHEN 'SEIZURE' THEN 'seizure'
           ELSE "ACTION_TYPE" END AS kind,
       "ACTION_DATE" AS "at",
       "NUMBERS" AS case_numbers,
       "POSTED" AS known_at
FROM "cimis.csv"
