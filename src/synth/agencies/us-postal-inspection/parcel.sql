-- SPDX-License-Identifier: Apache-2.0
-- Postal Inspection Service: parcel from articles.csv
SELECT "ARTICLE" AS id,
       "UPU_S10" AS tracking_number,
       "ORIGIN" AS origin_country,
       "GRAMS" AS weight_g,
       "LOGGED" AS known_at
FROM "articles.csv"
