-- SPDX-License-Identifier: Apache-2.0
-- Bureau of Prisons, SENTRY, fixed columns: person from sentry_inmates.txt
SELECT nullif(trim(substr(line, 1, 16)), '') AS id,
       nullif(trim(substr(line, 37, 14)), '') AS given_name,
       nullif(trim(substr(line, 51, 12)), '') AS middle_name,
       nullif(trim(substr(line, 17, 20)), '') AS surname,
       nullif(trim(substr(line, 63, 3)), '') AS suffix,
       nullif(trim(substr(line, 66, 10)), '') AS birth_date,
       nullif(trim(substr(line, 76, 1)), '') AS sex,
       nullif(trim(substr(line, 77, 1)), '') AS race,
       nullif(trim(substr(line, 78, 20)), '') AS city,
       nullif(trim(substr(line, 98, 2)), '') AS state,
       nullif(trim(substr(line, 100, 9)), '') AS fbi_number,
       nullif(trim(substr(line, 109, 9)), '') AS passport,
       nullif(trim(substr(line, 118, 10)), '') AS known_at
FROM "sentry_inmates.txt"
