#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write trees.json: what DuckDB's parser makes of the conditions that unit tests of link use.

The core has no SQL engine, and neither have its unit tests: they read the trees from here.
Needs: pip install duckdb==1.5.5
"""
import json
import pathlib

import duckdb

CONDITIONS = r"""
"name_l" IS NULL OR "name_r" IS NULL
"name_l" = "name_r"
name_l = name_r
"Name_R" = "NAME_l"
name_l = town_r
name_l = name_l
name_l <> name_r
name_l < name_r
jaro_winkler_similarity("name_l", "name_r") >= 0.9
0.9 <= jaro_winkler_similarity("name_l", "name_r")
levenshtein("name_l", "name_r") <= 1
damerau_levenshtein(name_l, name_r) < 2
levenshtein(name_l, name_r) - levenshtein(town_l, town_r) = 0
jaccard(name_l, name_r) > 0.5
"town_l" IS NULL OR "town_r" IS NULL
"town_l" = "town_r"
age_l IS NULL OR age_r IS NULL
age_l = age_r
abs(age_l - age_r) <= 1
abs(age_l - age_r) < 3
abs(age_l - age_r) <= 7.5
age_l + age_r = 42
sqrt(age_l) = sqrt(age_r)
age_l = age_r AND sqrt(age_l) = sqrt(age_r)
name_l = name_r AND NOT (town_l = town_r)
(name_l = name_r OR town_l = town_r) AND age_l = age_r
name_l IS NOT NULL AND name_r IS NOT NULL
NOT (name_l = name_r)
NOT (name_l = name_r OR town_l = town_r)
name_l >= town_r
age_l > age_r
age_l <> age_r
levenshtein(name_l, name_r) < 1.5
levenshtein(name_l, name_r) = 2
2 > levenshtein(name_l, name_r)
levenshtein(name_l, name_r) = abs(age_l - age_r)
jaro_similarity(name_l, name_r) >= 0.7
jaro_winkler_similarity(name_r, name_l) >= 0.75
jaro_winkler_similarity(name_l, name_r) > 0.8
coalesced(name_l) = coalesced(name_r)
town_l = 'Utica'
town_l = 'Utica' AND town_r = 'Utica'
substr(name_l, 1, 2) = substr(name_r, 1, 2)
l.name = r.name
l."name" = r."name"
l.town = r.town
l.name = r.town
l.age = r.age
substr(name_l, 1, 2) IS NULL OR substr(name_r, 1, 2) IS NULL
levenshtein(substr(name_l, 1, 2), substr(name_r, 1, 2)) < 1.5
jaro_similarity(substr(name_l, 1, 2), substr(name_r, 1, 2)) >= 0.7
substr(l.name, 1, 2) = substr(r.name, 1, 2)
l.name = r.name AND l.town = r.town
l.name = r.name OR l.town = r.town
l.town = r.town AND levenshtein(l.name, r.name) <= 1
l.town = r.town AND l.age < r.age
levenshtein(l.name, r.name) <= 1
l.name || l.town = r.name || r.town
sqrt(l.age) = sqrt(r.age)
1 = 1
NULL
age_l
name_l
list_transform([name_l], lambda x: x || name_r) IS NULL
name = name_r
x.name = r.name
l.nobody = r.nobody
tf_name_l = tf_name_r
l."town" = r."town"
l."age" = r."age"
l."nobody" = r."nobody"
l.town = r.town AND l.age = r.age
"name_l" = "name_r" AND "town_l" = "town_r"
CAST(hash(l."unique_id") % 100000000000 AS BIGINT)
CAST(hash(l."unique_id") % 20000000000 AS BIGINT)
CAST(hash(l."unique_id") % 10000000000 AS BIGINT)
CAST(hash(l."unique_id" || '_7') % 10000000000 AS BIGINT)
CAST(hash(l."source_dataset" || '-__-' || l."unique_id") % 10000000000 AS BIGINT)
""".strip().splitlines()

SQL = """SELECT CAST(json_serialize_sql(?) -> '$.statements[0].node.select_list[0]' AS VARCHAR)"""
connection = duckdb.connect()
trees = {c: connection.execute(SQL, [f"SELECT {c}"]).fetchone()[0] for c in CONDITIONS}
out = pathlib.Path(__file__).parent / "trees.json"
out.write_text(json.dumps(trees, indent=0) + "\n")
