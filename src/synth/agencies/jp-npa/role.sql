-- SPDX-License-Identifier: Apache-2.0
-- 警察庁、事件管理: role from 関係者.csv
SELECT "種類" AS kind,
       "番号" AS record_id,
       "事件" AS event_id,
       CASE "区分"
           WHEN '対象' THEN 'subject'
           ELSE "区分" END AS role,
       "登録" AS known_at
FROM "関係者.csv"
UNION ALL
SELECT 'person' AS kind,
       "被疑者" AS record_id,
       "番号" AS event_id,
       'arrestee' AS role,
       "登録" AS known_at
FROM "事件.csv"
WHERE "被疑者" IS NOT NULL
UNION ALL
SELECT 'person' AS kind,
       "警察官" AS record_id,
       "番号" AS event_id,
       'officer' AS role,
       "登録" AS known_at
FROM "事件.csv"
WHERE "警察官" IS NOT NULL
