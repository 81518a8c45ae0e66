-- SPDX-License-Identifier: Apache-2.0
-- Customs, entry summaries: event from entries.txt
SELECT nullif(trim(substr(line, 1, 16)), '') AS id,
       nullif(trim(substr(line, 17, 12)), '') AS kind,
       nullif(trim(substr(line, 29, 16)), '') AS "at",
       nullif(trim(substr(line, 45, 12)), '') AS status,
       nullif(trim(substr(line, 89, 8)), '') AS known_at
FROM "entries.txt"
