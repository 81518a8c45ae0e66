-- SPDX-License-Identifier: Apache-2.0
-- Bureau of Prisons, SENTRY, fixed columns: event from sentry_movements.txt
SELECT nullif(trim(substr(line, 1, 14)), '') AS id,
       CASE nullif(trim(substr(line, 15, 5)), '')
           WHEN 'A-DES' THEN 'admission'
           WHEN 'REL' THEN 'release'
           ELSE nullif(trim(substr(line, 15, 5)), '') END AS kind,
       nullif(trim(substr(line, 20, 10)), '') AS "at",
       nullif(trim(substr(line, 30, 120)), '') AS case_numbers,
       nullif(trim(substr(line, 182, 10)), '') AS known_at
FROM "sentry_movements.txt"
