-- SPDX-License-Identifier: Apache-2.0
SELECT
    'person' AS kind,
    person_a AS record_id,
    phase || '-' || person_a || '-' || person_b AS event_id,
    'caller' AS role
FROM "calls.csv"
UNION ALL
SELECT
    'person' AS kind,
    person_b AS record_id,
    phase || '-' || person_a || '-' || person_b AS event_id,
    'callee' AS role
FROM "calls.csv"
