-- SPDX-License-Identifier: Apache-2.0
-- Miami-Dade laboratory: exhibit from evidence.jsonl
SELECT "barcode" AS id,
       "agencyItem" AS "number",
       "description",
       "scanned" AS known_at
FROM "evidence.jsonl"
