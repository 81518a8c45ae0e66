-- SPDX-License-Identifier: Apache-2.0
select PERSNO as id, LAST as surname, FIRST as given_name, DOB as birth_date, CELL as phone
from export_2017
