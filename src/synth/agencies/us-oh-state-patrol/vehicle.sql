-- SPDX-License-Identifier: Apache-2.0
-- Ohio State Highway Patrol, report system: vehicle from vehicles.csv
SELECT "ID" AS id,
       "VIN" AS vin,
       "TAG" AS plate,
       "TAG_STATE" AS plate_state,
       "MAKE" AS make,
       "MODEL" AS model,
       "MY" AS "year",
       "COLOR" AS color,
       "WRITTEN" AS known_at
FROM "vehicles.csv"
