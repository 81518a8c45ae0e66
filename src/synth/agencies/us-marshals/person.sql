-- SPDX-License-Identifier: Apache-2.0
-- Marshals, prisoner tracking, fixed columns: person from usm129.txt
SELECT nullif(trim(substr(line, 1, 12)), '') AS id,
       nullif(trim(substr(line, 31, 14)), '') AS given_name,
       nullif(trim(substr(line, 45, 12)), '') AS middle_name,
       nullif(trim(substr(line, 13, 18)), '') AS surname,
       nullif(trim(substr(line, 57, 3)), '') AS suffix,
       nullif(trim(substr(line, 60, 8)), '') AS birth_date,
       nullif(trim(substr(line, 68, 1)), '') AS sex,
       nullif(trim(substr(line, 69, 1)), '') AS race,
       nullif(trim(substr(line, 70, 40)), '') AS address,
       nullif(trim(substr(line, 110, 20)), '') AS city,
       nullif(trim(substr(line, 130, 2)), '') AS state,
       nullif(trim(substr(line, 132, 9)), '') AS fbi_number,
       nullif(trim(substr(line, 141, 4)), '') AS ssn4,
       nullif(trim(substr(line, 145, 9)), '') AS passport,
       nullif(trim(substr(line, 154, 8)), '') AS known_at
FROM "usm129.txt"
