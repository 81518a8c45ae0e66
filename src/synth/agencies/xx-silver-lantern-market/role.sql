-- SPDX-License-Identifier: Apache-2.0
-- Silver Lantern, dump of the market's database: role from other_roles.csv
SELECT "kind",
       "record_id",
       "event_id",
       "role",
       "known_at"
FROM "other_roles.csv"
UNION ALL
SELECT 'handle' AS kind,
       "buyer" AS record_id,
       "order_id" AS event_id,
       'buyer' AS role,
       "seized" AS known_at
FROM "orders.csv"
WHERE "buyer" IS NOT NULL
UNION ALL
SELECT 'handle' AS kind,
       "vendor" AS record_id,
       "order_id" AS event_id,
       'seller' AS role,
       "seized" AS known_at
FROM "orders.csv"
WHERE "vendor" IS NOT NULL
UNION ALL
SELECT 'account' AS kind,
       "wallet" AS record_id,
       "order_id" AS event_id,
       'payee' AS role,
       "seized" AS known_at
FROM "orders.csv"
WHERE "wallet" IS NOT NULL
