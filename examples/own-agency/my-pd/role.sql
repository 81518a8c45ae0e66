-- SPDX-License-Identifier: Apache-2.0
select 'person' as kind, PERSNO as record_id, 'A' || PERSNO as event_id, 'arrestee' as role
from export_2017
