-- SPDX-License-Identifier: Apache-2.0
-- Franklin County sheriff, jail management system, fixed columns: event from jms_events.txt
SELECT nullif(trim(substr(line, 1, 14)), '') AS id,
       CASE nullif(trim(substr(line, 15, 2)), '')
           WHEN 'BK' THEN 'admission'
           WHEN 'AR' THEN 'arrest'
           WHEN 'IN' THEN 'incident'
           WHEN 'SZ' THEN 'seizure'
           WHEN 'CL' THEN 'call'
           WHEN 'RL' THEN 'release'
           ELSE nullif(trim(substr(line, 15, 2)), '') END AS kind,
       nullif(trim(substr(line, 17, 16)), '') AS "at",
       nullif(trim(substr(line, 33, 120)), '') AS case_numbers,
       nullif(trim(substr(line, 153, 6)), '') AS offense,
       nullif(trim(substr(line, 159, 8)), '') AS known_at
FROM "jms_events.txt"
