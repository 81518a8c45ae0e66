-- SPDX-License-Identifier: Apache-2.0
-- Salt Lake City police, Spillman extract: parcel from parcels.csv
SELECT "Item" AS id,
       "Tracking" AS tracking_number,
       "From" AS origin_country,
       "Entered" AS known_at
FROM "parcels.csv"
