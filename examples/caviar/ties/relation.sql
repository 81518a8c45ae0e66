-- SPDX-License-Identifier: Apache-2.0
-- A tie has no direction and no kind: one knows of the other.
SELECT
    'knows-of' AS kind,
    'person' AS from_kind,
    person_a AS from_id,
    'person' AS to_kind,
    person_b AS to_id,
    calls
FROM "ties.csv"
