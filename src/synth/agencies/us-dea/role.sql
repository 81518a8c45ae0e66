-- SPDX-License-Identifier: Apache-2.0
-- DEA, NADDIS extract and toll records: role from parts.csv
SELECT "KIND" AS kind,
       "ID" AS record_id,
       "FILE" AS event_id,
       "PART" AS role,
       "LOADED" AS known_at
FROM "parts.csv"
UNION ALL
SELECT 'phone' AS kind,
       "A_PARTY" AS record_id,
       "ROW" AS event_id,
       'caller' AS role,
       "LOADED" AS known_at
FROM "tolls.parquet"
WHERE "A_PARTY" IS NOT NULL
UNION ALL
SELECT 'phone' AS kind,
       "B_PARTY" AS record_id,
       "ROW" AS event_id,
       'callee' AS role,
       "LOADED" AS known_at
FROM "tolls.parquet"
WHERE "B_PARTY" IS NOT NULL
UNION ALL
SELECT 'person' AS kind,
       "AGENT" AS record_id,
       "FILE" AS event_id,
       'officer' AS role,
       "LOADED" AS known_at
FROM "files.csv"
WHERE "AGENT" IS NOT NULL
