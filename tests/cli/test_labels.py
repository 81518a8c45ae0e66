# SPDX-License-Identifier: Apache-2.0
"""evaluate: scored pairs against judged ones, the whole truth space, and each wrong pair."""
import itertools
import json
import math
import pathlib
import random

import duckdb
import pytest
from plain import MARKER, done, refused

DATA = pathlib.Path(__file__).resolve().parent.parent / "data/linkage"
FAKE, MODEL = DATA / "fake_1000.csv", DATA / "fake_1000.model.json"


def evaluate(*words):
    return json.loads(done("evaluate", *words, "--format", "json").stdout)


def write(path, head, rows):
    path.write_text("".join(",".join(map(str, row)) + "\n" for row in [head, *rows]))
    return path


def expected(row, tp, fp, fn, tn):
    """A row of thresholds, by Splink's formulas; null where one divides by 0."""
    def over(a, b):
        return a / b if b else None
    root = math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))
    return {
        "weight": row["weight"], "probability": pytest.approx(1 / (1 + 2 ** -row["weight"])),
        "tp": tp, "fp": fp, "fn": fn, "tn": tn, "precision": over(tp, tp + fp),
        "recall": over(tp, tp + fn), "f1": over(2 * tp, 2 * tp + fp + fn),
        "specificity": over(tn, tn + fp), "npv": over(tn, tn + fn),
        "accuracy": over(tp + tn, tp + fp + fn + tn), "f2": over(5 * tp, 5 * tp + 4 * fn + fp),
        "f0_5": over(1.25 * tp, 1.25 * tp + 0.25 * fn + fp),
        "p4": over(4 * tp * tn, 4 * tp * tn + (tp + tn) * (fp + fn)),
        "phi": over(tp * tn - fp * fn, root)}


@pytest.fixture(scope="module")
def scored(tmp_path_factory):
    """Pairs of fake_1000 as predict gives them, their weights, whose each record is."""
    path = tmp_path_factory.mktemp("scored") / "pairs.parquet"
    done("predict", FAKE, "--model", MODEL, "--out", path)
    weights = {frozenset(row[:2]): row[2] for row in duckdb.execute(
        f"select unique_id_l::int, unique_id_r::int, match_weight from '{path}'").fetchall()}
    person = dict(duckdb.execute(f"select unique_id::int, cluster from '{FAKE}'").fetchall())
    return path, weights, person


def test_the_truth_space_of_labels(scored, tmp_path):
    path, weights, _ = scored
    chance = random.Random(7)
    known = sorted(tuple(sorted(pair)) for pair in weights)
    chosen = chance.sample(known, 600) + [(i, i + 500) for i in range(0, 300, 3)]
    labels = {frozenset(pair): chance.choice([0, 0.2, 0.49, 0.5, 1]) for pair in chosen}
    rows = [(score, *(pair if chance.random() < 0.5 else pair[::-1]))
            for pair, score in zip(chosen, (labels[frozenset(p)] for p in chosen), strict=True)]
    rows.append((0, *rows[0][1:]))  # judged twice: the higher counts
    write(tmp_path / "labels.csv", ["clerical_match_score", "unique_id_r", "unique_id_l"], rows)
    body = evaluate(path, "--labels", tmp_path / "labels.csv", "--records", FAKE, "--step", 0.5,
                    "--errors", tmp_path / "wrong.csv", "--min-weight", 1)
    real = {pair for pair, score in labels.items() if score >= 0.5}
    assert (body["judged"], body["judged_matches"]) == (len(labels), len(real))
    assert body["found"] == len(labels.keys() & weights.keys()) < len(labels)
    for row in body["thresholds"]:
        given = {pair for pair in labels if weights.get(pair, -math.inf) >= row["weight"]}
        assert row == expected(row, len(given & real), len(given - real), len(real - given),
                               len(labels.keys() - given - real))
    given = {pair for pair in labels if weights.get(pair, -math.inf) >= 1}
    wrong = duckdb.execute("select is_match, match_weight, unique_id_l, unique_id_r from "
                           f"'{tmp_path}/wrong.csv'").fetchall()
    assert {frozenset(row[2:]): row[0] for row in wrong} == {
        pair: pair in real for pair in given ^ real}
    assert all(weights.get(frozenset(row[2:])) == row[1] for row in wrong)
    false = [row[1] for row in wrong if not row[0]]
    missed = [math.inf if row[1] is None else row[1] for row in wrong if row[0]]
    assert [row[0] for row in wrong] == [False] * len(false) + [True] * len(missed)
    assert false == sorted(false, reverse=True) and missed == sorted(missed)
    assert false and missed[-1] == math.inf


def test_the_errors_of_a_truth_are_all(scored, tmp_path):
    path, weights, person = scored
    done("cluster", path, "--records", FAKE, "--out", tmp_path / "c.csv")
    words = (tmp_path / "c.csv", "--truth", f"{FAKE}:cluster", "--pairs", path)
    body = evaluate(*words, "--errors", tmp_path / "wrong.parquet")
    by = {}
    for record, of in person.items():
        by.setdefault(of, []).append(record)
    real = {frozenset(pair) for group in by.values() for pair in itertools.combinations(group, 2)}
    given = {pair for pair, weight in weights.items() if weight >= 0}
    found = duckdb.execute("select is_match, match_weight, unique_id_l::int, unique_id_r::int "
                           f"from '{tmp_path}/wrong.parquet'").fetchall()
    assert {frozenset(row[2:]): row[0] for row in found} == {
        pair: pair in real for pair in given ^ real}
    assert len(found) == len(given ^ real)
    all_pairs = 1000 * 999 // 2
    for row in body["thresholds"]:
        given = {pair for pair, weight in weights.items() if weight >= row["weight"]}
        assert row == expected(row, len(given & real), len(given - real), len(real - given),
                               all_pairs - len(given | real))


def test_what_is_wrong_can_be_scored_part_by_part(scored, tmp_path):
    path, _, person = scored
    done("cluster", path, "--records", FAKE, "--out", tmp_path / "c.csv")
    evaluate(tmp_path / "c.csv", "--truth", f"{FAKE}:cluster", "--pairs", path, "--errors",
             tmp_path / "wrong.csv")
    done("score", FAKE, "--model", MODEL, "--pairs", tmp_path / "wrong.csv", "--out",
         tmp_path / "parts.parquet")
    n, missed = duckdb.execute("select count(*), count(*) filter (match_key is null) from "
                               f"'{tmp_path}/parts.parquet'").fetchone()
    assert n > missed > 100


def test_judgements_may_be_words_and_sources_are_kept(tmp_path):
    people = [write(tmp_path / f"{name}.csv", ["unique_id"], [[1], [2]]) for name in ("a", "b")]
    records = [word for path in people for word in ("--records", path)]
    head = ["source_dataset_l", "unique_id_l", "source_dataset_r", "unique_id_r"]
    pairs = write(tmp_path / "pairs.csv", [*head, "match_weight"],
                  [["a", 1, "b", 1, 3], ["a", 2, "b", 2, -1], ["a", 1, "b", 2, ""]])
    labels = write(tmp_path / "labels.csv", [*head, "same"],
                   [["b", 1, "a", 1, "false"], ["a", 2, "b", 2, "true"], ["b", 2, "a", 1, "true"]])
    body = evaluate(pairs, "--labels", labels, *records, "--judged", "same", "--errors",
                    tmp_path / "wrong.csv")
    assert (body["judged"], body["judged_matches"], body["found"]) == (3, 2, 2)
    assert (tmp_path / "wrong.csv").read_text().splitlines() == [
        "is_match,match_weight,source_dataset_l,unique_id_l,source_dataset_r,unique_id_r",
        "false,3.0,a,1,b,1", "true,-1.0,a,2,b,2", "true,,a,1,b,2"]
    table = done("evaluate", pairs, "--labels", labels, *records, "--judged", "same", "--format",
                 "table").stdout
    assert table.startswith("3 pairs judged, 2 of them matches; 2 of all have a weight\n")


def test_what_is_refused(tmp_path):
    pairs = write(tmp_path / "pairs.csv", ["unique_id_l", "unique_id_r", "match_weight"],
                  [[1, 2, 3]])
    labels = write(tmp_path / "labels.csv", ["unique_id_l", "unique_id_r", "score"],
                   [[1, 2, MARKER]])
    words = ("evaluate", pairs, "--labels", labels, "--records", FAKE)
    refused(65, "there is no column clerical_match_score", *words)
    refused(65, "row 1 of table labels has no number from 0 to 1", *words, "--judged", "score")
    for score in ("1.5", "-0.1", "", "nan"):
        write(labels, ["unique_id_l", "unique_id_r", "score"], [[1, 2, score], [3, 4, 1]])
        refused(65, "has no number from 0 to 1", *words, "--judged", "score")
    write(labels, ["unique_id_l", "unique_id_r", "score"], [[1, MARKER, 1]])
    refused(65, "names a record that is in no records file", *words, "--judged", "score")
    write(labels, ["unique_id_l", "unique_id_r", "clerical_match_score"], [])
    assert evaluate(*words[1:])["thresholds"] == []
    refused(2, "--labels needs --records", *words[:4])
    refused(2, "--labels goes without --truth", *words, "--truth", f"{FAKE}:cluster")
    truth = ("evaluate", FAKE, "--truth", f"{FAKE}:cluster", "--column", "cluster")
    refused(2, "--records and --judged are of --labels", *truth, "--records", FAKE)
    refused(2, "--step and --errors are of --pairs", *truth, "--errors", tmp_path / "e.csv")
    refused(2, "--min-probability and --min-weight are of --errors", *truth, "--min-weight", 2)
    refused(2, "--truth FILE:COLUMN is needed, or --labels", "evaluate", FAKE)
