-- SPDX-License-Identifier: Apache-2.0
-- Silver Lantern, dump of the market's database: event from orders.csv
SELECT "order_id" AS id,
       "what" AS kind,
       "created" AS "at",
       "state" AS status,
       "seized" AS known_at
FROM "orders.csv"
