-- SPDX-License-Identifier: Apache-2.0
-- New Hampshire PDMP, fields named as in ASAP 4.2: event from dispensations.csv
SELECT "DSP_ID" AS id,
       "TYPE" AS kind,
       "DSP05_FILLED" AS "at",
       "DRUG" AS status,
       "LOADED" AS known_at
FROM "dispensations.csv"
