-- SPDX-License-Identifier: Apache-2.0
-- Marshals, prisoner tracking, fixed columns: event from custody.txt
SELECT nullif(trim(substr(line, 1, 14)), '') AS id,
       CASE nullif(trim(substr(line, 15, 3)), '')
           WHEN 'RCV' THEN 'admission'
           WHEN 'REL' THEN 'release'
           WHEN 'WAR' THEN 'arrest'
           WHEN 'INC' THEN 'incident'
           WHEN 'SZD' THEN 'seizure'
           WHEN 'INV' THEN 'investigation'
           ELSE nullif(trim(substr(line, 15, 3)), '') END AS kind,
       nullif(trim(substr(line, 18, 16)), '') AS "at",
       nullif(trim(substr(line, 34, 120)), '') AS case_numbers,
       nullif(trim(substr(line, 190, 8)), '') AS known_at
FROM "custody.txt"
