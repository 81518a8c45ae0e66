-- SPDX-License-Identifier: Apache-2.0
-- IRS, Criminal Investigation Management Information System: account from accounts.csv
SELECT "ACCOUNT_REF" AS id,
       "ACCOUNT_NO" AS "number",
       "INSTITUTION" AS institution,
       "CCY" AS currency,
       "POSTED" AS known_at
FROM "accounts.csv"
