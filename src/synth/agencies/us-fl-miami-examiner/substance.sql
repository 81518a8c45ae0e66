-- SPDX-License-Identifier: Apache-2.0
-- Miami-Dade medical examiner: substance from toxicology.csv
SELECT "TOX_NO" AS id,
       "ANALYTE" AS name,
       "SIGNATURE" AS profile,
       "LOGGED" AS known_at
FROM "toxicology.csv"
