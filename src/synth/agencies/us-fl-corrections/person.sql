-- SPDX-License-Identifier: Apache-2.0
-- Florida corrections, OBIS extract: person from offenders.parquet
SELECT "DCNumber" AS id,
       "FirstName" AS given_name,
       "MiddleName" AS middle_name,
       "LastName" AS surname,
       "NameSuffix" AS suffix,
       "BirthDate" AS birth_date,
       "Sex" AS sex,
       "Race" AS race,
       "Address" AS address,
       "City" AS city,
       "State" AS state,
       "ZIP" AS postal_code,
       "SID" AS state_id,
       "FBINumber" AS fbi_number,
       "LOADED" AS known_at
FROM "offenders.parquet"
