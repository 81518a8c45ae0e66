-- SPDX-License-Identifier: Apache-2.0
-- Florida PDMP: event from fills.jsonl
SELECT "id",
       "kind",
       "filled_on" AS "at",
       "drug" AS status,
       "reported" AS known_at
FROM "fills.jsonl"
