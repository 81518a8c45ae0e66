# SPDX-License-Identifier: Apache-2.0
"""One linkage as several jobs: pairs apart from scores, in parts, and clusters of many files."""
import itertools
import json
import pathlib
import sys

import duckdb
import pytest
from plain import MARKER, done, refused

DATA = pathlib.Path(__file__).resolve().parent.parent / "data/linkage"
sys.path.insert(0, str(DATA))
import cases  # noqa: E402

FAKE, MODEL = DATA / "fake_1000.csv", DATA / "fake_1000.model.json"
HISTORICAL = DATA / "historical_50k.records.parquet"
EDGE = "unique_id_l::int, unique_id_r::int, match_probability"
KINDS = ["all columns", "link_only, two tables", "link_only, three tables", "link_and_dedupe",
         "whole number ids", "explode between others", "rest"]


def rows_of(path, columns="*"):
    return duckdb.execute(f"select {columns} from '{path}'").fetchall()


def columns_of(path):
    return [row[0] for row in duckdb.execute(f"describe from '{path}'").fetchall()]


def files_of(folder, name):
    settings, tables = cases.CASES[name]
    connection, files = cases.connect(duckdb), []
    for table, sql in tables.items():
        files.append(folder / f"{table}.parquet")
        connection.execute(f"copy ({sql}) to '{files[-1]}'")
    (folder / "model.json").write_text(json.dumps(settings))
    return files, folder / "model.json"


def groups(pairs, nodes):
    """Connected components, by hand."""
    of = {node: {node} for node in nodes}
    for left, right in pairs:
        if of[left] is not of[right]:
            of[left] |= of[right]
            for node in of[right]:
                of[node] = of[left]
    return {frozenset(group) for group in of.values()}


def groups_of(path, column="cluster_id"):
    by = {}
    for cluster, *name in rows_of(path, f"{column}, unique_id"):
        by.setdefault(cluster, set()).add(name[0])
    return {frozenset(group) for group in by.values()}


# ---- parts -----------------------------------------------------------------------------------
@pytest.mark.slow
@pytest.mark.parametrize("n", [1, 3, 8])
def test_parts_are_the_whole_row_by_row(tmp_path, n):
    words = (HISTORICAL, "--model", DATA / "historical_50k.model.json", "--pairs")
    done("block", *words, tmp_path / "whole.parquet")
    rows, sizes = [], []
    for k in range(1, n + 1):
        done("block", *words, tmp_path / "part.parquet", "--part", f"{k}/{n}", "--threads",
             1 + k % 2)
        rows += rows_of(tmp_path / "part.parquet")
        sizes.append(len(rows))
    assert rows == rows_of(tmp_path / "whole.parquet") and len(rows) == 450_741
    assert n == 1 or sizes[-2] < len(rows)


@pytest.mark.slow
def test_scored_parts_are_the_whole_at_a_bound(tmp_path):
    words = (HISTORICAL, "--model", DATA / "historical_50k.model.json", "--min-weight", 10)
    done("predict", *words, "--out", tmp_path / "whole.parquet")
    rows = []
    for k in range(1, 5):
        done("predict", *words, "--out", tmp_path / "part.parquet", "--part", f"{k}/4")
        rows += rows_of(tmp_path / "part.parquet")
    assert rows == rows_of(tmp_path / "whole.parquet") and len(rows) > 100_000


@pytest.mark.parametrize("part", ["0/3", "4/3", "1", "1/", "/3", "1/0", "-1/3", "1/3x", "1 / 3",
                                  "1/1000001", "1/99999999999999999999"])
def test_a_part_that_is_none_is_refused(tmp_path, part):
    for verb, out in (("predict", "--out"), ("block", "--pairs")):
        refused(2, "--part takes K/N", verb, FAKE, "--model", MODEL, out, tmp_path / "p.csv",
                "--part", part)
    assert not (tmp_path / "p.csv").exists()


def test_what_parts_do_not_go_with_is_refused(tmp_path):
    out = tmp_path / "p.csv"
    refused(2, "--captures is of all pairs", "predict", FAKE, "--model", MODEL, "--out", out,
            "--part", "1/2", "--captures")
    refused(2, "--part is of --pairs", "block", FAKE, "--model", MODEL, "--part", "1/2")
    for words in (["--largest", 2], ["--values"], ["--test-pairs", 1], ["--format", "json"]):
        refused(2, "--pairs counts nothing", "block", FAKE, "--model", MODEL, "--pairs", out,
                *words)


# ---- pairs, then scores ----------------------------------------------------------------------
@pytest.mark.slow
@pytest.mark.parametrize("name", KINDS)
def test_pairs_scored_apart_are_what_predict_gives(tmp_path, name):
    files, model = files_of(tmp_path, name)
    done("predict", *files, "--model", model, "--out", tmp_path / "whole.parquet")
    for k in (1, 2):
        done("block", *files, "--model", model, "--pairs", tmp_path / f"pairs{k}.parquet",
             "--part", f"{k}/2")
        done("score", *files, "--model", model, "--pairs", tmp_path / f"pairs{k}.parquet",
             "--out", tmp_path / f"scored{k}.parquet")
    assert columns_of(tmp_path / "scored1.parquet") == columns_of(tmp_path / "whole.parquet")
    rows = rows_of(tmp_path / "scored1.parquet") + rows_of(tmp_path / "scored2.parquet")
    assert rows == rows_of(tmp_path / "whole.parquet") and len(rows) > 500


def test_pairs_of_any_origin_are_scored_in_their_order(tmp_path):
    pairs = tmp_path / "pairs.csv"
    chosen = [(7, 3), (3, 7), (1, 1), (0, 1), (999, 0), (7, 3)]
    pairs.write_text("unique_id_r,note,unique_id_l\n" + "".join(
        f"{r},{MARKER},{left}\n" for left, r in chosen))
    done("score", FAKE, "--model", MODEL, "--pairs", pairs, "--out", tmp_path / "scored.parquet")
    rows = rows_of(tmp_path / "scored.parquet",
                   "unique_id_l::int, unique_id_r::int, match_weight, match_key")
    assert [row[:2] for row in rows] == chosen
    assert rows[0] == rows[5] and rows[0][2] == rows[1][2] and rows[4][3] is None


def test_wrong_pairs_are_refused(tmp_path):
    out, pairs = tmp_path / "out.csv", tmp_path / "pairs.csv"
    words = ("score", FAKE, "--model", MODEL, "--out", out, "--pairs", pairs)
    pairs.write_text(f"unique_id_l,unique_id_r\n1,2\n3,{MARKER}\n")
    refused(65, "row 2 of table pairs names a record that is in no records file", *words)
    pairs.write_text(f"unique_id_l,other\n1,{MARKER}\n")
    refused(65, "there is no column unique_id_r in table pairs", *words)
    pairs.write_text("unique_id_l,unique_id_r\n")
    done(*words)
    assert rows_of(out) == []
    refused(66, "nobody.csv", *words[:-1], tmp_path / "nobody.csv")
    refused(2, "exclude each other", *words, "--clusters", pairs)
    refused(2, "--max-pairs bounds", *words, "--max-pairs", 3)
    refused(2, "--records is of two files", *words, "--records", FAKE)
    refused(2, "are of --clusters", *words, "--without", pairs)
    refused(2, "two files are needed", "score", FAKE, "--model", MODEL, "--out", out)
    refused(2, "two files are needed", "score", FAKE, FAKE, FAKE, "--model", MODEL, "--out", out)


# ---- rules alone -----------------------------------------------------------------------------
@pytest.mark.slow
@pytest.mark.parametrize("name", KINDS)
def test_pairs_by_rules_alone_are_those_of_predict(tmp_path, name):
    files, model = files_of(tmp_path, name)
    done("predict", *files, "--model", model, "--out", tmp_path / "whole.parquet")
    done("predict", *files, "--model", model, "--out", tmp_path / "rules.parquet",
         "--deterministic")
    ids = [c for c in columns_of(tmp_path / "whole.parquet") if c.startswith(("source", "unique"))]
    shown = ", ".join([*ids, "match_key"])
    assert rows_of(tmp_path / "rules.parquet", shown) == rows_of(tmp_path / "whole.parquet", shown)
    columns = columns_of(tmp_path / "rules.parquet")
    assert columns[:len(ids)] == ids and columns[-1] == "match_key"
    assert {"first_name_l", "email_r"} <= set(columns)
    assert not [c for c in columns if c.startswith(("match_w", "match_p", "gamma", "mw_", "tf_"))]


def test_settings_that_compare_nothing_have_their_rules(tmp_path):
    settings = json.loads(MODEL.read_text())
    done("predict", FAKE, "--model", MODEL, "--out", tmp_path / "whole.csv")
    for comparisons in ([], None):
        settings["comparisons"] = comparisons
        settings["additional_columns_to_retain"] = ["city"]
        (tmp_path / "model.json").write_text(json.dumps(settings))
        done("predict", FAKE, "--model", tmp_path / "model.json", "--out", tmp_path / "rules.csv",
             "--deterministic")
        assert columns_of(tmp_path / "rules.csv") == [
            "unique_id_l", "unique_id_r", "city_l", "city_r", "match_key"]
        assert rows_of(tmp_path / "rules.csv", "unique_id_l, unique_id_r, match_key") == rows_of(
            tmp_path / "whole.csv", "unique_id_l, unique_id_r, match_key")
    settings["comparisons"] = [{"comparison_levels": [{"sql_condition": MARKER}]}]
    (tmp_path / "model.json").write_text(json.dumps(settings))
    for text in (json.dumps(settings), "[]", "{"):
        (tmp_path / "model.json").write_text(text)
        refused(65, "model", "predict", FAKE, "--model", tmp_path / "model.json", "--out",
                tmp_path / "none.csv", "--deterministic")


def test_rules_alone_have_no_scores_to_ask_for(tmp_path):
    for words in (["--min-weight", 1], ["--min-probability", 0.5], ["--captures"],
                  ["--frequencies", f"city={FAKE}"]):
        refused(2, "--deterministic gives no scores", "predict", FAKE, "--model", MODEL, "--out",
                tmp_path / "p.csv", "--deterministic", *words)


def test_clusters_of_rules_alone_are_what_they_connect(tmp_path):
    settings = cases.rules("l.email = r.email", "l.first_name = r.first_name and l.dob = r.dob")
    (tmp_path / "model.json").write_text(json.dumps(settings))
    done("predict", FAKE, "--model", tmp_path / "model.json", "--out", tmp_path / "rules.csv",
         "--deterministic")
    done("cluster", tmp_path / "rules.csv", "--records", FAKE, "--every-pair", "--out",
         tmp_path / "clusters.csv")
    want = groups(rows_of(tmp_path / "rules.csv", "unique_id_l, unique_id_r"), range(1000))
    assert groups_of(tmp_path / "clusters.csv") == want and 200 < len(want) < 900
    refused(65, "there is no column match_probability", "cluster", tmp_path / "rules.csv",
            "--records", FAKE, "--out", tmp_path / "none.csv")
    for words in (["--min-weight", 1], ["--min-probability", 0.5],
                  ["--method", "average-linkage"]):
        refused(2, "--every-pair is of --method connected", "cluster", tmp_path / "rules.csv",
                "--records", FAKE, "--out", tmp_path / "none.csv", "--every-pair", *words)


# ---- what blocking missed within clusters ----------------------------------------------------
@pytest.mark.parametrize("name", ["all columns", "link_only, three tables", "link_and_dedupe"])
def test_pairs_of_clusters_are_all_but_those_known(tmp_path, name):
    files, model = files_of(tmp_path, name)
    pairs, clusters, out = (tmp_path / f"{n}.parquet" for n in ("pairs", "clusters", "out"))
    words = [word for file in files for word in ("--records", file)]
    done("predict", *files, "--model", model, "--out", pairs, "--min-weight", 0)
    done("cluster", pairs, *words, "--out", clusters, "--min-probability", 0.8)
    sources = len(files) > 1
    shown = "source_dataset_{0}, unique_id_{0}" if sources else "'', unique_id_{0}"
    shown = ", ".join(shown.format(side) for side in "lr")
    by = {}
    for cluster, *record in rows_of(clusters, "cluster_id, " + (
            "source_dataset, unique_id" if sources else "'', unique_id")):
        by.setdefault(cluster, []).append(tuple(record))
    every = {frozenset(pair) for group in by.values() for pair in itertools.combinations(group, 2)
             if "link_only" not in name or pair[0][0] != pair[1][0]}
    known = {frozenset((row[:2], row[2:])) for row in rows_of(pairs, shown)}
    for without, want in (((), every), (("--without", pairs), every - known)):
        done("score", *files, "--model", model, "--clusters", clusters, *without, "--out", out)
        found = [frozenset((row[:2], row[2:])) for row in rows_of(out, shown)]
        assert len(found) == len(set(found)) == len(want) > 50 and set(found) == want
        assert columns_of(out) == columns_of(pairs)
    done("score", *files, "--model", model, "--pairs", out, "--out", tmp_path / "again.parquet")
    assert rows_of(tmp_path / "again.parquet") == rows_of(out)


def test_clusters_may_be_of_some_records_and_of_any_column(tmp_path):
    clusters, out = tmp_path / "clusters.csv", tmp_path / "out.csv"
    clusters.write_text("person,unique_id\nx,1\ny,2\nx,3\n,4\n,5\nx,6\n")
    words = ("score", FAKE, "--model", MODEL, "--clusters", clusters, "--out", out)
    done(*words, "--column", "person")
    assert rows_of(out, "unique_id_l, unique_id_r") == [(1, 3), (1, 6), (3, 6)]
    refused(65, "there is no column cluster_id", *words)
    refused(65, "3 pairs lie within clusters, more than --max-pairs 2", *words, "--column",
            "person", "--max-pairs", 2)
    clusters.write_text(f"cluster_id,unique_id\n{MARKER},1\n{MARKER},1\n")
    refused(65, "row 2 of table clusters is of a record once more", *words)
    clusters.write_text(f"cluster_id,unique_id\n1,{MARKER}\n")
    refused(65, "row 1 of table clusters", *words)


# ---- clusters of several files ---------------------------------------------------------------
def test_the_edges_of_two_models_are_one_graph(tmp_path):
    paths = []
    for i, rule in enumerate(["l.dob = r.dob", "l.email = r.email"]):
        (tmp_path / "model.json").write_text(json.dumps(cases.rules(rule)))
        paths.append(tmp_path / f"pairs{i}.parquet")
        done("predict", FAKE, "--model", tmp_path / "model.json", "--out", paths[-1])
    edges = [row for path in paths for row in rows_of(path, EDGE)]
    want = groups([row[:2] for row in edges if row[2] >= 0.95], range(1000))
    for order in (paths, paths[::-1]):
        done("cluster", *order, "--records", FAKE, "--out", tmp_path / "clusters.csv")
        assert groups_of(tmp_path / "clusters.csv") == want
    assert len(want) < min(len(groups([row[:2] for row in rows_of(path, EDGE) if row[2] >= 0.95],
                                      range(1000))) for path in paths)


@pytest.mark.parametrize("words", [["--method", "average-linkage", "--min-weight", 1],
                                   ["--min-weight", 1, "--edge-metrics"]])
def test_a_pair_of_several_files_counts_once_with_its_highest_score(tmp_path, words):
    head = "unique_id_l,unique_id_r,match_weight\n"
    (tmp_path / "people.csv").write_text("unique_id\n" + "".join(f"{c}\n" for c in "abcd"))
    (tmp_path / "one.csv").write_text(head + "a,b,3\nb,c,-2\nc,d,\na,c,1.5\n")
    (tmp_path / "two.csv").write_text(head + "b,a,-9\nc,b,2\nd,c,4\n")
    (tmp_path / "both.csv").write_text(head + "a,b,3\na,c,1.5\nb,c,2\nc,d,4\n")
    shown = []
    for name in (["one", "two"], ["two", "one"], ["both"]):
        edges = tmp_path / "edges.csv"
        done("cluster", *(tmp_path / f"{n}.csv" for n in name), "--records",
             tmp_path / "people.csv", "--out", tmp_path / "clusters.csv", *words,
             *([edges] if words[-1] == "--edge-metrics" else []))
        shown.append((tmp_path / "clusters.csv").read_text() + (
            edges.read_text() if edges.exists() else ""))
    assert shown[0] == shown[1] == shown[2]
