# SPDX-License-Identifier: Apache-2.0
"""sample and calibrate: by hand, against the truth of a whole data set; what rules missed."""
import csv
import json
import pathlib

import duckdb
import plain
import pytest
from plain import MARKER

DATA = pathlib.Path(__file__).resolve().parent.parent / "data" / "linkage"
RECORDS = DATA / "historical_50k.records.parquet"


def calibrate(*words):
    return json.loads(plain.done("calibrate", *words, "--format", "json").stdout)


def write(path, *lines):
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def historical(tmp_path_factory):
    """All pairs of the data set with their weights, and whose each record is."""
    pairs = tmp_path_factory.mktemp("historical") / "pairs.parquet"
    told = plain.done("predict", RECORDS, "--model", DATA / "historical_50k.model.json", "--out",
                      pairs, "--captures", "--format", "json").stdout
    persons = dict(duckdb.sql(f"SELECT unique_id, cluster FROM '{RECORDS}'").fetchall())
    return pairs, persons, json.loads(told)


def test_a_small_review_by_hand(tmp_path):
    review = write(tmp_path / "review.csv",
                   "is_match,unique_id_l,unique_id_r,match_weight,stratum,stratum_from,"
                   "stratum_pairs",
                   "yes,a,b,12,10 and more,10.0,100", "1,a,c,11,10 and more,10.0,100",
                   "TRUE,b,c,0.5,0 to 2,0.0,40", "no,d,e,1,0 to 2,0.0,40",
                   ",d,f,1.5,0 to 2,0.0,40", "n,g,h,,outside blocking,,1000",
                   "0,g,i,,outside blocking,,1000")
    body = calibrate(review, "--folds", 2)
    assert body["pairs"] == 7 and body["judged"] == 4 and body["judged_matches"] == 3
    assert body["matches"] == 100 + 20
    rows = {row["weight"]: row for row in body["estimates"]}
    assert rows[0]["precision"] == pytest.approx(120 / 140)
    assert rows[0]["recall"] == 1 and rows[0]["recall_low"] < 0.8
    assert rows[10]["precision"] == 1 and rows[10]["recall"] == pytest.approx(100 / 120)
    assert rows[2] == {**rows[10], "weight": 2}
    table = plain.done("calibrate", review, "--folds", 2, "--format", "table").stdout
    assert "matches among all pairs, estimated: 120" in table
    assert "precision" in plain.done("calibrate", review, "--format", "csv").stdout


@pytest.mark.slow
def test_held_out_weights_keep_what_they_promise(historical, tmp_path):
    pairs, _, _ = historical
    out = tmp_path / "calibration.json"
    body = calibrate(pairs, "--truth", f"{RECORDS}:cluster", "--out", out)
    assert body["judged"] == 450741
    assert body["calibration_error"]["before"] > 0.03
    assert body["calibration_error"]["after"] < 0.005
    knots = json.loads(out.read_text())["calibration"]
    assert all(a[0] < b[0] and a[1] <= b[1] for a, b in zip(knots, knots[1:], strict=False))
    reached = {row["probability"]: row["from_weight"] for row in body["reached"]}
    assert reached[0.5] < 0 < reached[0.9]
    assert not list(tmp_path.glob("*.part"))


def review_of(historical, path, *options):
    """A sample, judged as the truth says."""
    pairs, persons, _ = historical
    plain.done("sample", pairs, "--records", RECORDS, "--out", path, *options)
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["is_match"] = int(persons[row["unique_id_l"]] == persons[row["unique_id_r"]])
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return rows


@pytest.mark.slow
def test_intervals_of_a_sample_hold_the_truth(historical, tmp_path):
    pairs, persons, _ = historical
    scored = duckdb.sql(f"SELECT unique_id_l, unique_id_r, match_weight FROM '{pairs}'").fetchall()
    judged = [(weight, persons[a] == persons[b]) for a, b, weight in scored]
    found = sum(is_match for _, is_match in judged)
    true = {}
    for edge in (10, 8, 6, 4, 2, 0, -2, -4, -6, -8, -10):
        above = [is_match for weight, is_match in judged if weight >= edge]
        true[edge] = {"precision": sum(above) / len(above), "recall": sum(above) / found}
    held = n = 0
    for seed in range(1, 5):
        review = tmp_path / f"{seed}.csv"
        rows = review_of(historical, review, "--n", 500, "--seed", seed)
        assert len(rows) == 500 and len({(r["unique_id_l"], r["unique_id_r"]) for r in rows}) == 500
        assert len({row["stratum"] for row in rows}) == 12
        for row in calibrate(review)["estimates"]:
            for name, share in true[row["weight"]].items():
                n += 1
                held += row[f"{name}_low"] <= share <= row[f"{name}_high"]
    assert held / n > 0.88, f"{held} of {n}: those of one sample depend on each other"


@pytest.mark.slow
def test_pairs_outside_blocking_are_drawn_and_widen_what_is_known(historical, tmp_path):
    pairs, _, _ = historical
    rows = review_of(historical, tmp_path / "r.csv", "--n", 100, "--outside", 50)
    outside = [row for row in rows if row["stratum"] == "outside blocking"]
    assert len(rows) == 150 and len(outside) == 50
    assert {row["match_weight"] for row in outside} == {""}
    all_pairs = 50578 * 50577 // 2
    assert {int(row["stratum_pairs"]) for row in outside} == {all_pairs - 450741}
    known = duckdb.sql(f"SELECT unique_id_l, unique_id_r FROM '{pairs}'").fetchall()
    assert not {frozenset((r["unique_id_l"], r["unique_id_r"])) for r in outside} & set(
        map(frozenset, known))
    assert calibrate(tmp_path / "r.csv")["estimates"][5]["recall_low"] < 0.05


@pytest.mark.slow
def test_a_sample_is_that_of_its_seed_and_set(historical, tmp_path):
    pairs, _, _ = historical
    turned = tmp_path / "turned.parquet"
    duckdb.sql(f"COPY (SELECT * FROM '{pairs}' ORDER BY hash(match_weight)) TO '{turned}'")
    outs = []
    for file, seed in ((pairs, 3), (turned, 3), (pairs, 4)):
        out = tmp_path / f"{len(outs)}.csv"
        plain.done("sample", file, "--records", RECORDS, "--n", 60, "--outside", 5, "--seed", seed,
                   "--out", out)
        outs.append(out.read_bytes())
    assert outs[0] == outs[1] != outs[2]


def test_between_two_sources_only_pairs_of_both_are_outside(tmp_path):
    left = write(tmp_path / "left.csv", "unique_id,name", *(f"{i},n{i}" for i in range(4)))
    right = write(tmp_path / "right.csv", "unique_id,name", *(f"{i},n{i}" for i in range(3)))
    pairs = write(tmp_path / "pairs.csv", "source_dataset_l,unique_id_l,source_dataset_r,"
                  "unique_id_r,match_weight", "left,0,right,0,5", "left,1,right,1,-3")
    out = tmp_path / "review.csv"
    plain.done("sample", pairs, "--records", left, "--records", right, "--out", out,
               "--outside", 100)
    rows = list(csv.DictReader(out.open(encoding="utf-8")))
    outside = [row for row in rows if row["stratum"] == "outside blocking"]
    assert len(rows) == 12 and len(outside) == 10
    assert {int(row["stratum_pairs"]) for row in outside} == {10}
    assert all(row["source_dataset_l"] != row["source_dataset_r"] for row in rows)
    assert {row["name_l"] for row in rows} == {"n0", "n1", "n2", "n3"}


@pytest.mark.slow
def test_rules_tell_at_least_some_of_what_they_missed(historical):
    _, persons, told = historical
    sizes = {}
    for person in persons.values():
        sizes[person] = sizes.get(person, 0) + 1
    real = sum(n * (n - 1) // 2 for n in sizes.values())
    assert 0 < told["missed"] < real - 203544  # rules depend on each other: a lower bound
    assert told["share_found"] == pytest.approx(
        told["matches"] / (told["matches"] + told["missed"]))
    assert all(row["alone"] <= row["matches"] for row in told["rules"]) and len(told["rules"]) == 10


def test_a_sure_pair_counts(tmp_path):
    records = write(tmp_path / "r.csv", "unique_id,who", "a,p", "b,p", "c,q")
    pairs = write(tmp_path / "p.csv", "unique_id_l,unique_id_r,match_probability", "a,b,1",
                  "a,c,0", "b,c,0.5")
    body = calibrate(pairs, "--truth", f"{records}:who")
    assert body["judged"] == 3 and body["judged_matches"] == 1
    assert body["calibration_error"]["before"] == pytest.approx(0.5 / 3)


def test_what_is_no_review_is_refused(tmp_path):
    def refused(code, said, *lines, words=()):
        path = write(tmp_path / "bad.csv", *lines)
        plain.refused(code, said, "calibrate", path, *words)

    refused(65, "no column is_match", "match_weight", "1")
    refused(65, "no column match_weight", "is_match", "1")
    refused(65, "row 2 of table bad: the judgement is not", "is_match,match_weight", "1,1",
            f"{MARKER},2")
    refused(65, "row 1 of table bad: match_weight is not", "is_match,match_weight", f"1,{MARKER}")
    refused(65, "row 1 of table bad: match_weight is not", "is_match,match_weight", "1,nan")
    refused(65, "no pair with a weight is judged", "is_match,match_weight", ",1")
    refused(65, "no column stratum_from", "is_match,match_weight,stratum", "1,1,a")
    head = "is_match,match_weight,stratum,stratum_from,stratum_pairs"
    refused(65, "row 1 of table bad is of no stratum", head, "1,1,a,0,0")
    refused(65, "row 1 of table bad is of no stratum", head, f"1,1,a,{MARKER},5")
    refused(65, "more judged pairs than pairs", head, "1,1,a,0,1", "1,2,a,0,1")
    refused(2, "--folds is 2 or more", head, words=("--folds", 1))
    refused(2, "--truth is FILE:COLUMN", head, words=("--truth", "x"))
    plain.refused(66, "no such file", "calibrate", tmp_path / "none.csv")


def test_a_sample_of_what_is_no_pair_is_refused(tmp_path):
    records = write(tmp_path / "r.csv", "unique_id,name", f"a,{MARKER}", "b,x")
    out = tmp_path / "out.csv"

    def refused(code, said, *lines, words=()):
        pairs = write(tmp_path / "p.csv", "unique_id_l,unique_id_r,match_weight", *lines)
        plain.refused(code, said, "sample", pairs, "--records", records, "--out", out, *words)
        assert not out.exists()

    refused(65, "names a record that is in no records file", "a,c,1")
    refused(65, "row 1 of table p has no match_weight", "a,b,")
    refused(65, "is a record with itself", "a,a,1")
    refused(2, "--n takes a whole number", "a,b,1", words=("--n", "-1"))
    plain.refused(2, "--records and --out are needed", "sample", records)
    own = write(tmp_path / "own.csv", "unique_id,stratum", "a,1", "b,2")
    pairs = write(tmp_path / "p.csv", "unique_id_l,unique_id_r,match_weight", "a,b,1")
    plain.done("sample", pairs, "--records", own, "--out", out)  # stratum_l is another name


def test_an_empty_file_of_pairs_gives_an_empty_review(tmp_path):
    records = write(tmp_path / "r.csv", "unique_id,name", "a,x", "b,y")
    pairs = write(tmp_path / "p.csv", "unique_id_l,unique_id_r,match_weight")
    plain.done("sample", pairs, "--records", records, "--out", tmp_path / "o.csv")
    assert len((tmp_path / "o.csv").read_text().splitlines()) == 1
