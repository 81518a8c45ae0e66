-- SPDX-License-Identifier: Apache-2.0
-- FinCEN, Bank Secrecy Act filings: person from bsa_subjects.csv
SELECT "SUBJECT" AS id,
       "FIRST" AS given_name,
       "MIDDLE" AS middle_name,
       "LAST" AS surname,
       "SUFFIX" AS suffix,
       "BIRTH" AS birth_date,
       "SEX" AS sex,
       "STREET" AS address,
       "CITY" AS city,
       "STATE" AS state,
       "ZIP" AS postal_code,
       "PHONE" AS phone,
       "TIN_LAST4" AS ssn4,
       "FILED" AS known_at
FROM "bsa_subjects.csv"
