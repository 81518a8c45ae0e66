-- SPDX-License-Identifier: Apache-2.0
-- DEA, laboratory information system: exhibit from exhibits.parquet
SELECT "LAB_NO" AS id,
       "AGENCY_EXHIBIT" AS "number",
       "DESCRIPTION" AS description,
       "RECEIVED" AS known_at
FROM "exhibits.parquet"
