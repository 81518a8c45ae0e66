-- SPDX-License-Identifier: Apache-2.0
-- New Hampshire PDMP, fields named as in ASAP 4.2: document from papers.csv
SELECT "PAPER_ID" AS id,
       "DSP02_RX_NUMBER" AS "number",
       "PHARMACY" AS issuer,
       "TYPE" AS type,
       "LOADED" AS known_at
FROM "papers.csv"
