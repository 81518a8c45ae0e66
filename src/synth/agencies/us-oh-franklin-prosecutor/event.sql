-- SPDX-License-Identifier: Apache-2.0
-- Franklin County prosecutor, case management: event from charges.csv
SELECT "chargeId" AS id,
       "eventType" AS kind,
       "filed" AS "at",
       "caseNumbers" AS case_numbers,
       "offenseCode" AS offense,
       "restriction" AS "class",
       "created" AS known_at
FROM "charges.csv"
