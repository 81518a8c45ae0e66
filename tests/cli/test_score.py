# SPDX-License-Identifier: Apache-2.0
"""score: each record of one file with each of another, as Splink's score_pairs."""
import json
import math
import os
import pathlib
import signal
import subprocess
import time

import duckdb
from plain import JOINDER, MARKER, done, refused

DATA = pathlib.Path(__file__).resolve().parent.parent / "data/linkage"
FAKE, MODEL = DATA / "fake_1000.csv", DATA / "fake_1000.model.json"


def every(folder, n):
    """Each n-th record, as a file."""
    path = folder / f"every_{n}.parquet"
    duckdb.execute(f"copy (select * from read_csv('{FAKE}', all_varchar=true) "
                   f"where unique_id::int % {n} = 0) to '{path}'")
    return path


def test_scores_are_splinks(tmp_path):
    # 7,150 pairs of which rules find 74, summing to -138381.624425: Splink 5.0.0 on DuckDB 1.5.5
    # with the frequencies of fake_1000; a record is scored with itself, too.
    out = tmp_path / "pairs.parquet"
    done("score", every(tmp_path, 20), every(tmp_path, 7), "--records", FAKE, "--model", MODEL,
         "--out", out)
    assert duckdb.execute("select count(*), count(match_key), round(sum(match_weight), 6), "
                          f"count(*) filter (unique_id_l = unique_id_r) from '{out}'"
                          ).fetchone() == (7150, 74, -138381.624425, 8)


def test_all_parts_of_a_weight_are_shown(tmp_path):
    settings = json.loads(MODEL.read_text())
    settings["retain_matching_columns"] = False
    settings["retain_intermediate_calculation_columns"] = False
    (tmp_path / "model.json").write_text(json.dumps(settings))
    done("score", every(tmp_path, 20), every(tmp_path, 7), "--model", tmp_path / "model.json",
         "--out", tmp_path / "pairs.parquet")
    prior = settings["probability_two_random_records_match"]
    weight, parts = duckdb.execute(
        "select max(match_weight), max(abs(match_weight - (mw_first_name + mw_tf_adj_first_name + "
        "mw_surname + mw_tf_adj_surname + mw_dob + mw_city + mw_tf_adj_city + mw_email + "
        f"mw_tf_adj_email) - {math.log2(prior / (1 - prior))!r})) "
        f"from '{tmp_path}/pairs.parquet'").fetchone()
    assert weight > 20 and parts < 1e-9


def test_frequencies_are_of_records_or_their_own_columns_or_unknown(tmp_path):
    row = ("copy (select '1' unique_id, 'Oliver' first_name, 'Jones' surname, null::varchar dob, "
           "null::varchar city, null::varchar email{}) to '{}'")
    duckdb.execute(row.format("", tmp_path / "plain.parquet"))
    duckdb.execute(row.format(", 0.25::double tf_first_name", tmp_path / "given.parquet"))
    said = {}
    for name, words in {"unknown": ["plain.parquet"],
                        "counted": ["plain.parquet", "--records", FAKE],
                        "given": ["given.parquet"]}.items():
        file = tmp_path / words[0]
        done("score", file, file, "--model", MODEL, "--out", tmp_path / "pairs.csv", *words[1:])
        said[name] = duckdb.execute("select tf_first_name_l, mw_tf_adj_first_name from "
                                    f"'{tmp_path}/pairs.csv'").fetchone()
    assert said["unknown"] == (None, 0)
    assert said["given"][0] == 0.25 and said["given"][1] < said["counted"][1] < 0
    assert abs(said["counted"][0] - 28 / duckdb.execute(
        f"select count(first_name) from '{FAKE}'").fetchone()[0]) < 1e-12


def test_more_pairs_than_asked_for_are_refused(tmp_path):
    out = tmp_path / "pairs.csv"
    refused(65, "1000 times 1000 records are more pairs than --max-pairs 999999", "score", FAKE,
            FAKE, "--model", MODEL, "--out", out, "--max-pairs", 999_999)
    refused(2, "--model and --out are needed", "score", FAKE, FAKE, "--model", MODEL)
    (tmp_path / "people.csv").write_text(f"unique_id,first_name\n1,{MARKER}\n")
    refused(65, "there is no column", "score", tmp_path / "people.csv", FAKE, "--model", MODEL,
            "--out", out)
    assert not out.exists()


def test_an_interrupted_run_leaves_no_file(tmp_path):
    out = tmp_path / "pairs.parquet"
    records = DATA / "historical_50k.records.parquet"
    process = subprocess.Popen(
        [JOINDER, "score", str(records), str(records), "--model",
         str(DATA / "historical_50k.model.json"), "--out", str(out), "--max-pairs", "9000000000"],
        stderr=subprocess.PIPE, text=True)
    time.sleep(4)
    process.send_signal(signal.SIGINT)
    message = process.communicate(timeout=120)[1]
    assert process.returncode == 130 and "stopped" in message
    assert os.listdir(tmp_path) == []
