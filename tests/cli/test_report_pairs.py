# SPDX-License-Identifier: Apache-2.0
"""report --pairs: pairs that were scored elsewhere give the tables that their model would."""
import csv
import json
import math
import pathlib

import duckdb
import pytest
from plain import MARKER, done, refused
from test_report import DATA, MODEL, PEOPLE, TRUTH, data_of, draw, report, write

SAME = ["weights", "sizes", "truth", "thresholds", "groups", "ratios", "completeness", "files"]


def of_pair(pair):
    return {key: pair[key] for key in ("id_l", "id_r", "weight", "is_right", "rule")}


def close(one, other):
    """Equal, but for the last digits of a weight that was written and read."""
    if isinstance(one, dict):
        assert one.keys() == other.keys()
        for key in one:
            close(one[key], other[key])
    elif isinstance(one, list):
        assert len(one) == len(other)
        for a, b in zip(one, other, strict=True):
            close(a, b)
    elif isinstance(one, float):
        assert other == pytest.approx(one, abs=1e-9)
    else:
        assert one == other


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_tables_are_those_of_the_model(tmp_path, ending):
    pairs = tmp_path / f"pairs.{ending}"
    done("predict", PEOPLE, "--model", MODEL, "--out", pairs)
    words = (*TRUTH, "--by", "dob:decade", "--cluster", "244")
    want = report(PEOPLE, "--model", MODEL, *words)
    got = report(PEOPLE, "--pairs", pairs, *words)
    for name in SAME:
        shown = want[name]
        if name == "completeness":  # all columns are shown, not only those that are compared
            assert {row["column"] for row in got[name]} - {
                row["column"] for row in shown} == {"cluster"}
            assert [row for row in got[name] if row["column"] != "cluster"] == shown
        else:
            close(shown, got[name])
    for key in ("records", "pairs", "links", "clusters", "threshold"):
        assert got["head"][key] == want["head"][key]
    assert (got["head"]["has_model"], want["head"]["has_model"]) == (False, True)
    assert [(r["pairs"], r["links"], r["sql"]) for r in got["rules"]] == [
        (r["pairs"], r["links"], "") for r in want["rules"]]
    assert len(want["clusters"]) == len(got["clusters"]) > 20
    for a, b in zip(want["clusters"], got["clusters"], strict=True):
        for key in ("cluster", "chosen", "records", "links", "bridges", "looked_into", "is_mixed"):
            assert a[key] == b[key]
        links = [[of_pair(e) for e in c["edges"] if e["is_link"]] for c in (a, b)]
        close(*links)
    errors = [[{**of_pair(e), "weight": e["weight"] if e["rule"] is not None else None}
               for e in body["errors"]] for body in (want, got)]
    close(*errors)
    assert all(e["weight"] is None for e in got["errors"] if e["rule"] is None)
    for name in ("levels", "vectors", "examples", "unlinkable", "adjustments", "comparisons"):
        assert got[name] == [] and want[name] != []


def test_sources_and_any_names_of_columns(tmp_path):
    people = []
    for source, n in (("court", 3), ("police", 4)):
        people.append(write(tmp_path / f"{source}.csv", [
            {"who": str(i), "name": f"{source}{i}", f"only_{source}": "x"} for i in range(n)]))
    pairs = write(tmp_path / "pairs.csv", [
        {"src_l": left, "who_l": i, "src_r": r, "who_r": j, "match_probability": p}
        for left, i, r, j, p in [("police", 1, "court", 1, 0.99), ("court", 1, "police", 1, 0.5),
                              ("court", 0, "court", 2, 0.96), ("police", 3, "police", 2, "")]])
    body = report(*people, "--pairs", pairs, "--id", "who", "--source", "src")
    assert (body["head"]["pairs"], body["head"]["links"], body["head"]["clusters"]) == (3, 2, 5)
    assert body["head"]["pairs_without_weight"] == 1
    assert body["rules"] == [] and body["shown_columns"] == ["name"]
    assert sum(row["pairs"] for row in body["weights"]) == 2
    names = {body["shown"][n["record"]]["id"] for c in body["clusters"] for n in c["nodes"]}
    assert names == {"court-__-0", "court-__-1", "court-__-2", "police-__-1"}
    best = max(e["probability"] for c in body["clusters"] for e in c["edges"])
    assert best == pytest.approx(0.99)


def test_the_page_is_drawn_without_a_model(tmp_path):
    pairs, page = tmp_path / "pairs.parquet", tmp_path / "page.html"
    done("predict", PEOPLE, "--model", MODEL, "--out", pairs)
    done("report", PEOPLE, "--pairs", pairs, *TRUTH, "--out", page)
    drawn = draw(page, tmp_path)
    for title in ("Weights", "Right and wrong", "Clusters", "Records"):
        assert f"<h2>{title}</h2>" in drawn
    for title in ("The model", "Pairs"):
        assert f"<h2>{title}</h2>" not in drawn
    assert "pairs, scored elsewhere" in drawn and 'class="graph"' in drawn
    assert "no rule" not in drawn and "not among the pairs" in drawn
    assert "undefined" not in drawn and "NaN" not in drawn and "[object" not in drawn
    assert json.loads(data_of(page))["head"]["has_model"] is False
    done("report", PEOPLE, "--pairs", pairs, "--no-values", "--out", page)
    with open(PEOPLE, encoding="utf-8") as file:
        emails = {row["email"] for row in csv.DictReader(file)} - {""}
    text = page.read_text()
    assert not [email for email in emails if email in text]


@pytest.mark.slow
def test_a_large_file_of_pairs(tmp_path):
    records, page = DATA / "historical_50k.records.parquet", tmp_path / "page.html"
    done("predict", records, "--model", DATA / "historical_50k.model.json", "--out",
         tmp_path / "pairs.parquet", "--min-weight", 0)
    n, links = duckdb.execute("select count(*), count(*) filter (match_weight >= "
                              f"{math.log2(19)!r}) from '{tmp_path}/pairs.parquet'").fetchone()
    said = done("report", records, "--pairs", tmp_path / "pairs.parquet", "--out", page).stdout
    assert said.startswith(f"50578 records, {n} pairs, {links} links, ")
    assert page.stat().st_size < 4 << 20


def test_what_is_refused(tmp_path):
    pairs = write(tmp_path / "pairs.csv", [
        {"unique_id_l": "1", "unique_id_r": "2", "match_weight": "3", "match_key": MARKER}])
    refused(65, "row 1 of table pairs has no match_key from 0 to 63", "report", PEOPLE, "--pairs",
            pairs)
    write(pairs, [{"unique_id_l": "1", "unique_id_r": MARKER, "match_weight": "3"}])
    refused(65, "names a record that is in no records file", "report", PEOPLE, "--pairs", pairs)
    write(pairs, [{"unique_id_l": "1", "unique_id_r": "2", "score": MARKER}])
    refused(65, "there is no column match_weight", "report", PEOPLE, "--pairs", pairs)
    refused(65, "is no column nobody", "report", PEOPLE, "--pairs", pairs, "--id", "nobody")
    refused(2, "--model is needed, or --pairs", "report", PEOPLE)
    refused(2, "--model is needed, or --pairs", "report", PEOPLE, "--pairs", pairs, "--model",
            MODEL)
    refused(2, "--id is of --pairs", "report", PEOPLE, "--model", MODEL, "--id", "unique_id")
    pathlib.Path(pairs).write_text("unique_id_l,unique_id_r,match_weight\n")
    body = report(PEOPLE, "--pairs", pairs)
    assert (body["head"]["pairs"], body["head"]["clusters"], body["weights"]) == (0, 1000, [])
