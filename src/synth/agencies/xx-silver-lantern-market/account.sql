-- SPDX-License-Identifier: Apache-2.0
-- Silver Lantern, dump of the market's database: account from wallets.csv
SELECT "wid" AS id,
       "address" AS "number",
       "coin" AS currency,
       "seized" AS known_at
FROM "wallets.csv"
