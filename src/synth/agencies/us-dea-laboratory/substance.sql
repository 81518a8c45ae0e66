-- SPDX-License-Identifier: Apache-2.0
-- DEA, laboratory information system: substance from findings.parquet
SELECT "FINDING_NO" AS id,
       "SUBSTANCE" AS name,
       "SIGNATURE" AS profile,
       "IMPRINT" AS imprint,
       "RECEIVED" AS known_at
FROM "findings.parquet"
