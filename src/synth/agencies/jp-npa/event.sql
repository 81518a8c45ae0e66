-- SPDX-License-Identifier: Apache-2.0
-- 警察庁、事件管理: event from 事件.csv
SELECT "番号" AS id,
       CASE "種別"
           WHEN '逮捕' THEN 'arrest'
           WHEN '捜査' THEN 'investigation'
           ELSE "種別" END AS kind,
       "日時" AS "at",
       "事件番号" AS case_numbers,
       "登録" AS known_at
FROM "事件.csv"
