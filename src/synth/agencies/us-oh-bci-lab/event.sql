-- SPDX-License-Identifier: Apache-2.0
-- Bureau of Criminal Investigation, laboratory information system: event from lims_requests.csv
SELECT "REQUEST" AS id,
       CASE "SERVICE"
           WHEN 'DRUG CHEM' THEN 'examination'
           ELSE "SERVICE" END AS kind,
       "COMPLETED" AS "at",
       "NUMBERS" AS case_numbers,
       "LOGGED" AS known_at
FROM "lims_requests.csv"
