-- SPDX-License-Identifier: Apache-2.0
-- PGR, averiguaciones previas: person from personas.csv
SELECT "FOLIO" AS id,
       "NOMBRE" AS given_name,
       concat_ws(' ', "APELLIDO PATERNO", "APELLIDO MATERNO") AS surname,
       "FECHA DE NACIMIENTO" AS birth_date,
       CASE "SEXO"
           WHEN 'Mujer' THEN 'F'
           WHEN 'Hombre' THEN 'M'
           ELSE "SEXO" END AS sex,
       "NACIONALIDAD" AS country,
       "PASAPORTE" AS passport,
       "CAPTURA" AS known_at
FROM "personas.csv"
