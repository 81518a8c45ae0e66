-- SPDX-License-Identifier: Apache-2.0
-- Franklin County sheriff, jail management system, fixed columns: person from jms_person.txt
SELECT nullif(trim(substr(line, 1, 12)), '') AS id,
       nullif(trim(substr(line, 29, 14)), '') AS given_name,
       nullif(trim(substr(line, 43, 14)), '') AS middle_name,
       nullif(trim(substr(line, 13, 16)), '') AS surname,
       nullif(trim(substr(line, 57, 3)), '') AS suffix,
       nullif(trim(substr(line, 60, 8)), '') AS birth_date,
       nullif(trim(substr(line, 68, 1)), '') AS sex,
       nullif(trim(substr(line, 69, 1)), '') AS race,
       nullif(trim(substr(line, 70, 40)), '') AS address,
       nullif(trim(substr(line, 110, 20)), '') AS city,
       nullif(trim(substr(line, 130, 2)), '') AS state,
       nullif(trim(substr(line, 132, 5)), '') AS postal_code,
       nullif(trim(substr(line, 137, 10)), '') AS phone,
       nullif(trim(substr(line, 147, 10)), '') AS state_id,
       nullif(trim(substr(line, 157, 9)), '') AS fbi_number,
       nullif(trim(substr(line, 166, 4)), '') AS ssn4,
       nullif(trim(substr(line, 170, 8)), '') AS "class",
       nullif(trim(substr(line, 178, 8)), '') AS known_at
FROM "jms_person.txt"
