-- SPDX-License-Identifier: Apache-2.0
-- ГДБОП, регистър: person from лица.csv
SELECT "НОМЕР" AS id,
       "ИМЕ" AS given_name,
       "ФАМИЛИЯ" AS surname,
       "РОДЕН" AS birth_date,
       CASE "ПОЛ"
           WHEN 'Ж' THEN 'F'
           WHEN 'М' THEN 'M'
           ELSE "ПОЛ" END AS sex,
       "ГРАД" AS city,
       "ДЪРЖАВА" AS country,
       "ПАСПОРТ" AS passport,
       "ВПИСАН" AS known_at
FROM "лица.csv"
