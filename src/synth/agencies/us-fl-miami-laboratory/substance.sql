-- SPDX-License-Identifier: Apache-2.0
-- Miami-Dade laboratory: substance from results.jsonl
SELECT "resultId" AS id,
       "compound" AS name,
       "signature" AS profile,
       "imprint",
       "scanned" AS known_at
FROM "results.jsonl"
