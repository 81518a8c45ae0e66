-- SPDX-License-Identifier: Apache-2.0
-- ATF, traces and case management: organization from licensees.csv
SELECT "LICENSEE" AS id,
       "TRADE_NAME" AS name,
       "FFL" AS license_number,
       "PREMISE_STREET" AS address,
       "PREMISE_CITY" AS city,
       "ST" AS state,
       "ENTERED" AS known_at
FROM "licensees.csv"
