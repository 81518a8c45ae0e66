-- SPDX-License-Identifier: Apache-2.0
-- DEA, NADDIS extract and toll records: phone from numbers.parquet
SELECT "ID" AS id,
       "MSISDN" AS "number",
       "IMEI" AS imei,
       "IMSI" AS imsi,
       "LOADED" AS known_at
FROM "numbers.parquet"
