-- SPDX-License-Identifier: Apache-2.0
-- บช.ปส. ระบบคดี: person from บุคคล.csv
SELECT "เลขที่" AS id,
       "ชื่อ" AS given_name,
       "นามสกุล" AS surname,
       "วันเกิด" AS birth_date,
       CASE "เพศ"
           WHEN 'หญิง' THEN 'F'
           WHEN 'ชาย' THEN 'M'
           ELSE "เพศ" END AS sex,
       "สัญชาติ" AS country,
       "หนังสือเดินทาง" AS passport,
       "บันทึก" AS known_at
FROM "บุคคล.csv"
