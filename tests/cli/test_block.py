# SPDX-License-Identifier: Apache-2.0
"""block: pairs counted as predict makes them, the largest blocks, a bound before a run."""
import copy
import csv
import io
import json
import os
import pathlib
import sys
import time

import duckdb
import pytest
from plain import MARKER, done, refused

DATA = pathlib.Path(__file__).resolve().parent.parent / "data/linkage"
sys.path.insert(0, str(DATA))
import cases  # noqa: E402

FAKE, MODEL = DATA / "fake_1000.csv", DATA / "fake_1000.model.json"


def write(path, settings):
    path.write_text(json.dumps(settings))
    return path


def asked(*words):
    return json.loads(done("block", *words, "--format", "json").stdout)


def people(folder, tables):
    connection, files = cases.connect(duckdb), []
    for name, sql in tables.items():
        files.append(folder / f"{name}.parquet")
        connection.execute(f"copy ({sql}) to '{files[-1]}'")
    return files


MIXED = {
    "plain": cases.rules("l.first_name=r.first_name", "l.surname=r.surname or l.dob=r.dob",
                         "l.email=r.email"),
    "tested": cases.rules("l.dob=r.dob and levenshtein(l.surname,r.surname)<=2",
                          "l.first_name=r.first_name", "l.first_name=r.surname"),
    "exploded": cases.mixed(cases.NAMES, cases.DOB, cases.exploding(
        "l.dob = r.dob and levenshtein(l.names, r.names) <= 1", "names"))}


@pytest.mark.parametrize("link_type, tables", [
    ("dedupe_only", {"people": "from fake"}), ("link_only", cases.TWO),
    ("link_only", cases.THREE), ("link_and_dedupe", cases.TWO)])
@pytest.mark.parametrize("rules", MIXED)
def test_counts_are_those_of_predict(tmp_path, rules, link_type, tables):
    files = people(tmp_path, cases.listed(tables))
    model = write(tmp_path / "model.json", {**MIXED[rules], "link_type": link_type})
    done("predict", *files, "--model", model, "--out", tmp_path / "pairs.parquet")
    want = dict(duckdb.execute(f"select match_key, count(*) from '{tmp_path}/pairs.parquet' "
                               "group by all").fetchall())
    body = asked(*files, "--model", model)
    assert {row["group"]: row["added"] for row in body["rules"] if row["added"]} == want
    assert all(row["added_exact"] and row["alone_exact"] for row in body["rules"])
    assert body["forecast"]["pairs"] == sum(want.values())
    # Without looking at pairs it is a bound, and says where.
    body = asked(*files, "--model", model, "--test-pairs", 0)
    for row in body["rules"]:
        assert row["added"] >= want.get(row["group"], 0)
        assert not row["added_exact"] or row["added"] == want.get(row["group"], 0)
    assert body["forecast"]["pairs_exact"] == (rules == "plain")


def test_the_largest_blocks_are_told_and_their_values_only_when_asked_for():
    body = asked(FAKE, "--model", MODEL, "--largest", 5)
    want = duckdb.execute(
        f"select first_name, count(*) n from '{FAKE}' where first_name is not null group by all "
        "order by n desc, first_name limit 5").fetchall()
    blocks = [row for row in body["blocks"] if row["by"] == "rule 0"]
    assert [row["left"] for row in blocks] == [n for _, n in want]
    assert [row["pairs"] for row in blocks] == [n * (n - 1) // 2 for _, n in want]
    assert "Oliver" not in json.dumps(body)
    body = asked(FAKE, "--model", MODEL, "--largest", 1, "--values")
    assert body["blocks"][0]["values"] == "Oliver" == want[0][0]
    assert asked(FAKE, "--model", MODEL, "--largest", 0)["blocks"] == []


def test_values_of_exploded_lists_and_numbers(tmp_path):
    files = people(tmp_path, {"people": cases.LISTS.format(
        "select *, year(try_cast(dob as date)) yr from fake")})
    model = write(tmp_path / "model.json", cases.mixed(
        cases.exploding("l.names = r.names and l.yr = r.yr", "names"), "l.yr = r.yr"))
    body = asked(*files, "--model", model, "--largest", 1, "--values")
    name, year = duckdb.execute(
        "select n, yr from (select distinct unique_id, unnest(names) n, yr from "
        f"'{files[0]}') where n is not null and yr is not null group by all "
        "order by count(*) desc limit 1").fetchone()
    assert body["blocks"][0]["left"] >= 2
    assert body["blocks"][0]["values"].count(", ") == 1 and name and year
    year = duckdb.execute(f"select yr from '{files[0]}' where yr is not null group by yr "
                          "order by count(*) desc limit 1").fetchone()[0]
    assert body["blocks"][1]["values"].isdigit() and len(str(year)) == 4


def test_what_runs_through_sql_is_told(tmp_path):
    settings = cases.levels(cases.NULLS, "first_name_l || surname_l = first_name_r || surname_r",
                            "substr(first_name_l,1,1) || substr(surname_r,1,1) = 'AB'", "ELSE")
    settings["blocking_rules_to_generate_predictions"] = [
        "l.dob = r.dob", "l.dob = r.dob and strlen(l.city || r.city) > 3"]
    body = asked(FAKE, "--model", write(tmp_path / "model.json", settings))
    assert [row["native"] for row in body["rules"]] == [True, False]
    assert body["comparisons"][0]["levels_by_sql"] == 1


def test_a_key_that_all_share_is_told_before_it_is_run(tmp_path):
    n = 400_000
    path = tmp_path / "people.parquet"
    duckdb.execute(f"copy (select i::varchar unique_id, 'x' as city, 'n' || (i % 1000) as name "
                   f"from range({n}) t(i)) to '{path}'")
    settings = cases.levels("city_l is null", "name_l = name_r", "ELSE")
    settings["blocking_rules_to_generate_predictions"] = ["l.name = r.name", "l.city = r.city"]
    settings["retain_matching_columns"] = False
    settings["additional_columns_to_retain"] = []
    model = write(tmp_path / "model.json", settings)
    before = time.monotonic()
    body = asked(path, "--model", model)
    assert time.monotonic() - before < 60
    every, named = n * (n - 1) // 2, 1000 * (400 * 399 // 2)
    assert [row["added"] for row in body["rules"]] == [named, every - named]
    assert body["forecast"]["pairs"] == every and body["forecast"]["pairs_exact"]
    assert body["forecast"]["weigh_seconds"] > 60
    said = f"the blocking rules yield {every} pairs, more than --max-pairs 1000000"
    refused(65, said, "predict", path, "--model", model, "--out", tmp_path / "pairs.parquet",
            "--max-pairs", 1000000)
    assert not (tmp_path / "pairs.parquet").exists()


def test_a_run_within_the_bound_is_run(tmp_path):
    out = tmp_path / "pairs.csv"
    refused(65, "yield 3989 pairs, more than --max-pairs 3988", "predict", FAKE, "--model", MODEL,
            "--out", out, "--max-pairs", 3988)
    assert os.listdir(tmp_path) == []
    done("predict", FAKE, "--model", MODEL, "--out", out, "--max-pairs", 3989)
    assert len(out.read_text().splitlines()) == 3990


def test_it_is_told_as_table_and_csv():
    text = done("block", FAKE, "--model", MODEL, "--format", "table").stdout
    assert text.startswith("1000 records, 3989 pairs\npredict, about: ")
    rows = list(csv.DictReader(io.StringIO(done(
        "block", FAKE, "--model", MODEL, "--format", "csv").stdout)))
    added = [row["value"] for row in rows if row["table"] == "rules" and row["measure"] == "added"]
    assert added == ["1998", "1351", "466", "174"]


def test_no_records_have_no_pairs(tmp_path):
    empty = tmp_path / "people.csv"
    empty.write_text("unique_id,first_name,surname,dob,city,email\n")
    body = asked(empty, "--model", MODEL)
    assert body["records"] == body["forecast"]["pairs"] == 0 and body["blocks"] == []


def test_what_is_wrong_is_refused(tmp_path):
    settings = copy.deepcopy(cases.MODEL)
    settings["blocking_rules_to_generate_predictions"] = [
        "l.dob = r.dob and cast(l.city as int) = 1"]
    people = tmp_path / "people.csv"
    people.write_text("unique_id,first_name,surname,dob,city,email\n"
                      f"1,a,b,1990-01-01,{MARKER},\n2,a,b,1990-01-01,{MARKER},\n")
    refused(65, "raised an error", "block", people, "--model",
            write(tmp_path / "model.json", settings))
    refused(2, "--model is needed", "block", FAKE)
    refused(2, "--format is table, json or csv", "block", FAKE, "--model", MODEL, "--format", "x")
