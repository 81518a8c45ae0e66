-- SPDX-License-Identifier: Apache-2.0
-- Franklin County probation: event from contacts.csv
SELECT "NO" AS id,
       CASE "TYPE"
           WHEN 'INTAKE' THEN 'supervision'
           WHEN 'VIOL' THEN 'violation'
           ELSE "TYPE" END AS kind,
       "DATE" AS "at",
       "COURT_NOS" AS case_numbers,
       "ENTERED" AS known_at
FROM "contacts.csv"
