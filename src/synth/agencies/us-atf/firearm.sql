-- SPDX-License-Identifier: Apache-2.0
-- ATF, traces and case management: firearm from firearms.csv
SELECT "GUN" AS id,
       "SERIAL_NO" AS serial,
       "MFR" AS make,
       "MODEL" AS model,
       "CAL" AS caliber,
       "ENTERED" AS known_at
FROM "firearms.csv"
