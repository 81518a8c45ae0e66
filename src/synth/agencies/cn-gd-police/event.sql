-- SPDX-License-Identifier: Apache-2.0
-- 广东省公安厅，案件库: event from 案件.csv
SELECT "编号" AS id,
       CASE "类别"
           WHEN '拘留' THEN 'arrest'
           WHEN '立案侦查' THEN 'investigation'
           ELSE "类别" END AS kind,
       replace(replace(replace("日期", '年', '-'), '月', '-'), '日', '') AS "at",
       "案号" AS case_numbers,
       replace(replace(replace("录入", '年', '-'), '月', '-'), '日', '') AS known_at
FROM "案件.csv"
