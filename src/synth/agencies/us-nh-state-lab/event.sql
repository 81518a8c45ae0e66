-- SPDX-License-Identifier: Apache-2.0
-- State Police laboratory: event from reports.csv
SELECT "Report" AS id,
       CASE "Section"
           WHEN 'Drug Chemistry' THEN 'examination'
           ELSE "Section" END AS kind,
       "Date" AS "at",
       "Case Numbers" AS case_numbers,
       "Received" AS known_at
FROM "reports.csv"
