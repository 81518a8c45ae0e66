-- SPDX-License-Identifier: Apache-2.0
-- บช.ปส. ระบบคดี: event from คดี.csv
SELECT "เลขที่" AS id,
       CASE "ประเภท"
           WHEN 'จับกุม' THEN 'arrest'
           WHEN 'สอบสวน' THEN 'investigation'
           ELSE "ประเภท" END AS kind,
       "วันที่" AS "at",
       "เลขคดี" AS case_numbers,
       "บันทึก" AS known_at
FROM "คดี.csv"
