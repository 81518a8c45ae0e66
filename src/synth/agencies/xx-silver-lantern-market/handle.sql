-- SPDX-License-Identifier: Apache-2.0
-- Silver Lantern, dump of the market's database: handle from users.csv
SELECT "uid" AS id,
       "username" AS name,
       "site" AS market,
       "pgp" AS "key",
       "seized" AS known_at
FROM "users.csv"
