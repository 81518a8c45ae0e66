-- SPDX-License-Identifier: Apache-2.0
-- ГДБОП, регистър: role from участници.csv
SELECT "ТАБЛИЦА" AS kind,
       "НОМЕР" AS record_id,
       "ПРЕПИСКА" AS event_id,
       CASE "РОЛЯ"
           WHEN 'проверяван' THEN 'subject'
           ELSE "РОЛЯ" END AS role,
       "ВПИСАН" AS known_at
FROM "участници.csv"
UNION ALL
SELECT 'person' AS kind,
       "ЗАДЪРЖАН" AS record_id,
       "НОМЕР" AS event_id,
       'arrestee' AS role,
       "ВПИСАН" AS known_at
FROM "преписки.csv"
WHERE "ЗАДЪРЖАН" IS NOT NULL
UNION ALL
SELECT 'person' AS kind,
       "СЛУЖИТЕЛ" AS record_id,
       "НОМЕР" AS event_id,
       'officer' AS role,
       "ВПИСАН" AS known_at
FROM "преписки.csv"
WHERE "СЛУЖИТЕЛ" IS NOT NULL
