-- SPDX-License-Identifier: Apache-2.0
-- DEA, laboratory information system: event from analyses.csv
SELECT "ANALYSIS_NO" AS id,
       "TYPE" AS kind,
       "REPORTED" AS "at",
       "NUMBERS" AS case_numbers,
       "RECEIVED" AS known_at
FROM "analyses.csv"
