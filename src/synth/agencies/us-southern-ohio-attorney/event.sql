-- SPDX-License-Identifier: Apache-2.0
-- United States Attorney, CaseView: event from caseview_events.csv
SELECT "EVENT" AS id,
       CASE "EVENT_TYPE"
           WHEN 'INDICTMENT RETURNED' THEN 'charge'
           ELSE "EVENT_TYPE" END AS kind,
       "EVENT_DATE" AS "at",
       "NUMBERS" AS case_numbers,
       "KEYED" AS known_at
FROM "caseview_events.csv"
