-- SPDX-License-Identifier: Apache-2.0
-- บช.ปส. ระบบคดี: role from ผู้เกี่ยวข้อง.csv
SELECT "ชนิด" AS kind,
       "เลขที่" AS record_id,
       "คดี" AS event_id,
       CASE "ฐานะ"
           WHEN 'ผู้ถูกกล่าวหา' THEN 'subject'
           ELSE "ฐานะ" END AS role,
       "บันทึก" AS known_at
FROM "ผู้เกี่ยวข้อง.csv"
UNION ALL
SELECT 'person' AS kind,
       "ผู้ต้องหา" AS record_id,
       "เลขที่" AS event_id,
       'arrestee' AS role,
       "บันทึก" AS known_at
FROM "คดี.csv"
WHERE "ผู้ต้องหา" IS NOT NULL
UNION ALL
SELECT 'person' AS kind,
       "เจ้าหน้าที่" AS record_id,
       "เลขที่" AS event_id,
       'officer' AS role,
       "บันทึก" AS known_at
FROM "คดี.csv"
WHERE "เจ้าหน้าที่" IS NOT NULL
