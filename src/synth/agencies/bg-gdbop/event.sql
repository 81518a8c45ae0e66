-- SPDX-License-Identifier: Apache-2.0
-- ГДБОП, регистър: event from преписки.csv
SELECT "НОМЕР" AS id,
       CASE "ВИД"
           WHEN 'задържане' THEN 'arrest'
           WHEN 'разследване' THEN 'investigation'
           ELSE "ВИД" END AS kind,
       "ДАТА" AS "at",
       "ДЕЛО" AS case_numbers,
       "ВПИСАН" AS known_at
FROM "преписки.csv"
