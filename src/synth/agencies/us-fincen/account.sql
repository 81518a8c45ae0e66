-- SPDX-License-Identifier: Apache-2.0
-- FinCEN, Bank Secrecy Act filings: account from bsa_accounts.csv
SELECT "ACCT" AS id,
       "NUMBER" AS "number",
       "INSTITUTION" AS institution,
       "CCY" AS currency,
       "FILED" AS known_at
FROM "bsa_accounts.csv"
