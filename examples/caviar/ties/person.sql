-- SPDX-License-Identifier: Apache-2.0
-- Everyone whom the wiretap heard; people are numbers.
SELECT DISTINCT person AS id
FROM (
    SELECT person_a AS person FROM "ties.csv"
    UNION ALL
    SELECT person_b AS person FROM "ties.csv"
)
