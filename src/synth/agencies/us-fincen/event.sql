-- SPDX-License-Identifier: Apache-2.0
-- FinCEN, Bank Secrecy Act filings: event from bsa_transactions.csv
SELECT "TXN" AS id,
       "TYPE" AS kind,
       "DATE" AS "at",
       "AMOUNT_USD" AS amount,
       "FILED" AS known_at
FROM "bsa_transactions.csv"
