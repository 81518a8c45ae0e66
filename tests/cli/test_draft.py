# SPDX-License-Identifier: Apache-2.0
"""draft: settings of a few words, which are read, trained and used; and what is refused."""
import json
import pathlib
import re

import duckdb
import pytest
from plain import MARKER, done, refused

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = ROOT / "tests/data/linkage"
FAKE = DATA / "fake_1000.csv"
KINDS = json.loads((ROOT / "src/cli/settings/comparisons.json").read_text())
del KINDS["macros"]


def draft(folder, *words):
    done("draft", *words, "--out", folder / "s.json")
    return json.loads((folder / "s.json").read_text())


def levels_of(settings, i=0):
    return settings["comparisons"][i]["comparison_levels"]


def test_kinds_are_listed():
    shown = done("draft", "--kinds").stdout.splitlines()
    assert [re.split("[: ]", line)[0] for line in shown] == list(KINDS)
    assert shown[1].startswith("name:0.92,0.88,0.7 ") and "frequent values count less" in shown[1]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_runs_on_records(tmp_path, kind):
    # Two like rows and an unlike one, of every type that a kind may be of.
    duckdb.execute(f"""copy (select i::varchar unique_id, 'x' || (i // 2) a, 'y' || (i // 2) b,
        '1990-01-0' || (1 + i) as d, ('1990-01-0' || (1 + i))::date as t, 51.5 + i as lat,
        0.1 * i as lon, [i, 7] as many, [i, 1.0]::float[2] as vec, 1000 + i as n
        from range(3) r(i)) to '{tmp_path}/r.parquet'""")
    column = {"forename-surname": "a,b", "km": "lat,lon", "date-of-birth": "d", "days": "d",
              "date-of-birth-typed": "t", "lists": "many", "cosine": "vec", "number": "n"}
    if kind == "cosine":
        duckdb.execute(f"copy (select unique_id, a as vec from '{tmp_path}/r.parquet') to "
                       f"'{tmp_path}/text.parquet'")
        refused(65, "cosine", "draft", tmp_path / "text.parquet", "--compare", "vec=cosine",
                "--out", tmp_path / "s.json")
        return
    settings = draft(tmp_path, tmp_path / "r.parquet", "--compare",
                     f"{column.get(kind, 'a')}={kind}")
    levels = levels_of(settings)
    n = len(KINDS[kind].get("thresholds", "x").split(","))
    each = sum(isinstance(level, dict) and "each" in level for level in KINDS[kind]["levels"])
    assert len(levels) == len(KINDS[kind]["levels"]) + each * (n - 1)
    assert levels[0]["is_null_level"] and levels[-1]["sql_condition"] == "ELSE"
    assert "$" not in json.dumps(settings).replace('[^@]+', "")
    done("predict", tmp_path / "r.parquet", "--model", tmp_path / "s.json", "--out",
         tmp_path / "p.parquet")
    assert duckdb.execute(f"select count(*), count(match_weight) from '{tmp_path}/p.parquet'"
                          ).fetchone() == (3, 3)


def test_settings_are_trained_and_link(tmp_path):
    settings = draft(
        tmp_path, FAKE, "--compare", "first_name=name", "--compare", "surname=name:0.95,0.9",
        "--compare", "dob=date-of-birth", "--compare", "city=exact", "--frequency", "city",
        "--compare", "email=email", "--block", "first_name,surname", "--block", "dob", "--block",
        "substr(l.email, 1, 4) = substr(r.email, 1, 4)", "--prior", "0.001")
    assert [c["output_column_name"] for c in settings["comparisons"]] == [
        "first_name", "surname", "dob", "city", "email"]
    assert [level["sql_condition"] for level in levels_of(settings, 1)][2:4] == [
        'jaro_winkler_similarity("surname_l", "surname_r") >= 0.95',
        'jaro_winkler_similarity("surname_l", "surname_r") >= 0.9']
    frequent = [level["tf_adjustment_column"] for c in settings["comparisons"]
                for level in c["comparison_levels"] if "tf_adjustment_column" in level]
    assert frequent == ["first_name", "surname", "city", "email"]
    assert [r["blocking_rule"] for r in settings["blocking_rules_to_generate_predictions"]] == [
        '(l."first_name" = r."first_name") AND (l."surname" = r."surname")', 'l."dob" = r."dob"',
        "substr(l.email, 1, 4) = substr(r.email, 1, 4)"]
    assert settings["probability_two_random_records_match"] == 0.001
    done("train", FAKE, "--settings", tmp_path / "s.json", "--out", tmp_path / "m.json", "--em",
         "l.dob = r.dob", "--em", "l.surname = r.surname", "--u-pairs", 200_000)
    done("dedupe", FAKE, "--model", tmp_path / "m.json", "--out", tmp_path / "c.csv")
    body = json.loads(done("evaluate", tmp_path / "c.csv", "--truth", f"{FAKE}:cluster",
                           "--format", "json").stdout)
    assert body["pairs"]["precision"] > 0.97 and body["pairs"]["recall"] > 0.6


def test_names_of_columns_are_kept_as_they_are(tmp_path):
    settings = draft(tmp_path, "--compare", "first name=name", "--compare", "a=b$a,$t=exact",
                     "--compare", "fore name,sur name=forename-surname", "--block",
                     "first name,$b", "--link-type", "link_only", "--id", "key", "--source", "src")
    assert [c["output_column_name"] for c in settings["comparisons"]] == [
        "first_name", "a=b$a,$t", "fore_name_sur_name"]
    assert levels_of(settings, 1)[1]["sql_condition"] == '"a=b$a,$t_l" = "a=b$a,$t_r"'
    assert levels_of(settings)[1]["tf_adjustment_column"] == "first name"
    assert settings["blocking_rules_to_generate_predictions"][0]["blocking_rule"] == (
        '(l."first name" = r."first name") AND (l."$b" = r."$b")')
    assert (settings["link_type"], settings["unique_id_column_name"],
            settings["source_dataset_column_name"]) == ("link_only", "key", "src")


def test_what_is_refused(tmp_path):
    out = ("--out", tmp_path / "s.json")
    refused(2, "--out and --compare are needed", "draft", "--compare", "a=exact")
    refused(2, "--out and --compare are needed", "draft", *out)
    for said in ("a", "a=", "a=nothing", "a=macros", "a=:1"):
        refused(2, "--compare takes COLUMN=KIND", "draft", *out, "--compare", said)
    for said in ("=exact", 'a"b=exact', "a" * 251 + "=exact", "a\nb=exact"):
        refused(2, "a name of columns before the =", "draft", *out, "--compare", said)
    for said in ("a=km", "a,=km", ",b=km", "=km"):
        refused(2, "two names with a comma", "draft", *out, "--compare", said)
    for said in ("a=name:", "a=name:x", "a=name:1,,2", "a=name:1.2.3", "a=name:.", "a=name:-1",
                 "a=name:" + "9" * 25, "a=name:0.9, 0.8"):
        refused(2, "a threshold is no number", "draft", *out, "--compare", said)
    refused(2, "more than 16 thresholds", "draft", *out, "--compare",
            "a=name:" + ",".join("1" * 17))
    refused(2, "exact takes no thresholds", "draft", *out, "--compare", "a=exact:1")
    for said in ("", ",", "a,,b", "x" * 5000 + "="):
        refused(2, "--block", "draft", *out, "--compare", "a=exact", "--block", said)
    refused(2, "--frequency names a column", "draft", *out, "--compare", "a=exact",
            "--frequency", "b")
    refused(2, "--prior", "draft", *out, "--compare", "a=exact", "--prior", "2")
    refused(65, "the name is taken", "draft", *out, "--compare", "a=exact", "--compare", "a=name")
    refused(65, "blocking rule 0", "draft", *out, "--compare", "a=exact", "--block",
            f"l.a == ({MARKER}")
    refused(65, "there is no column", "draft", FAKE, *out, "--compare", "nobody=exact")
    refused(74, "cannot be written", "draft", "--compare", "a=exact", "--out",
            tmp_path / "none/s.json")
    assert not (tmp_path / "s.json").exists()
