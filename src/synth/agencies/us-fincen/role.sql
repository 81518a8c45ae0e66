-- SPDX-License-Identifier: Apache-2.0
-- FinCEN, Bank Secrecy Act filings: role from other_roles.csv
SELECT "kind",
       "record_id",
       "event_id",
       "role",
       "known_at"
FROM "other_roles.csv"
UNION ALL
SELECT 'account' AS kind,
       "FROM_ACCT" AS record_id,
       "TXN" AS event_id,
       'payer' AS role,
       "FILED" AS known_at
FROM "bsa_transactions.csv"
WHERE "FROM_ACCT" IS NOT NULL
UNION ALL
SELECT 'account' AS kind,
       "TO_ACCT" AS record_id,
       "TXN" AS event_id,
       'payee' AS role,
       "FILED" AS known_at
FROM "bsa_transactions.csv"
WHERE "TO_ACCT" IS NOT NULL
