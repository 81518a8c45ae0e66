-- SPDX-License-Identifier: Apache-2.0
-- Postal Inspection Service: handle from accounts_online.csv
SELECT "ID" AS id,
       "SCREEN_NAME" AS name,
       "SITE" AS market,
       "PGP" AS "key",
       "LOGGED" AS known_at
FROM "accounts_online.csv"
