-- SPDX-License-Identifier: Apache-2.0
-- 广东省公安厅，案件库: role from 涉案.csv
SELECT "类" AS kind,
       "编号" AS record_id,
       "案件" AS event_id,
       CASE "身份"
           WHEN '嫌疑' THEN 'subject'
           ELSE "身份" END AS role,
       replace(replace(replace("录入", '年', '-'), '月', '-'), '日', '') AS known_at
FROM "涉案.csv"
UNION ALL
SELECT 'person' AS kind,
       "被拘留人" AS record_id,
       "编号" AS event_id,
       'arrestee' AS role,
       replace(replace(replace("录入", '年', '-'), '月', '-'), '日', '') AS known_at
FROM "案件.csv"
WHERE "被拘留人" IS NOT NULL
UNION ALL
SELECT 'person' AS kind,
       "民警" AS record_id,
       "编号" AS event_id,
       'officer' AS role,
       replace(replace(replace("录入", '年', '-'), '月', '-'), '日', '') AS known_at
FROM "案件.csv"
WHERE "民警" IS NOT NULL
