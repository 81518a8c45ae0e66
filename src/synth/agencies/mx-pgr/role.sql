-- SPDX-License-Identifier: Apache-2.0
-- PGR, averiguaciones previas: role from intervinientes.csv
SELECT "TIPO" AS kind,
       "FOLIO" AS record_id,
       "ACTA" AS event_id,
       CASE "CALIDAD"
           WHEN 'indiciado' THEN 'subject'
           ELSE "CALIDAD" END AS role,
       "CAPTURA" AS known_at
FROM "intervinientes.csv"
UNION ALL
SELECT 'person' AS kind,
       "DETENIDO" AS record_id,
       "ACTA" AS event_id,
       'arrestee' AS role,
       "CAPTURA" AS known_at
FROM "averiguaciones.csv"
WHERE "DETENIDO" IS NOT NULL
UNION ALL
SELECT 'person' AS kind,
       "AGENTE" AS record_id,
       "ACTA" AS event_id,
       'officer' AS role,
       "CAPTURA" AS known_at
FROM "averiguaciones.csv"
WHERE "AGENTE" IS NOT NULL
