# SPDX-License-Identifier: Apache-2.0
"""Files of records, models and places for answers that are wrong: one line, its exit code."""

import copy
import os
import resource

import pytest
from hostile import (
    DATA_ERROR,
    DEEP,
    FILES,
    HEADER,
    IO_ERROR,
    MARKER,
    MISSING,
    MODEL,
    RECORDS,
    USAGE,
    refused,
    run,
    write,
)

@pytest.mark.parametrize("name", FILES)
def test_a_wrong_file_of_records_is_bad_data(tmp_path, name):
    content, said = FILES[name]
    refused(DATA_ERROR, said, "dedupe", write(tmp_path / name, content), "--model",
            write(tmp_path / "model.json", MODEL))
    assert sorted(os.listdir(tmp_path)) == sorted([name, "model.json"])


@pytest.mark.parametrize("verb", ["predict", "cluster", "explain"])
def test_every_verb_refuses_a_file_that_is_none(tmp_path, verb):
    model, file = write(tmp_path / "model.json", MODEL), write(tmp_path / "x.parquet", MARKER)
    records = write(tmp_path / "records.csv", RECORDS)
    rest = {
        "predict": ("--model", model, "--out", tmp_path / "out.csv"),
        "cluster": ("--records", records, "--out", tmp_path / "out.csv"),
        "explain": ("1", "2", "--model", model),
    }
    refused(DATA_ERROR, "not a Parquet file", verb, file, *rest[verb])
    refused(MISSING, "no such file", verb, tmp_path / "*.csv", *rest[verb])
    assert not (tmp_path / "out.csv").exists()


def test_a_header_alone_is_no_record_and_no_error(tmp_path):
    records, model = write(tmp_path / "a.csv", HEADER), write(tmp_path / "model.json", MODEL)
    assert run("dedupe", records, "--model", model).stdout.startswith(b"0 records")


@pytest.mark.parametrize("score", [MARKER, "2", "-1", "0.5x", "1e999"])
def test_a_score_that_is_no_probability_joins_nothing_and_is_told(tmp_path, score):
    pairs = f"unique_id_l,unique_id_r,match_probability\n1,2,0.99\n2,3,{score}\n"
    refused(DATA_ERROR, "row 2 of table pairs: match_probability", "cluster",
            write(tmp_path / "pairs.csv", pairs), "--records",
            write(tmp_path / "records.csv", RECORDS), "--out", tmp_path / "clusters.csv")
    assert not (tmp_path / "clusters.csv").exists()


# ---- models ----------------------------------------------------------------------------------
def with_level(**changes):
    model = copy.deepcopy(MODEL)
    model["comparisons"][2]["comparison_levels"][1].update(changes)
    return model


def with_rules(*rules):
    return {**MODEL, "blocking_rules_to_generate_predictions": list(rules)}


MODELS = {
    "empty": ("", "not JSON at line 1"),
    "a bare word": ("hello", "not JSON at line 1, column 5"),
    "broken text": (b'{"a": "\xff"}', "not JSON"),
    "an array": ("[]", "not an object"),
    "deep": ('{"a": ' + DEEP + "}", "not JSON"),
    "a huge number": (f'{{"link_type": {"9" * 400}}}', "not JSON"),
    "an unknown key": ({**MODEL, "sp\x1bed\x9b": 1}, "unknown key sp?ed"),
    "m above 1": (with_level(m_probability=1.01), "level 2: m_probability is not between 0 and 1"),
    "m below 0": (with_level(m_probability=-1), "level 2: m_probability is not between 0 and 1"),
    "u of no number": (with_level(u_probability="x"), "level 2: u_probability is not a number"),
    "a prior of 1": ({**MODEL, "probability_two_random_records_match": 1}, "below 1"),
    "a syntax error": (with_level(sql_condition="dob_l = = dob_r"), "level 2: at character 9"),
    "an unknown function": (with_level(sql_condition="frob(dob_l, dob_r)"), "frob"),
    "chance": (with_level(sql_condition="random() < 0.5"), "random()"),
    "a subquery": (with_level(sql_condition="dob_l = (select 1)"), "a subquery"),
    "two statements": (with_rules("l.dob = r.dob; drop table x"), "exactly one expression"),
    "a file": (with_rules("l.dob = (select content from read_text('/etc/passwd'))"), "subquery"),
    "the environment": (with_rules("getenv('HOME') = l.dob"), "getenv()"),
    "a rule of no text": (with_rules(1), "blocking rule 0"),
    "a deep rule": (with_rules("not " * 3000 + "l.dob = r.dob"), "blocking rule 0"),
    "rules without end": (with_rules(*["l.dob = r.dob"] * 1000), "more than 64 blocking rules"),
    "no comparison": ({**MODEL, "comparisons": []}, "comparisons"),
}


@pytest.mark.parametrize("name", MODELS)
def test_a_wrong_model_is_bad_data(tmp_path, name):
    content, said = MODELS[name]
    refused(DATA_ERROR, said, "dedupe", write(tmp_path / "records.csv", RECORDS), "--model",
            write(tmp_path / "model.json", content))


def test_a_model_without_rules_compares_all(tmp_path):
    model = {**MODEL, "blocking_rules_to_generate_predictions": []}
    records = write(tmp_path / "a.csv", RECORDS)
    assert run("dedupe", records, "--model", write(tmp_path / "m.json", model)).returncode == 0


# ---- where answers go ------------------------------------------------------------------------
def full_disk():
    """No file may grow: what a full disk does, without one."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "jsonl", "parquet"])
def test_a_full_disk_leaves_the_old_file_and_no_other(tmp_path, ending):
    model, out = write(tmp_path / "m.json", MODEL), write(tmp_path / f"out.{ending}", "old")
    records = write(tmp_path / "a.csv", RECORDS)
    refused(IO_ERROR, f"out.{ending}", "predict", records, "--model", model, "--out", out,
            "--min-weight", -99, restore_signals=False, preexec_fn=full_disk)
    assert out.read_text() == "old" and len(os.listdir(tmp_path)) == 3


def test_an_answer_goes_to_a_file_of_a_known_kind_in_a_folder_that_is_there(tmp_path):
    predict = ("predict", write(tmp_path / "a.csv", RECORDS), "--model",
               write(tmp_path / "m.json", MODEL), "--out")
    (tmp_path / "folder.csv").mkdir()
    refused(IO_ERROR, "none/out.csv", *predict, tmp_path / "none/out.csv")
    refused(IO_ERROR, "folder.csv", *predict, tmp_path / "folder.csv")
    refused(USAGE, "no known ending", *predict, "/dev/full")
    refused(USAGE, "no known ending", *predict, tmp_path / "out.xlsx")
    assert sorted(os.listdir(tmp_path)) == ["a.csv", "folder.csv", "m.json"]


def test_two_answers_are_not_written_into_one_file(tmp_path):
    refused(USAGE, "one file", "dedupe", write(tmp_path / "a.csv", RECORDS), "--model",
            write(tmp_path / "m.json", MODEL), "--out", tmp_path / "x.csv", "--pairs",
            tmp_path / "x.csv")
    assert sorted(os.listdir(tmp_path)) == ["a.csv", "m.json"]
