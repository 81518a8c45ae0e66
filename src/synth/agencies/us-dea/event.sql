-- SPDX-License-Identifier: Apache-2.0
-- DEA, NADDIS extract and toll records: event from tolls.parquet, files.csv
SELECT "ROW" AS id,
       "TYPE" AS kind,
       "STARTED" AS "at",
       "CASES" AS case_numbers,
       "LOADED" AS known_at
FROM "tolls.parquet"
UNION ALL
SELECT "FILE" AS id,
       "TYPE" AS kind,
       "OPENED" AS "at",
       "CASES" AS case_numbers,
       "LOADED" AS known_at
FROM "files.csv"
