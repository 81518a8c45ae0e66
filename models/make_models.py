#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write the frozen models and their term frequency tables.

    make_models.py NAMES     NAMES holds the census' last.csv, first-male.csv, first-female.csv

Nothing here was fitted to data of joinder's own. An m is one minus the stated rates of errors
and of change; a u is computed from the census' frequencies, from a calendar of births, or from
a stated number of values. Each is said beside its line. Needs: pip install duckdb==1.5.5
"""

import json
import pathlib
import sys

import duckdb

HERE = pathlib.Path(__file__).parent
ICU = "72"
CENSUS = "US Census Bureau, 1990 census, name files (public domain)"
# The census' list ends; who is not on it shares what it leaves with this many other names.
UNLISTED = {"surname_norm": 300_000, "given_name_norm": 30_000}
# No name counts as rarer than this: a clerk's misspelling is rare, and says nothing.
RAREST = 2e-5


# ---- term frequencies -------------------------------------------------------------------------
def read_names(con, names):
    """Tables last and first: value (normal form), tf (share of the population that bears it)."""
    con.execute(f"create table raw as select * from read_csv('{names}/last.csv')").fetchall()
    con.execute(
        "create table last as select lower(name) as value, sum(percent) / 100 as tf from raw"
        " where percent > 0 group by 1"
    ).fetchall()
    con.execute(  # half the people are of either sex
        "create table first as select lower(name) as value, sum(percent) / 200 as tf from"
        f" (from read_csv('{names}/first-male.csv') union all"
        f" from read_csv('{names}/first-female.csv')) where percent > 0 group by 1"
    ).fetchall()


def write_tf(con, table, name):
    rows = con.execute(f"select value, tf from {table} order by tf desc, value").fetchall()
    lines = ["value,tf"] + [f"{value},{tf:.8f}" for value, tf in rows]
    (HERE / "tf" / name).write_text("\n".join(lines) + "\n")


def one(con, sql):
    return con.execute(sql).fetchone()[0]


def tf_entry(con, table, column, name):
    listed = one(con, f"select sum(tf) from {table}")
    return {column: {"file": f"tf/{name}", "unlisted": round((1 - listed) / UNLISTED[column], 9)}}


def name_u(con, table):
    """The chance that two people bear names alike in this way; unlisted names as the listed."""
    con.execute(
        f"create or replace table top as select value, tf / sum(tf) over () as p from"
        f" (select * from {table} order by tf desc, value limit 5000)"
    ).fetchall()
    listed = one(con, f"select sum(tf) from {table}")
    exact = one(con, f"select sum(tf * tf) from {table}")
    pairs = "from top a, top b where a.value <> b.value"
    near = "jaro_winkler_similarity(a.value, b.value) >= 0.92"
    edit = "damerau_levenshtein(a.value, b.value) <= 1"
    head = "a.value[1:3] = b.value[1:3]"
    look = f"select sum(a.p * b.p) {pairs} and "
    return {
        "exact": exact,
        "near": one(con, f"{look} ({near} or {edit})") * listed**2,
        "head": one(con, f"{look} {head} and not ({near} or {edit})") * listed**2,
        "initial": one(con, "select sum(p * p) from (select sum(p) p from top group by value[1])"),
    }


def date_u(con):
    """The chance that two birth dates, even over the fifty years 1950 to 1999, are alike so."""
    con.execute(
        "create table day as select cast(d as date)::varchar as d from"
        " generate_series(date '1950-01-01', date '1999-12-31', interval 1 day) t(d)"
    ).fetchall()
    con.execute(
        "create table picked as select d from day where epoch(d::date) / 86400 % 41 = 0"
    ).fetchall()
    n = one(con, "select (select count(*) from day) * (select count(*) from picked)")
    swap = "a.d = b.d[1:4] || '-' || b.d[9:10] || '-' || b.d[6:7]"
    edit = "damerau_levenshtein(a.d, b.d) <= 1"
    count = "select count(*) / {} from day a, picked b where a.d <> b.d and {}"
    return {
        "exact": 1 / one(con, "select count(*) from day"),
        "swap": one(con, count.format(n, swap)),
        "edit": one(con, count.format(n, f"{edit} and not {swap}")),
        "month_day": one(con, count.format(n, f"a.d[6:10] = b.d[6:10] and not {edit}")),
        "year": 1 / 50,
    }


# ---- the settings' pieces ---------------------------------------------------------------------
def both(column):
    return f'"{column}_l" = "{column}_r"'


def none(*columns):
    return " AND ".join(f'("{c}_l" IS NULL OR "{c}_r" IS NULL)' for c in columns)


def number(value):
    return float(f"{value:.6g}")


def level(sql, label, m, u, tf=None):
    out = {"sql_condition": sql, "label_for_charts": label}
    out |= {"m_probability": number(m), "u_probability": number(u)}
    if tf:
        out |= {"tf_adjustment_column": tf, "tf_adjustment_weight": 1.0}
        out |= {"tf_minimum_u_value": RAREST}
    return out


def comparison(name, null_sql, levels, otherwise):
    """Levels, and what is left for ELSE: m and u of the rest, unless they are said."""
    m_left = 1 - sum(x["m_probability"] for x in levels)
    u_left = 1 - sum(x["u_probability"] for x in levels)
    null = {"sql_condition": null_sql, "label_for_charts": "not known", "is_null_level": True}
    return {
        "output_column_name": name,
        "comparison_levels": [null, *levels, level("ELSE", otherwise, m_left, u_left)],
    }


def identifier(name, column, m, u, m_near=None):
    """An official number: the same, one keying error away, another."""
    levels = [level(both(column), "the same", m, u)]
    if m_near:
        edit = f'damerau_levenshtein("{column}_l", "{column}_r") <= 1'
        levels.append(level(edit, "one keying error away", m_near, u * 50))
    return comparison(name, none(column), levels, "another")


def settings(prior, rules, comparisons, **more):
    return {
        "link_type": "dedupe_only",
        "probability_two_random_records_match": prior,
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": True,
        "sql_dialect": "duckdb",
        "unique_id_column_name": "unique_id",
        "source_dataset_column_name": "source_dataset",
        "blocking_rules_to_generate_predictions": [
            {"blocking_rule": rule, "sql_dialect": "duckdb"} for rule in rules
        ],
        "comparisons": comparisons,
        "icu": ICU,
        **more,
    }


def equal(*columns):
    return " AND ".join(f'l."{c}" = r."{c}"' for c in columns)


# ---- people -----------------------------------------------------------------------------------
def given_name(u):
    """Per record 2 % keyed wrong, 5 % a call name, 1 % an initial, 0.5 % swapped with surname."""
    g = '"given_name_norm_{}"'.format
    initial = (
        f"(length({g('l')}) = 1 OR length({g('r')}) = 1)"
        f" AND substr({g('l')}, 1, 1) = substr({g('r')}, 1, 1)"
    )
    near = (
        f"jaro_winkler_similarity({g('l')}, {g('r')}) >= 0.92"
        f" OR damerau_levenshtein({g('l')}, {g('r')}) <= 1"
    )
    swapped = f'{g("l")} = "surname_norm_r" AND "surname_norm_l" = {g("r")}'
    head = f"substr({g('l')}, 1, 3) = substr({g('r')}, 1, 3)"
    return comparison(
        "given_name",
        none("given_name_norm"),
        [
            level(both("given_name_norm"), "the same", 0.83, u["exact"], "given_name_norm"),
            level(initial, "an initial that fits", 0.02, u["initial"] * 0.02),
            level(swapped, "swapped with the surname", 0.01, 1e-5),
            level(near, "one or two letters away", 0.05, u["near"]),
            level(head, "the same beginning", 0.04, u["head"]),
        ],
        "another",
    )


def surname(u):
    """Per record 2.5 % keyed or transliterated otherwise, 2 % one of two names, 2 % another."""
    s = '"surname_norm_{}"'.format
    swapped = f'{s("l")} = "given_name_norm_r" AND "given_name_norm_l" = {s("r")}'
    near = (
        f"jaro_winkler_similarity({s('l')}, {s('r')}) >= 0.92"
        f" OR damerau_levenshtein({s('l')}, {s('r')}) <= 1"
    )
    part = (
        f"split_part({s('l')}, ' ', 1) = split_part({s('r')}, ' ', 1)"
        f" OR split_part({s('l')}, ' ', -1) = split_part({s('r')}, ' ', -1)"
    )
    return comparison(
        "surname",
        none("surname_norm"),
        [
            level(both("surname_norm"), "the same", 0.86, u["exact"], "surname_norm"),
            level(swapped, "swapped with the given name", 0.01, 1e-5),
            level(near, "one or two letters away", 0.05, u["near"]),
            level(part, "one of two surnames", 0.03, 1e-4),
        ],
        "another",
    )


def birth_date(u):
    """Per record 3 % one digit wrong, 1 % day and month swapped, 2 % worse; 2 % on 1 January."""
    b = '"birth_date_norm_{}"'.format
    swap = (
        f"{b('l')} = substr({b('r')}, 1, 4) || '-' || substr({b('r')}, 9, 2)"
        f" || '-' || substr({b('r')}, 6, 2)"
    )
    new_year = (
        f"{both('birth_date_norm')} AND (length({b('l')}) < 10 OR substr({b('l')}, 6, 5) = '01-01')"
    )
    part = (
        f"(length({b('l')}) < 10 OR length({b('r')}) < 10)"
        f" AND substr({b('l')}, 1, 4) = substr({b('r')}, 1, 4)"
    )
    return comparison(
        "birth_date",
        none("birth_date_norm"),
        [
            level(new_year, "the same year, known as a first of January", 0.018, 0.02**2 / 50),
            level(both("birth_date_norm"), "the same", 0.87, u["exact"]),
            level(part, "the same year, no more known", 0.02, 0.02 * u["year"]),
            level(swap, "day and month swapped", 0.015, u["swap"]),
            level(
                f"damerau_levenshtein({b('l')}, {b('r')}) <= 1", "one digit away", 0.05, u["edit"]
            ),
            level(
                f"substr({b('l')}, 6, 5) = substr({b('r')}, 6, 5)",
                "the same day of another year",
                0.007,
                u["month_day"],
            ),
            level(
                f"substr({b('l')}, 1, 4) = substr({b('r')}, 1, 4)",
                "another day of the same year",
                0.008,
                u["year"],
            ),
        ],
        "another",
    )


def middle_name():
    """Two in five have another or none by chance; first letters fall as given names' do."""
    m = '"middle_name_norm_{}"'.format
    initial = (
        f"(length({m('l')}) = 1 OR length({m('r')}) = 1)"
        f" AND substr({m('l')}, 1, 1) = substr({m('r')}, 1, 1)"
    )
    return comparison(
        "middle_name",
        none("middle_name_norm"),
        [
            level(f"{both('middle_name_norm')} AND length({m('l')}) > 1", "the same", 0.55, 0.012),
            level(f"{both('middle_name_norm')} OR {initial}", "an initial that fits", 0.36, 0.065),
        ],
        "another",
    )


def residence(m_same, m_near, m_code, m_city):
    """Where: address or postal code; and the city, where neither is the same.

    u: three in ten million share a household, and one record in fifty gives one of fifty
    shelters, jails and motels: 0.02^2 / 50 = 8e-6. Records of one region share its codes: one
    pair in a hundred. A city is shared by so many that it speaks softly, and no ceiling counts
    it as more than the name that it stands beside."""
    a = '"address_norm_{}"'.format
    near = (
        f"substr({a('l')}, 1, 4) = substr({a('r')}, 1, 4)"
        f" AND jaro_winkler_similarity({a('l')}, {a('r')}) >= 0.93"
    )
    address = comparison(
        "address",
        none("address_norm", "postal_code_norm"),
        [
            level(both("address_norm"), "the same", m_same, 1e-5),
            level(near, "a few letters away", m_near, 1e-5),
            level(both("postal_code_norm"), "the same postal code", m_code, 0.01),
        ],
        "another",
    )
    said = f"{both('address_norm')} OR {both('postal_code_norm')}"
    city = comparison(
        "city",
        f"{none('city_norm')} OR {said}",
        [level(both("city_norm"), "the same", m_city, 0.08)],
        "another",
    )
    return [address, city]


def person(con):
    last, first, day = name_u(con, "last"), name_u(con, "first"), date_u(con)
    comparisons = [
        given_name(first),
        surname(last),
        middle_name(),
        comparison(
            "suffix",
            none("suffix_norm"),
            [level(both("suffix_norm"), "the same", 0.97, 0.4)],
            "another generation",
        ),
        birth_date(day),
        # Three quarters of those whom police and courts know are men.
        comparison(
            "sex", none("sex_norm"), [level(both("sex_norm"), "the same", 0.985, 0.625)], "another"
        ),
        # People move: of two records of one person 35 % hold one address, 12 % another of the
        # same postal code, and of the rest four in ten another of the same city.
        *residence(0.35, 0.06, 0.12, 0.4),
        # Numbers change and are passed on; households share them.
        comparison(
            "phone",
            none("phone_norm"),
            [level(both("phone_norm"), "the same", 0.45, 2e-6)],
            "another",
        ),
        comparison(
            "email",
            none("email_norm"),
            [level(both("email_norm"), "the same", 0.6, 1e-7)],
            "another",
        ),
        # Numbers behind which stand fingerprints: keyed wrong once in a hundred records. A
        # person has one of each state, so another state's says nothing.
        comparison(
            "state_id",
            none("state_id_norm")
            + ' OR substr("state_id_norm_l", 1, 2) <> substr("state_id_norm_r", 1, 2)',
            [
                level(both("state_id_norm"), "the same", 0.975, 1e-7),
                level(
                    'damerau_levenshtein("state_id_norm_l", "state_id_norm_r") <= 1',
                    "one keying error away",
                    0.02,
                    5e-6,
                ),
            ],
            "another",
        ),
        identifier("fbi_number", "fbi_number_norm", 0.975, 2e-8, 0.02),
        identifier("driver_license", "driver_license_norm", 0.85, 1e-7, 0.02),
        identifier("passport", "passport_norm", 0.8, 1e-8, 0.02),
        identifier("national_id", "national_id_norm", 0.97, 1e-8, 0.02),
        identifier("ssn4", "ssn4_norm", 0.96, 1e-4),
        identifier("license_number", "license_number_norm", 0.9, 1e-7, 0.02),
    ]
    rules = [
        equal("state_id_norm"),
        equal("fbi_number_norm"),
        equal("driver_license_norm"),
        equal("passport_norm"),
        equal("national_id_norm"),
        equal("license_number_norm"),
        equal("email_norm"),
        equal("phone_norm"),
        equal("surname_norm", "birth_date_norm"),
        equal("given_name_norm", "surname_norm"),
        equal("birth_date_norm")
        + ' AND substr(l."given_name_norm", 1, 1) = substr(r."given_name_norm", 1, 1)',
        'l."given_name_norm" = r."surname_norm" AND l."surname_norm" = r."given_name_norm"',
        equal("address_norm", "given_name_norm"),
        equal("address_norm", "birth_date_norm"),
        equal("ssn4_norm", "surname_norm"),
        equal("ssn4_norm", "birth_date_norm"),
        'substr(l."surname_norm", 1, 4) = substr(r."surname_norm", 1, 4)'
        ' AND substr(l."given_name_norm", 1, 3) = substr(r."given_name_norm", 1, 3)'
        ' AND substr(l."birth_date_norm", 1, 4) = substr(r."birth_date_norm", 1, 4)',
        'substr(l."surname_norm", 1, 3) = substr(r."surname_norm", 1, 3)'
        ' AND substr(l."birth_date_norm", 6, 5) = substr(r."birth_date_norm", 6, 5)',
    ]
    name = ["given_name", "surname", "middle_name", "suffix"]
    household = ["address", "city", "phone", "email", "sex"]
    return settings(
        1e-7,  # ten million people: that two records taken blindly are of one
        rules,
        comparisons,
        source=CENSUS,
        tf_tables=tf_entry(con, "first", "given_name_norm", "given_name.csv")
        | tf_entry(con, "last", "surname_norm", "surname.csv"),
        thresholds={"default": [0.01, 0.999]},
        exclusive=["state_id_norm", "fbi_number_norm"],
        ceilings=[
            # Namesakes of one day are many in a state of ten million.
            {"comparisons": [*name, "birth_date", "sex", "city"], "probability": 0.99},
            # Twins share surname, birth date, home, phone.
            {
                "comparisons": ["surname", "middle_name", "suffix", "birth_date", *household],
                "probability": 0.99,
            },
            # Father and son share a name and a home.
            {"comparisons": [*name, *household], "probability": 0.99},
        ],
    )


# ---- organizations, places and things ---------------------------------------------------------
def organization():
    n = '"name_norm_{}"'.format
    return settings(
        1e-6,
        [
            equal("registration_norm"),
            equal("license_number_norm"),
            equal("name_norm"),
            equal("address_norm"),
            equal("phone_norm"),
        ],
        [
            comparison(
                "name",
                none("name_norm"),
                [
                    level(both("name_norm"), "the same", 0.65, 1e-5),
                    level(
                        f"jaro_winkler_similarity({n('l')}, {n('r')}) >= 0.93",
                        "a few letters away",
                        0.15,
                        1e-4,
                    ),
                ],
                "another",
            ),
            identifier("registration", "registration_norm", 0.97, 1e-9, 0.02),
            identifier("license_number", "license_number_norm", 0.9, 1e-9, 0.02),
            *residence(0.6, 0.05, 0.15, 0.6),
            comparison(
                "phone",
                none("phone_norm"),
                [level(both("phone_norm"), "the same", 0.6, 1e-6)],
                "another",
            ),
            comparison(
                "country",
                none("country_norm"),
                [level(both("country_norm"), "the same", 0.98, 0.4)],
                "another",
            ),
        ],
        source="stated numbers of values",
        thresholds={"default": [0.01, 0.99]},
        exclusive=["registration_norm"],
        ceilings=[
            # Names of companies repeat; a house holds many.
            {"comparisons": ["name", "city", "country"], "probability": 0.9},
            {"comparisons": ["address", "city", "phone", "country"], "probability": 0.9},
        ],
    )


def thing(rules, comparisons, exclusive=(), ceilings=()):
    """A thing is known by its number: two taken blindly are one once in a million."""
    return settings(
        1e-6,
        rules,
        comparisons,
        source="stated numbers of values",
        thresholds={"default": [0.01, 0.99]},
        exclusive=list(exclusive),
        ceilings=[{"comparisons": list(c), "probability": p} for c, p in ceilings],
    )


def like(name, column, m, u):
    return comparison(name, none(column), [level(both(column), "the same", m, u)], "another")


def things():
    yield (
        "phone",
        thing(
            [equal("number_norm"), equal("imei_norm"), equal("imsi_norm")],
            [
                like("number", "number_norm", 0.97, 1e-9),
                like("imei", "imei_norm", 0.7, 1e-9),  # people change handsets
                like("imsi", "imsi_norm", 0.8, 1e-9),
            ],
        ),
    )
    yield (
        "account",
        thing(
            [equal("number_norm")],
            [
                like("number", "number_norm", 0.995, 1e-9),
                # One number at two banks is two accounts; a wallet has no bank.
                like("institution", "institution_norm", 0.97, 0.02),
                like("currency", "currency_norm", 0.98, 0.4),
            ],
            exclusive=["number_norm"],
        ),
    )
    yield (
        "vehicle",
        thing(
            [equal("vin_norm"), equal("plate_norm", "plate_state_norm"), equal("plate_norm")],
            [
                identifier("vin", "vin_norm", 0.97, 1e-9, 0.02),
                comparison(
                    "plate",
                    none("plate_norm"),
                    [
                        level(
                            both("plate_norm") + " AND " + both("plate_state_norm"),
                            "the same, of one state",
                            0.8,
                            1e-8,
                        ),
                        level(both("plate_norm"), "the same letters and digits", 0.1, 1e-6),
                    ],
                    "another",
                ),
                like("make", "make_norm", 0.95, 0.1),
                like("model", "model_norm", 0.9, 0.01),
                like("year", "year_norm", 0.9, 0.05),
                like("color", "color_norm", 0.8, 0.15),
            ],
            exclusive=["vin_norm"],
            # Looks alone are no car.
            ceilings=[(["make", "model", "year", "color"], 0.5)],
        ),
    )
    yield (
        "firearm",
        thing(
            [equal("serial_norm")],
            [
                like("serial", "serial_norm", 0.97, 3e-8),  # makers count alike: with the make
                like("make", "make_norm", 0.95, 0.1),
                like("model", "model_norm", 0.9, 0.05),
                like("caliber", "caliber_norm", 0.95, 0.15),
            ],
            exclusive=["serial_norm"],
            ceilings=[(["serial"], 0.9), (["make", "model", "caliber"], 0.5)],
        ),
    )
    yield (
        "place",
        thing(
            [
                equal("address_norm", "postal_code_norm"),
                equal("address_norm", "city_norm"),
                equal("name_norm", "city_norm"),
                equal("address_norm"),
            ],
            [
                comparison(
                    "address",
                    none("address_norm"),
                    [
                        level(
                            both("address_norm")
                            + " AND ("
                            + both("postal_code_norm")
                            + " OR "
                            + both("city_norm")
                            + ")",
                            "the same, in one town",
                            0.9,
                            1e-9,
                        ),
                        level(both("address_norm"), "the same street and number", 0.05, 1e-6),
                    ],
                    "another",
                ),
                like("name", "name_norm", 0.8, 1e-4),
                like("city", "city_norm", 0.97, 0.05),
                like("country", "country_norm", 0.99, 0.5),
            ],
            # A chain's branches share a name, a town may have two of them; a city is no place.
            ceilings=[(["name", "city", "country"], 0.9)],
        ),
    )
    yield (
        "document",
        thing(
            [equal("number_norm")],
            [
                like("number", "number_norm", 0.98, 1e-9),
                like("type", "type_norm", 0.95, 0.3),
                like("issuer", "issuer_norm", 0.9, 0.05),
            ],
            exclusive=["number_norm"],
        ),
    )
    yield (
        "parcel",
        thing(
            [equal("tracking_number_norm")],
            [
                like("tracking_number", "tracking_number_norm", 0.98, 1e-9),
                like("origin_country", "origin_country_norm", 0.97, 0.2),
            ],
            exclusive=["tracking_number_norm"],
        ),
    )
    yield (
        "substance",
        thing(
            [equal("profile_norm")],
            [
                # A profile names a batch: what two laboratories measured in it is of one making.
                like("profile", "profile_norm", 0.97, 1e-9),
                like("name", "name_norm", 0.7, 0.1),
                like("imprint", "imprint_norm", 0.95, 0.02),
            ],
            ceilings=[(["name", "imprint"], 0.5)],
        ),
    )
    yield (
        "exhibit",
        thing(
            [equal("number_norm")],
            [
                like("number", "number_norm", 0.98, 1e-9),
                # Each writes it in words of its own.
                like("description", "description_norm", 0.4, 0.05),
            ],
            exclusive=["number_norm"],
        ),
    )
    yield (
        "handle",
        thing(
            [equal("name_norm", "market_norm"), equal("key_norm"), equal("name_norm")],
            [
                comparison(
                    "name",
                    none("name_norm"),
                    [
                        # On one market a name is taken once; another may take it elsewhere.
                        level(
                            both("name_norm") + " AND " + both("market_norm"),
                            "the same, on one market",
                            0.6,
                            1e-9,
                        ),
                        level(both("name_norm"), "the same, on another market", 0.35, 1e-5),
                    ],
                    "another",
                ),
                like("key", "key_norm", 0.95, 1e-12),
            ],
        ),
    )
    yield (
        "asset",
        thing(
            [equal("identifier_norm"), equal("name_norm")],
            [
                like("identifier", "identifier_norm", 0.97, 1e-9),
                like("name", "name_norm", 0.7, 0.001),
            ],
            exclusive=["identifier_norm"],
            ceilings=[(["name"], 0.5)],
        ),
    )


def write(kind, model):
    (HERE / f"{kind}.json").write_text(json.dumps(model, indent=1, ensure_ascii=False) + "\n")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    con = duckdb.connect()
    read_names(con, sys.argv[1])
    (HERE / "tf").mkdir(exist_ok=True)
    write_tf(con, "first", "given_name.csv")
    write_tf(con, "last", "surname.csv")
    write("person", person(con))
    write("organization", organization())
    for kind, model in things():
        write(kind, model)


main()
