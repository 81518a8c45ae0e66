-- SPDX-License-Identifier: Apache-2.0
select 'A' || PERSNO as id, 'arrest' as kind, ARRESTED as at, CASENO as case_numbers
from export_2017
