-- SPDX-License-Identifier: Apache-2.0
-- PGR, averiguaciones previas: event from averiguaciones.csv
SELECT "ACTA" AS id,
       CASE "DILIGENCIA"
           WHEN 'detención' THEN 'arrest'
           WHEN 'averiguación previa' THEN 'investigation'
           ELSE "DILIGENCIA" END AS kind,
       "FECHA" AS "at",
       "EXPEDIENTE" AS case_numbers,
       "CAPTURA" AS known_at
FROM "averiguaciones.csv"
