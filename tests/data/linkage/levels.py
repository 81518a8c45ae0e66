# SPDX-License-Identifier: Apache-2.0
"""The groups of levels.json as models and records: a pair of records for each case."""
import json
import pathlib

GROUPS = {group["name"]: group for group in json.loads(
    (pathlib.Path(__file__).parent / "levels.json").read_text())}


def literal(value, kind):
    """A value as SQL, through JSON so that no quoting is needed but of quotes."""
    text = json.dumps(value, ensure_ascii=False).replace("'", "''")
    if value is None:
        return f"null::{kind}"
    if isinstance(value, list):
        items = ", ".join(literal(item, "VARCHAR") for item in value)
        return f"[{items}]::{kind}"
    if isinstance(value, str):
        return "('" + value.replace("'", "''") + f"')::{kind}"
    return f"({text})::{kind}"


def records(group):
    """SQL: record `iL` and `iR` of each case i, so that l comes before r."""
    rows = []
    for i, (left, right, _) in enumerate(group["cases"]):
        for side, values in (("L", left), ("R", right)):
            cells = ", ".join(f'{literal(value, kind)} "{name}"' for value, (name, kind) in zip(
                values, group["columns"].items(), strict=True))
            rows.append(f"select '{i}{side}' unique_id, {i} number, {cells}")
    return " union all ".join(rows)


def settings(group):
    null = [{"sql_condition": group["null"], "is_null_level": True}] if group["null"] else []
    levels = [{"sql_condition": sql, "m_probability": 0.3, "u_probability": 0.1}
              for sql in [*group["levels"], "ELSE"]]
    return {"link_type": "dedupe_only", "probability_two_random_records_match": 0.1,
            "blocking_rules_to_generate_predictions": [
                {"blocking_rule": "l.number = r.number", "sql_dialect": "duckdb"}],
            "comparisons": [{"output_column_name": "level", "comparison_description": "x",
                             "comparison_levels": null + levels}]}


def gammas(connection, pairs):
    """By case the comparison vector value."""
    return dict(connection.execute(
        f"select replace(unique_id_l, 'L', '')::int, gamma_level from {pairs}").fetchall())


def wrong(group, got):
    """The cases that got another level: (case, wanted, got)."""
    return [(case[:2], case[2], got.get(i)) for i, case in enumerate(group["cases"])
            if got.get(i) != case[2]]
