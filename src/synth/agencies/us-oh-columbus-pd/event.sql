-- SPDX-License-Identifier: Apache-2.0
-- Columbus, nightly export of the records management system: event from rms_arrests.csv, rms_reports.csv
SELECT "REPORT_NO" AS id,
       CASE "EVENT_TYPE"
           WHEN 'ARR' THEN 'arrest'
           ELSE "EVENT_TYPE" END AS kind,
       "ARREST_DTTM" AS "at",
       "CASE_NOS" AS case_numbers,
       "NIBRS" AS offense,
       "REC_CLASS" AS "class",
       "ENTRY_DT" AS known_at
FROM "rms_arrests.csv"
UNION ALL
SELECT "REPORT_NO" AS id,
       CASE "EVENT_TYPE"
           WHEN 'INC' THEN 'incident'
           WHEN 'PROP' THEN 'seizure'
           WHEN 'CDR' THEN 'call'
           ELSE "EVENT_TYPE" END AS kind,
       "EVENT_DTTM" AS "at",
       "CASE_NOS" AS case_numbers,
       "NIBRS" AS offense,
       "REC_CLASS" AS "class",
       "ENTRY_DT" AS known_at
FROM "rms_reports.csv"
