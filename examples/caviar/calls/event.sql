-- SPDX-License-Identifier: Apache-2.0
-- One row tells the calls of one phase from one person to another: one event.  The source gives
-- no dates.  Assumed: phase p is the months 2p - 1 and 2p, counted from May 1994.
SELECT
    phase || '-' || person_a || '-' || person_b AS id,
    'call' AS kind,
    strftime(DATE '1994-05-01' + to_months(2 * (CAST(phase AS INTEGER) - 1)), '%Y-%m-%d') AS at,
    strftime(DATE '1994-05-01' + to_months(2 * CAST(phase AS INTEGER)) - INTERVAL 1 DAY, '%Y-%m-%d') AS until,
    calls,
    'assumed' AS dates
FROM "calls.csv"
