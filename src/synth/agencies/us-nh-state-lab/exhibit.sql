-- SPDX-License-Identifier: Apache-2.0
-- State Police laboratory: exhibit from evidence.csv
SELECT "Lab Item" AS id,
       "Agency Item" AS "number",
       "Description" AS description,
       "Received" AS known_at
FROM "evidence.csv"
