-- SPDX-License-Identifier: Apache-2.0
-- Florida PDMP: organization from pharmacies.csv
SELECT "id",
       "pharmacy" AS name,
       "dea_number" AS license_number,
       "address",
       "city",
       "state",
       "zip" AS postal_code,
       "reported" AS known_at
FROM "pharmacies.csv"
