# SPDX-License-Identifier: Apache-2.0
"""Cases on which joinder and Splink must agree: a model and tables each.

`CASES` maps a name to (settings, {table: SQL}).  The SQL stands on a view `fake` of fake_1000.csv
with all columns as text.  Used by make_goldens.py, which asks Splink, and by test_linkage.py.
"""
import copy
import json
import pathlib

HERE = pathlib.Path(__file__).parent
MODEL = json.loads((HERE / "fake_1000.model.json").read_text())
FAKE = f"select * from read_csv('{HERE}/fake_1000.csv', all_varchar=true, header=true)"

TYPED = """select *, year(try_cast(dob as date)) yr, try_cast(dob as date) d,
    try_cast(dob as timestamp) ts, (substr(unique_id, 1, 2)::double) / 7 as lat,
    (unique_id::int % 13)::double as lon, unique_id::int % 5 = 0 flag,
    [substr(first_name, 1, 1), substr(surname, 1, 1), null] arr from fake"""

# Lists with items twice, null items, no items; and no list.
LISTS = """select *, case when unique_id::int % 7 = 0 then [] when unique_id::int % 11 = 0 then null
    else [first_name, surname, null, first_name] end as names,
    [substr(dob, 1, 4), substr(city, 1, 2)] as marks from ({})"""

NULLS = "first_name_l is null or first_name_r is null"
DISTANCE = """(sin(radians(lat_l)) * sin(radians(lat_r)) + cos(radians(lat_l)) *
    cos(radians(lat_r)) * cos(radians(lon_r - lon_l)))"""
KM = f"""cast(acos(case when {DISTANCE} > 1 then 1 when {DISTANCE} < -1 then -1
    else {DISTANCE} end) * 6371 as float) <= 300"""
PAIRWISE = """list_max(list_transform(flatten(list_transform("arr_l", x -> list_transform("arr_r",
    y -> [x, y]))), pair -> jaro_winkler_similarity(pair[1], pair[2]))) >= 0.9"""


def part(i, n):
    return f"select * from fake where unique_id::int % {n} = {i}"


def model(**settings):
    return {**copy.deepcopy(MODEL), **settings}


def rules(*texts, **settings):
    return model(blocking_rules_to_generate_predictions=[
        {"blocking_rule": text, "sql_dialect": "duckdb"} for text in texts], **settings)


def exploding(text, *columns):
    return {"blocking_rule": text, "sql_dialect": "duckdb", "arrays_to_explode": list(columns)}


def mixed(*given, **settings):
    """Rules of which some explode lists."""
    made = [{"blocking_rule": rule, "sql_dialect": "duckdb"} if isinstance(rule, str) else rule
            for rule in given]
    return model(blocking_rules_to_generate_predictions=made, **settings)


def levels(*conditions):
    """A model of one comparison whose first level is the null level."""
    made = [{"sql_condition": text, "label_for_charts": str(i), "m_probability": 0.3,
             "u_probability": 0.05 * (i + 1)} for i, text in enumerate(conditions)]
    made[0] = {"sql_condition": conditions[0], "is_null_level": True}
    return model(comparisons=[{"output_column_name": "x", "comparison_levels": made}])


def frequencies():
    made = model()
    name, surname = (made["comparisons"][i]["comparison_levels"] for i in (0, 1))
    name[2].update(tf_adjustment_column="first_name", tf_adjustment_weight=0.5)
    surname[1].update(tf_minimum_u_value=0.01)
    surname[2].update(tf_adjustment_column="surname", disable_tf_exact_match_detection=True)
    return made


def untrained():
    made = model()
    for comparison in made["comparisons"]:
        for i, level in enumerate(comparison["comparison_levels"]):
            if i % 2 == 0:
                level.pop("m_probability", None)
            if i % 3 == 0:
                level.pop("u_probability", None)
    return made


ONE = {"people": FAKE}
SMALL = {"people": "select * from fake limit 150"}
TWO = {"b_one": part(0, 2), "a_two": part(1, 2)}
THREE = {"b_one": part(0, 3), "a_two": part(1, 3), "c": part(2, 3)}
NUMBERED = "select * replace (unique_id::int as unique_id) from ({})"
INTS = {name: NUMBERED.format(sql) for name, sql in TWO.items()}
LISTED = {"people": LISTS.format("from fake")}
FEW_LISTED = {"people": LISTS.format("from fake limit 150")}
NAMES = exploding("l.names = r.names", "names")
DOB, EMAIL = "l.dob = r.dob", "l.email = r.email"


def listed(tables):
    return {name: LISTS.format(sql) for name, sql in tables.items()}


CASES = {
    "all columns": (model(retain_matching_columns=True, additional_columns_to_retain=["cluster"]),
                    ONE),
    "no parts": (model(retain_intermediate_calculation_columns=False), ONE),
    "whole number ids": (model(), {"people": NUMBERED.format("from fake")}),
    "link_only, two tables": (model(link_type="link_only"), TWO),
    "link_only, three tables": (model(link_type="link_only"), THREE),
    "link_only, one table": (model(link_type="link_only"), {
        "people": "select *, case when unique_id::int % 3 = 0 then 'x' else 'y' end "
                  "source_dataset from fake"}),
    "link_and_dedupe": (model(link_type="link_and_dedupe"), TWO),
    "link_and_dedupe, numbers": (model(link_type="link_and_dedupe"), INTS),
    "link_and_dedupe, ids twice": (model(link_type="link_and_dedupe"),
                                   dict.fromkeys(("b_one", "a_two"), "from fake limit 300")),
    "or": (rules("l.first_name=r.first_name or l.surname=r.surname", "l.dob=r.dob"), ONE),
    "rest": (rules("l.first_name=r.first_name and levenshtein(l.surname,r.surname)<=2",
                   "l.dob=r.dob and l.city<>r.city", "l.surname=r.surname"), ONE),
    "other column": (rules("l.first_name=r.surname", "l.surname=r.first_name and l.dob=r.dob",
                           "l.dob=r.dob"), ONE),
    "other column, two tables": (rules("l.first_name=r.surname", "l.dob=r.dob",
                                       link_type="link_only"), TWO),
    "cut": (rules("substr(l.first_name,1,2)=substr(r.first_name,1,2) and l.city=r.city",
                  "lower(l.surname)=lower(r.surname)", "l.surname=r.surname"), ONE),
    "or inside": (rules("l.city=r.city and (l.first_name=r.first_name or l.surname=r.surname)",
                        "l.dob = r.dob and l.city='London'"), ONE),
    "not": (rules("l.dob = r.dob and not (l.city=r.city)", "l.email=r.email"), ONE),
    "range": (rules("l.city = r.city and l.dob < r.dob and abs(year(try_cast(l.dob as date)) - "
                    "year(try_cast(r.dob as date))) <= 1", "l.email=r.email"), ONE),
    "no rule": (rules(), SMALL),
    "no equality": (rules("levenshtein(l.first_name, r.first_name)<=1", "l.surname=r.surname"),
                    SMALL),
    "percentage": (levels(NULLS, "(ABS(yr_l - yr_r) / (CASE WHEN yr_r > yr_l THEN yr_r ELSE yr_l "
                                 "END)) < 0.001", "yr_l=yr_r-1", "ELSE"), {"people": TYPED}),
    "kilometres": (levels(NULLS, KM, "ELSE"), {"people": TYPED}),
    "lists": (levels(NULLS, "array_length(list_intersect(arr_l, arr_r)) >= 2",
                     'array_length(list_intersect("arr_l", "arr_r")) >= 1', "ELSE"),
              {"people": TYPED}),
    "lambda": (levels(NULLS, PAIRWISE, "ELSE"), {"people": TYPED}),
    "dates": (levels(NULLS, "abs(d_l - d_r) <= 30", "abs(date_diff('day', d_l, d_r)) < 400",
                     "ELSE"), {"people": TYPED}),
    "times": (levels(NULLS, "abs(epoch(ts_l) - epoch(ts_r)) <= 86400 * 60",
                     "ts_l - ts_r < interval 2 years", "ELSE"), {"people": TYPED}),
    "likeness": (levels(NULLS, "damerau_levenshtein(surname_l, surname_r) <= 1",
                        "jaro_similarity(surname_l, surname_r) >= 0.8",
                        "jaccard(coalesce(surname_l, 'x'), coalesce(surname_r, 'y')) > 0.6",
                        "levenshtein(first_name_l, first_name_r) - "
                        "levenshtein(surname_l, surname_r) = 1",
                        "1 >= levenshtein(city_l, city_r)",
                        "0.5 < jaro_winkler_similarity(first_name_l, first_name_r)", "ELSE"), ONE),
    "reversed": (levels(NULLS, '"first_name_l" = "surname_r" AND "first_name_r" = "surname_l"',
                        "first_name_l = first_name_r and not (surname_l is null or surname_r is "
                        "null)", "first_name_l < first_name_r", "ELSE"), ONE),
    "literals": (levels(NULLS, "\"city_l\" = 'London' AND \"city_r\" = 'London'",
                        "city_l = 'London'", "flag_l and flag_r", "flag_l",
                        "yr_l between 1980 and 1990 and yr_r in (1970, 1971, 1972)", "ELSE"),
                 {"people": TYPED}),
    "no else": (levels(NULLS, "first_name_l = first_name_r", "surname_l = surname_r"), ONE),
    "joined texts": (levels(NULLS, "first_name_l || surname_l = first_name_r || surname_r",
                            "substr(first_name_l,1,1) || substr(surname_r,1,1) = 'AB'",
                            "coalesce(first_name_l, surname_l) = coalesce(first_name_r, "
                            "surname_r)", "ELSE"), ONE),
    "types without column": (levels(NULLS, "hash(first_name_l) = hash(first_name_r)",
                                    "md5(surname_l) = md5(surname_r)",
                                    "{'a': surname_l} = {'a': surname_r}", "arr_l = arr_r",
                                    "arr_l[1] = arr_r[1]", "ELSE"), {"people": TYPED}),
    "distinct": (levels(NULLS, "city_l is not distinct from city_r",
                        "surname_l is distinct from surname_r", "ELSE"), ONE),
    "case": (levels(NULLS, "case when yr_l > 1980 then first_name_l = first_name_r else surname_l "
                           "= surname_r end", "ELSE"), {"people": TYPED}),
    "regex": (levels(NULLS, "NULLIF(regexp_extract(\"email_l\", '^[^@]+', 0), '') = "
                            "NULLIF(regexp_extract(\"email_r\", '^[^@]+', 0), '')",
                     "regexp_matches(email_l, 'com$') and regexp_matches(email_r, 'net$')", "ELSE"),
              ONE),
    "casts": (levels(NULLS, "cast(unique_id_l as int) - cast(unique_id_r as int) < -500",
                     "try_cast(dob_l as date) = try_cast(dob_r as date)",
                     "extract(month from d_l) = extract(month from d_r)",
                     "round(lat_l, 1) = round(lat_r, 1)", "lat_l::float = lat_r::float",
                     "yr_l = lat_r", "yr_l > lat_r", "ELSE"), {"people": TYPED}),
    "nulls": (levels(NULLS, "surname_l = null", "null", "true and surname_l = surname_r",
                     "not (city_l = city_r)", "(surname_l = surname_r) is null", "ELSE"), ONE),
    "frequencies": (frequencies(), ONE),
    "given frequencies": (model(), {"people": "select *, (0.25 + 0.001 * (unique_id::int % 7))"
                                              "::double as tf_city from fake"}),
    "untrained": (untrained(), ONE),
    "explode": (mixed(NAMES), LISTED),
    "explode between others": (mixed(DOB, NAMES, EMAIL, NAMES), LISTED),
    "explode two lists": (mixed(EMAIL, exploding("l.names = r.names and l.marks = r.marks", "names",
                                                 "marks")), LISTED),
    "explode and compare items": (mixed(
        DOB, exploding("l.dob = r.dob and levenshtein(l.names, r.names) between 1 and 2", "names"),
        exploding("l.city = r.city and l.names < r.names and l.surname = r.surname", "names"),
        EMAIL), LISTED),
    "explode without equality": (mixed(
        exploding("levenshtein(l.names, r.names) <= 1 or l.email = r.email", "names")), FEW_LISTED),
    "explode a part of items": (mixed(
        exploding("substr(l.names, 1, 3) = substr(r.names, 1, 3) and l.city = r.city", "names"),
        DOB), LISTED),
    "explode against another column": (mixed(
        exploding("l.names = r.surname", "names"), exploding("l.surname = r.names", "names"),
        DOB), LISTED),
    "explode or": (mixed(EMAIL, exploding("l.names = r.names and l.dob = r.dob or l.city = r.city "
                                          "and l.marks = r.marks", "names", "marks")), LISTED),
    "explode what no condition reads": (mixed(exploding("l.dob = r.dob", "names"), EMAIL), LISTED),
    "explode nothing": (mixed(exploding("l.dob = r.dob"), EMAIL), LISTED),
    "explode, keys as text": (mixed(
        EMAIL, exploding(DOB, "names"), "l.dob = r.dob and l.city = r.city",
        *["l.first_name = r.first_name and l.surname = 'nobody'"] * 7,
        NAMES, exploding(DOB, "names"), "l.first_name = r.first_name"), LISTED),
    "explode, link_only, two tables": (mixed(
        exploding("l.names = r.surname", "names"), DOB, NAMES, link_type="link_only"), listed(TWO)),
    "explode, link_only, three tables": (mixed(
        DOB, NAMES, exploding("l.dob = r.dob and levenshtein(l.names, r.names) <= 1", "names"),
        link_type="link_only"), listed(THREE)),
    "explode, link_and_dedupe": (mixed(DOB, NAMES, EMAIL, link_type="link_and_dedupe"),
                                 listed(TWO)),
    "explode, whole number ids": (mixed(DOB, NAMES), listed({"people": NUMBERED.format(
        "from fake")})),
}

# Old records, new ones, and which pairs.
OLD, NEW = {"old": part(0, 2)}, {"new": part(1, 2)}
OLD_TWO = {"b_one": part(0, 3), "a_two": part(1, 3)}
NEW_TWO = {"d": part(2, 6), "c": part(5, 6)}
INCREMENTS = {
    f"{kind}, {span}": (settings, old, new, span)
    for kind, settings, old, new in [
        ("dedupe_only", model(), OLD, NEW),
        ("dedupe_only, numbers", model(), {"old": NUMBERED.format(OLD["old"])},
         {"new": NUMBERED.format(NEW["new"])}),
        ("dedupe_only, other column", rules("l.first_name=r.surname", "l.dob=r.dob"), OLD, NEW),
        ("link_and_dedupe", model(link_type="link_and_dedupe"), OLD_TWO, NEW_TWO),
        ("link_only", model(link_type="link_only"), OLD_TWO, NEW_TWO),
        ("exploding", mixed(DOB, NAMES), listed(OLD), listed(NEW))]
    for span in ("between", "within")}


def connect(duckdb):
    connection = duckdb.connect()
    connection.execute(f"create view fake as {FAKE}")
    return connection


def linker_of(duckdb, splink, settings, tables):
    """Splink's linker on the tables of a case, and its connection."""
    connection = connect(duckdb)
    api = splink.DuckDBAPI(connection)
    inputs = []
    for table, sql in tables.items():
        connection.execute(f"create table input_{table} as {sql}")
        inputs.append(api.register(connection.table(f"input_{table}"), dataset_display_name=table))
    return splink.Linker(inputs if len(inputs) > 1 else inputs[0],
                         json.loads(json.dumps(settings))), connection


def increment_of(duckdb, splink, settings, old, new, span):
    """The table of pairs that Splink makes of an increment, and its connection."""
    linker, connection = linker_of(duckdb, splink, settings, old)
    fresh = []
    for table, sql in new.items():
        connection.execute(f"create table input_{table} as {sql}")
        fresh.append(linker._db_api.register(connection.table(f"input_{table}"),
                                             dataset_display_name=table))
    for column in sorted({level["tf_adjustment_column"] for comparison in settings["comparisons"]
                          for level in comparison["comparison_levels"]
                          if "tf_adjustment_column" in level}):
        linker.table_management.compute_tf_table(column)
    if span == "within":
        pairs = linker.inference.predict_within(fresh)
    else:
        pairs = linker.inference.predict_between(list(linker._input_tables_dict.values()), fresh)
    return pairs.physical_name, connection


def digest(connection, table):
    """[pairs, sum of weights, hash of all pairs]: the same pairs, keys and weights."""
    names = [row[0] for row in connection.execute(f"describe {table}").fetchall()]
    parts = [f"coalesce({n}::varchar, '')" for n in
             ("source_dataset_l", "unique_id_l", "source_dataset_r", "unique_id_r") if n in names]
    row = f"concat_ws('|', {', '.join(parts)}, match_key, round(match_weight, 6))"
    count, total, text = connection.execute(
        f"select count(*), round(sum(match_weight), 4), md5(string_agg({row}, ' ' order by {row})) "
        f"from {table}").fetchone()
    return [count, total, text]
