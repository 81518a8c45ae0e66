# SPDX-License-Identifier: Apache-2.0
"""Splink beside us: pairs without scores, what blocking missed in clusters, and diff of both."""
import json
import logging
import os
import pathlib
import subprocess
import sys

import duckdb
import pytest
import splink

JOINDER = os.environ.get("JOINDER", "build/joinder")
DATA = pathlib.Path(__file__).resolve().parent.parent / "data/linkage"
sys.path.insert(0, str(DATA))
import cases  # noqa: E402

logging.disable(logging.WARNING)
KINDS = ["all columns", "no parts", "link_only, two tables", "link_only, three tables",
         "link_and_dedupe", "explode between others", "frequencies", "untrained"]


def joinder(*words, code=0):
    ended = subprocess.run([JOINDER, *map(str, words)], capture_output=True, text=True)
    assert ended.returncode == code, ended.stderr
    return ended.stdout


@pytest.fixture(params=KINDS)
def case(request, tmp_path):
    """Splink's linker on a case, its connection; our files, and the words that name records."""
    settings, tables = cases.CASES[request.param]
    linker, connection = cases.linker_of(duckdb, splink, settings, tables)
    files = [tmp_path / f"{table}.parquet" for table in tables]
    for file, sql in zip(files, tables.values(), strict=True):
        connection.execute(f"copy ({sql}) to '{file}'")
    (tmp_path / "model.json").write_text(json.dumps(settings))
    return linker, connection, files, settings["link_type"] != "dedupe_only"


def shown(connection, table, columns):
    return connection.execute(f"select {columns} from {table} order by all").fetchall()


def ids(sources, *more):
    names = [f"{name}_{side}" for side in "lr"
             for name in (["source_dataset"] if sources else []) + ["unique_id"]]
    return ", ".join([*names, *more])


def test_pairs_by_rules_alone_are_splinks(tmp_path, case):
    linker, connection, files, sources = case
    want = linker.inference.deterministic_link()
    out = tmp_path / "rules.parquet"
    joinder("predict", *files, "--model", tmp_path / "model.json", "--out", out, "--deterministic")
    columns = {row[0] for row in connection.execute(f"describe from '{out}'").fetchall()}
    # Splink shows frequencies too, though nothing is weighed by them.
    assert columns == {c.unquote().name for c in want.columns if not c.name.startswith(
        ("tf_", '"tf_'))}
    columns = ids(sources, "match_key")
    rows = shown(connection, f"'{out}'", columns)
    assert rows == shown(connection, want.physical_name, columns) and len(rows) > 100
    joinder("block", *files, "--model", tmp_path / "model.json", "--pairs", out)
    assert shown(connection, f"'{out}'", columns) == rows


def test_what_blocking_missed_in_clusters_is_splinks(tmp_path, case):
    linker, connection, files, sources = case
    edges = linker.inference.predict(threshold_match_probability=0.01)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(edges, 0.9)
    for table, name in ((edges, "edges"), (clusters, "clusters")):
        connection.execute(f"copy {table.physical_name} to '{tmp_path}/{name}.parquet'")
    for known in (None, edges):
        want = linker.inference._score_missing_cluster_edges(clusters, known)
        joinder("score", *files, "--model", tmp_path / "model.json", "--clusters",
                tmp_path / "clusters.parquet", "--out", tmp_path / "missed.parquet",
                *(["--without", tmp_path / "edges.parquet"] if known else []))
        columns = ids(sources, "round(match_weight, 6)")
        rows = shown(connection, f"'{tmp_path}/missed.parquet'", columns)
        assert rows == shown(connection, want.physical_name, columns)
        assert len(rows) > 10


def test_no_difference_from_splinks_own_file(tmp_path, case):
    linker, connection, files, sources = case
    pairs = linker.inference.predict().physical_name
    connection.execute(f"copy {pairs} to '{tmp_path}/splink.parquet'")
    joinder("predict", *files, "--model", tmp_path / "model.json", "--out",
            tmp_path / "ours.parquet")
    words = (tmp_path / "ours.parquet", tmp_path / "splink.parquet", "--format", "json")
    body = json.loads(joinder("diff", *words))
    assert body["same"] is True and body["left"] == body["both"] == body["right"] > 100
    assert body["weight"]["largest"] < 1e-12 and body["match_keys"] == 0


def test_what_is_changed_in_splinks_file_is_told(tmp_path):
    settings, tables = cases.CASES["all columns"]
    linker, connection = cases.linker_of(duckdb, splink, settings, tables)
    pairs = linker.inference.predict().physical_name
    connection.execute(f"copy (from fake) to '{tmp_path}/people.parquet'")
    (tmp_path / "model.json").write_text(json.dumps(settings))
    joinder("predict", tmp_path / "people.parquet", "--model", tmp_path / "model.json", "--out",
            tmp_path / "ours.parquet")
    connection.execute(
        f"copy (select * replace (match_weight + case when unique_id_l = '1' then 0.5 else 0 end "
        f"as match_weight) from {pairs} where unique_id_l <> '2') to '{tmp_path}/splink.parquet'")
    changed, gone = (connection.execute(
        f"select count(*) from {pairs} where unique_id_l = '{i}'").fetchone()[0] for i in (1, 2))
    body = json.loads(joinder("diff", tmp_path / "ours.parquet", tmp_path / "splink.parquet",
                              "--format", "json", code=1))
    assert (body["weight"]["beyond"], body["only_left"], body["only_right"]) == (changed, gone, 0)
    assert changed > 0 and gone > 0


def test_the_truth_space_of_labels_is_splinks(tmp_path):
    settings, tables = cases.CASES["all columns"]
    linker, connection = cases.linker_of(duckdb, splink, settings, tables)
    edges = linker.inference.predict().physical_name
    connection.execute(f"copy {edges} to '{tmp_path}/pairs.parquet'")
    connection.execute(f"copy (from fake) to '{tmp_path}/people.parquet'")
    connection.execute(f"""create table labels as
        select unique_id_l, unique_id_r, 'people' source_dataset_l, 'people' source_dataset_r,
        (hash(unique_id_l || unique_id_r) % 10) / 10 + 0.05 clerical_match_score from (
            select unique_id_l, unique_id_r from {edges} where hash(unique_id_l) % 3 = 0 union all
            select l.unique_id, r.unique_id from fake l, fake r where l.unique_id < r.unique_id
            and hash(l.unique_id || r.unique_id) % 1000 = 0 and not exists (
                from {edges} where unique_id_l = l.unique_id and unique_id_r = r.unique_id))""")
    connection.execute(f"copy labels to '{tmp_path}/labels.parquet'")
    labels = linker._db_api.register(connection.table("labels"))
    want = linker.evaluation.accuracy_analysis_from_labels_table(
        labels, output_type="table", match_weight_round_to_nearest=None).as_record_list()
    want.sort(key=lambda row: row["truth_threshold"])
    body = json.loads(joinder(
        "evaluate", tmp_path / "pairs.parquet", "--labels", tmp_path / "labels.parquet",
        "--records", tmp_path / "people.parquet", "--errors", tmp_path / "wrong.parquet",
        "--format", "json"))
    assert len(body["thresholds"]) > 20
    names = {"tp", "fp", "fn", "tn", "precision", "recall", "specificity", "npv", "accuracy", "f1",
             "f2", "f0_5", "p4", "phi"}
    for row in body["thresholds"]:
        # Splink has a row at each weight: the first that reaches the step is the step's.
        like = next(like for like in want if like["truth_threshold"] >= row["weight"])
        assert {name: row[name] for name in names} == pytest.approx(
            {name: like[name] for name in names}, rel=1e-5, abs=1e-9)
    # Splink asks both label and prediction for more than the one threshold.
    errors = linker.evaluation.prediction_errors_from_labels_table(
        labels, include_false_positives=True, include_false_negatives=True,
        threshold_match_probability=0.5)
    ids = "unique_id_l, unique_id_r"
    assert shown(connection, f"'{tmp_path}/wrong.parquet'", ids) == shown(
        connection, errors.physical_name, ids)
