-- SPDX-License-Identifier: Apache-2.0
-- 警察庁、事件管理: person from 人物.csv
SELECT "番号" AS id,
       split_part("氏名", '　', 2) AS given_name,
       split_part("氏名", '　', 1) AS surname,
       "生年月日" AS birth_date,
       CASE "性別"
           WHEN '女' THEN 'F'
           WHEN '男' THEN 'M'
           ELSE "性別" END AS sex,
       "国籍" AS country,
       "旅券番号" AS passport,
       "登録" AS known_at
FROM "人物.csv"
