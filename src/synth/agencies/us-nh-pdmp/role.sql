-- SPDX-License-Identifier: Apache-2.0
-- New Hampshire PDMP, fields named as in ASAP 4.2: role from other_roles.csv
SELECT "kind",
       "record_id",
       "event_id",
       "role",
       "known_at"
FROM "other_roles.csv"
UNION ALL
SELECT 'person' AS kind,
       "PATIENT" AS record_id,
       "DSP_ID" AS event_id,
       'patient' AS role,
       "LOADED" AS known_at
FROM "dispensations.csv"
WHERE "PATIENT" IS NOT NULL
UNION ALL
SELECT 'person' AS kind,
       "PRESCRIBER" AS record_id,
       "DSP_ID" AS event_id,
       'prescriber' AS role,
       "LOADED" AS known_at
FROM "dispensations.csv"
WHERE "PRESCRIBER" IS NOT NULL
UNION ALL
SELECT 'organization' AS kind,
       "PHARMACY" AS record_id,
       "DSP_ID" AS event_id,
       'dispenser' AS role,
       "LOADED" AS known_at
FROM "dispensations.csv"
WHERE "PHARMACY" IS NOT NULL
