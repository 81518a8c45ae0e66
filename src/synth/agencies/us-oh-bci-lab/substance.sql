-- SPDX-License-Identifier: Apache-2.0
-- Bureau of Criminal Investigation, laboratory information system: substance from lims_findings.csv
SELECT "FINDING" AS id,
       "COMPOUND" AS name,
       "SIGNATURE" AS profile,
       "IMPRINT" AS imprint,
       "LOGGED" AS known_at
FROM "lims_findings.csv"
