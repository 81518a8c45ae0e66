-- SPDX-License-Identifier: Apache-2.0
-- Customs, entry summaries: place from premises.csv
SELECT "SITE" AS id,
       "LINE_1" AS address,
       "CITY" AS city,
       "STATE" AS state,
       "ZIP" AS postal_code,
       "CTRY" AS country,
       "FILED" AS known_at
FROM "premises.csv"
