-- SPDX-License-Identifier: Apache-2.0
-- New Hampshire corrections, CORIS extract: event from movements.parquet
SELECT "MOVEMENT" AS id,
       "TYPE" AS kind,
       "DATE" AS "at",
       "DOCKETS" AS case_numbers,
       "LOADED" AS known_at
FROM "movements.parquet"
