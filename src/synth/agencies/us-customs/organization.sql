-- SPDX-License-Identifier: Apache-2.0
-- Customs, entry summaries: organization from parties.csv
SELECT "PARTY" AS id,
       "PARTY_NAME" AS name,
       "FOREIGN_TAX_ID" AS registration,
       "FILED" AS known_at
FROM "parties.csv"
