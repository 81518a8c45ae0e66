# SPDX-License-Identifier: Apache-2.0
"""diff: two files of pairs side by side, by hand and by brute force; exit codes; refusals."""
import csv
import io
import json
import pathlib

import duckdb
import plain
import pytest
from plain import MARKER

DATA = pathlib.Path(__file__).resolve().parent.parent / "data/linkage"
PEOPLE, MODEL = DATA / "fake_1000.csv", DATA / "fake_1000.model.json"
HEAD = "match_weight,match_probability,unique_id_l,unique_id_r,gamma_name,gamma_dob,match_key"


def diff(code, *words):
    ended = plain.run("diff", *words, "--format", "json")
    assert ended.returncode == code, ended.stderr
    return json.loads(ended.stdout)


def write(path, *lines, head=HEAD):
    path.write_text("".join(f"{line}\n" for line in (head, *lines)))
    return path


@pytest.fixture
def two(tmp_path):
    left = write(tmp_path / "left.csv", "3,0.888,a,b,2,1,0", "5,0.969,a,c,2,2,0",
                 "1,0.667,b,c,1,0,1", "9,0.998,d,e,2,2,0", ",,x,y,,2,0")
    right = write(tmp_path / "right.csv", "5.25,0.974,c,a,2,2,0", "3,0.888,a,b,2,1,0",
                  "0,0.5,b,c,1,1,2", "-4,0.059,f,g,0,0,1", "7,0.992,h,i,1,1,1", ",,x,y,,2,0")
    return left, right


def test_a_small_case_by_hand(two):
    body = diff(1, *two)
    assert [(p["what"], p["l"], p["r"], p["left"], p["right"], p["difference"], p["levels"])
            for p in body.pop("pairs")] == [
        ("only left", "d", "e", 9, None, None, ""), ("only right", "h", "i", None, 7, None, ""),
        ("only right", "f", "g", None, -4, None, ""), ("levels", "b", "c", 1, 0, 1, "dob 0 1"),
        ("score", "a", "c", 5, 5.25, 0.25, "")]
    assert body == {
        "same": False, "left": 5, "right": 6, "both": 4, "only_left": 1, "only_right": 2,
        "weight": {"largest": 1, "beyond": 2},
        "probability": {"largest": pytest.approx(0.167), "beyond": 2}, "match_keys": 1,
        "levels": [{"comparison": "name", "differing": 0}, {"comparison": "dob", "differing": 1}]}


def test_within_the_tolerance_files_are_the_same(two, tmp_path):
    assert diff(0, two[0], two[0])["same"] is True
    near = write(tmp_path / "near.csv", "3.0000000001,0.888,b,a,2,1,0", "5,0.969,a,c,2,2,0",
                 "1,0.667,b,c,1,0,1", "9,0.998,d,e,2,2,0", ",,y,x,,2,0")
    assert diff(0, two[0], near)["weight"]["largest"] == pytest.approx(1e-10)
    assert diff(1, two[0], near, "--tolerance", "1e-12")["weight"]["beyond"] == 1
    none = write(tmp_path / "none.csv", ",0.888,b,a,2,1,0", "5,0.969,a,c,2,2,0",
                 "1,0.667,b,c,1,0,1", "9,0.998,d,e,2,2,0", ",,y,x,,2,0")
    body = diff(1, two[0], none, "--tolerance", "1000")
    assert body["weight"] == {"largest": None, "beyond": 1} and body["pairs"][0]["right"] is None


def test_two_models_agree_with_brute_force(tmp_path):
    model = json.loads(MODEL.read_text())
    model["retain_matching_columns"] = True
    paths = []
    for k in range(2):
        if k == 1:
            model["blocking_rules_to_generate_predictions"].pop(1)
            level = model["comparisons"][2]["comparison_levels"][2]
            level["sql_condition"] = level["sql_condition"].replace("<= 1", "<= 3")
            level["m_probability"] *= 1.5
        settings, path = tmp_path / f"m{k}.json", tmp_path / f"p{k}.parquet"
        settings.write_text(json.dumps(model))
        plain.done("predict", PEOPLE, "--model", settings, "--out", path)
        found = duckdb.sql(f"select * from '{path}'")
        rows = [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]
        paths.append((path, {(r["unique_id_l"], r["unique_id_r"]): r for r in rows}))
    (left, a), (right, b) = paths
    body = diff(1, left, right, "--most", "1000")
    both = a.keys() & b.keys()
    assert (body["both"], body["only_left"], body["only_right"]) == (
        len(both), len(a.keys() - b.keys()), 0)
    assert body["only_left"] > 100
    apart = {pair: abs(a[pair]["match_weight"] - b[pair]["match_weight"]) for pair in both}
    assert body["weight"] == {"largest": max(apart.values()),
                              "beyond": sum(d > 1e-9 for d in apart.values())}
    for level in body["levels"]:
        name = "gamma_" + level["comparison"]
        assert level["differing"] == sum(a[p][name] != b[p][name] for p in both)
    assert sum(level["differing"] for level in body["levels"]) > 10
    assert body["match_keys"] == sum(a[p]["match_key"] != b[p]["match_key"] for p in both)
    listed = {(p["l"], p["r"]): p for p in body["pairs"] if p["what"] == "levels"}
    assert listed.keys() == {p for p in both if any(
        a[p][k] != b[p][k] for k in a[p] if k.startswith("gamma_"))}
    alone = [p["left"] for p in body["pairs"] if p["what"] == "only left"]
    assert alone == sorted((a[p]["match_weight"] for p in a.keys() - b.keys()), reverse=True)[:1000]
    assert diff(0, left, left)["both"] == len(a)


def test_sources_are_part_of_a_name(tmp_path):
    head = "match_probability,source_dataset_l,unique_id_l,source_dataset_r,unique_id_r"
    left = write(tmp_path / "l.csv", "0.5,a,1,b,1", "0.6,a,1,b,2", head=head)
    right = write(tmp_path / "r.csv", "0.6,a,1,b,2", "0.5,b,1,a,1", head=head)
    assert diff(0, left, right)["both"] == 2
    right = write(tmp_path / "r.csv", "0.5,a,1,c,1", "0.7,a,1,b,2", head=head)
    body = diff(1, left, right)
    assert body["pairs"][0]["r"] == "b-__-1" and "weight" not in body


def test_table_and_csv(two):
    ended = plain.run("diff", *two, "--format", "table")
    assert ended.returncode == 1
    assert "5 pairs left, 6 right, 4 in both, 1 only left, 2 only right" in ended.stdout
    assert "levels of dob: 1 differ" in ended.stdout
    ended = plain.run("diff", *two, "--format", "csv")
    assert [row["what"] for row in csv.DictReader(io.StringIO(ended.stdout))] == [
        "only left", "only right", "only right", "levels", "score"]
    assert plain.run("diff", *two, "--format", "csv", "--most", "0").stdout.count("\n") == 1


def test_what_is_refused(two, tmp_path):
    def refused(code, said, *words):
        plain.refused(code, said, "diff", *words)
    refused(2, "usage", two[0])
    refused(2, "--most", *two, "--most", "2000")
    refused(2, "--tolerance", *two, "--tolerance=-1")
    refused(66, "nowhere.csv", two[0], tmp_path / "nowhere.csv")
    refused(65, "no columns person_l and _r in table left", *two, "--id", "person")
    twice = write(tmp_path / "twice.csv", f"1,0.5,{MARKER},b,1,1,0", "2,0.6,a,b,1,1,0",
                  f"1,0.5,b,{MARKER},1,1,0")
    refused(65, "rows 1 and 3 of table twice are one pair", two[0], twice)
    none = write(tmp_path / "none.csv", f"{MARKER},b", head="unique_id_l,unique_id_r")
    refused(65, "neither match_weight nor match_probability", two[0], none)
    empty = write(tmp_path / "empty.csv", "1,0.5,,b,1,1,0")
    refused(65, "row 1 of table empty", empty, two[0])


def test_no_pairs_are_the_same_as_no_pairs(tmp_path):
    path = write(tmp_path / "none.csv")
    assert diff(0, path, path)["both"] == 0
