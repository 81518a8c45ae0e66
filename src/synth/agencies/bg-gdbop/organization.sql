-- SPDX-License-Identifier: Apache-2.0
-- ГДБОП, регистър: organization from фирми.csv
SELECT "НОМЕР" AS id,
       "ФИРМА" AS name,
       "ДДС" AS registration,
       "ВПИСАН" AS known_at
FROM "фирми.csv"
