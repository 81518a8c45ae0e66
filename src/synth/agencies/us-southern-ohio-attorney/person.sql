-- SPDX-License-Identifier: Apache-2.0
-- United States Attorney, CaseView: person from caseview_participants.csv
SELECT "PARTICIPANT" AS id,
       "FIRST_NAME" AS given_name,
       "MIDDLE_NAME" AS middle_name,
       "LAST_NAME" AS surname,
       "SUFFIX" AS suffix,
       "BIRTH" AS birth_date,
       "GENDER" AS sex,
       "ADDRESS" AS address,
       "CITY" AS city,
       "STATE" AS state,
       "ZIP" AS postal_code,
       "ALIEN_PASSPORT" AS passport,
       "KEYED" AS known_at
FROM "caseview_participants.csv"
