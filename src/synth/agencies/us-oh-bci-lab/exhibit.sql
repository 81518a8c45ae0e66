-- SPDX-License-Identifier: Apache-2.0
-- Bureau of Criminal Investigation, laboratory information system: exhibit from lims_items.csv
SELECT "LAB_ITEM" AS id,
       "SUBMITTER_ITEM" AS "number",
       "DESCR" AS description,
       "LOGGED" AS known_at
FROM "lims_items.csv"
