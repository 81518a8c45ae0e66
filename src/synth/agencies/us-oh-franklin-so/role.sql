-- SPDX-License-Identifier: Apache-2.0
-- Franklin County sheriff, jail management system, fixed columns: role from jms_parties.txt
SELECT nullif(trim(substr(line, 1, 12)), '') AS kind,
       nullif(trim(substr(line, 13, 12)), '') AS record_id,
       nullif(trim(substr(line, 25, 14)), '') AS event_id,
       nullif(trim(substr(line, 39, 12)), '') AS role,
       nullif(trim(substr(line, 51, 8)), '') AS known_at
FROM "jms_parties.txt"
