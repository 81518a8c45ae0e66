-- SPDX-License-Identifier: Apache-2.0
-- 广东省公安厅，案件库: person from 人员.csv
SELECT "编号" AS id,
       substr("姓名", 2) AS given_name,
       substr("姓名", 1, 1) AS surname,
       replace(replace(replace("出生日期", '年', '-'), '月', '-'), '日', '') AS birth_date,
       CASE "性别"
           WHEN '女' THEN 'F'
           WHEN '男' THEN 'M'
           ELSE "性别" END AS sex,
       "国籍" AS country,
       "护照" AS passport,
       replace(replace(replace("录入", '年', '-'), '月', '-'), '日', '') AS known_at
FROM "人员.csv"
