# SPDX-License-Identifier: Apache-2.0
"""train: the parameters that Splink finds, for any number of threads, and what is refused."""
import json
import pathlib
import sys

import duckdb
import plain
import pytest
from plain import JOINDER, MARKER

DATA = pathlib.Path(__file__).resolve().parent.parent / "data/linkage"
sys.path.insert(0, str(DATA))
import trainings  # noqa: E402

GOLDENS = json.loads((DATA / "trainings.json").read_text())
FAKE = DATA / "fake_1000.csv"


def run(*words):
    return plain.run("train", *words)


def done(*words):
    return plain.done("train", *words)


def refused(code, said, *words):
    """It ends with this code and one line that says so, and leaves no model."""
    plain.refused(code, said, "train", *words)
    out = pathlib.Path(words[words.index("--out") + 1])
    assert not out.exists() and not list(out.parent.glob("*.part"))


def train(folder, name, *more):
    """Train as the plan of this name says; the model."""
    ended = trainings.ask_joinder(duckdb, JOINDER, folder, *trainings.TRAININGS[name], *more)
    assert ended.returncode == 0, ended.stderr
    return json.loads((folder / "model.json").read_text())


# ---- the same as Splink ----------------------------------------------------------------------
# Where sanitizers make each run slow, every third.
NAMES = [pytest.param(name, marks=[pytest.mark.slow] if i % 3 or name == "historical_50k" else [])
         for i, name in enumerate(trainings.TRAININGS)]


@pytest.mark.parametrize("name", NAMES)
def test_parameters_are_splinks(tmp_path, name):
    model = train(tmp_path, name, "--history", tmp_path / "history.parquet")
    want, got, plan = GOLDENS[name], trainings.parameters(model), trainings.TRAININGS[name][2]
    assert trainings.differences(want, got, plan) == []
    iterations = dict(duckdb.execute(
        f"select step, max(iteration) from '{tmp_path}/history.parquet' group by step").fetchall())
    assert [iterations[f"EM, blocked on: {rule}"] for rule in plan.em] == want["iterations"]


def test_a_saved_model_is_as_splink_saves_it(tmp_path):
    settings = DATA / "fake_1000.model.json"
    done(FAKE, "--settings", settings, "--out", tmp_path / "model.json", "--keep-u")
    want, got = json.loads(settings.read_text()), json.loads((tmp_path / "model.json").read_text())
    assert got == want


def test_older_settings_are_saved_as_splink_5_does(tmp_path):
    old = {"link_type": "dedupe_only", "bayes_factor_column_prefix": "bf_",
           "blocking_rules_to_generate_predictions": ["l.dob = r.dob"],
           "comparisons": [{"comparison_levels": [
               {"sql_condition": "dob_l IS NULL OR dob_r IS NULL", "is_null_level": True},
               {"sql_condition": "dob_l = dob_r", "m_probability": 0.1 + 0.2},
               {"sql_condition": "ELSE", "fix_m_probability": True}]}]}
    (tmp_path / "old.json").write_text(json.dumps(old))
    done(FAKE, "--settings", tmp_path / "old.json", "--out", tmp_path / "new.json", "--keep-u")
    new = json.loads((tmp_path / "new.json").read_text())
    splink = json.loads((DATA / "fake_1000.model.json").read_text())
    assert set(splink) - set(new) == {"linker_uid"} and set(new) <= set(splink)
    assert new["blocking_rules_to_generate_predictions"] == [
        {"blocking_rule": "l.dob = r.dob", "sql_dialect": "duckdb"}]
    null, same, other = new["comparisons"][0]["comparison_levels"]
    assert null["label_for_charts"] == "-1" and "m_probability" not in null
    assert same["m_probability"] == 0.1 + 0.2 and "u_probability" not in same
    assert other["fix_m_probability"] is True and other["fix_u_probability"] is False


def test_any_number_of_threads_gives_the_same_bytes(tmp_path):
    made = set()
    for threads in (1, 2, 5):
        folder = tmp_path / str(threads)
        folder.mkdir()
        train(folder, "fake_1000", "--threads", threads, "--history", folder / "history.csv")
        made.add((folder / "model.json").read_bytes() + (folder / "history.csv").read_bytes())
    assert len(made) == 1


def test_labels_that_are_no_matches_or_name_nobody_are_left_out(tmp_path):
    head = "unique_id_l,unique_id_r,clerical_match_score\n"
    (tmp_path / "scored.csv").write_text(head + "1,0,0.9\n1,900,0.1\n2,0,1\nnobody,0,1\n")
    (tmp_path / "plain.csv").write_text("unique_id_l,unique_id_r\n0,1\n0,2\n")
    models = []
    for labels in ("scored", "plain"):
        ended = done(FAKE, "--settings", DATA / "fake_1000.model.json", "--out",
                     tmp_path / f"{labels}.json", "--labels", tmp_path / f"{labels}.csv")
        assert ("1 of 4 labels name a record that is not there" in ended.stderr) == (
            labels == "scored")
        models.append((tmp_path / f"{labels}.json").read_bytes())
    assert models[0] == models[1]


def test_the_new_model_joins_at_once_as_dedupe_does_later(tmp_path):
    words = ["--min-probability", "0.9,0.99", "--pairs", tmp_path / "pairs.csv"]
    train(tmp_path, "fake_1000", *words, "--clusters", tmp_path / "clusters.csv")
    at_once = [(tmp_path / name).read_bytes() for name in ("pairs.csv", "clusters.csv")]
    plain.done("dedupe", FAKE, "--model", tmp_path / "model.json", *words, "--out",
               tmp_path / "clusters.csv")
    assert len(at_once[0]) > 1000
    assert [(tmp_path / name).read_bytes() for name in ("pairs.csv", "clusters.csv")] == at_once


def test_levels_without_estimate_are_told(tmp_path):
    settings, _, _ = trainings.TRAININGS["fake_1000"]
    (tmp_path / "settings.json").write_text(json.dumps(settings))
    ended = done(FAKE, "--settings", tmp_path / "settings.json", "--out", tmp_path / "model.json")
    assert "21 levels have no m or no u" in ended.stderr


# ---- what is refused -------------------------------------------------------------------------
def with_marker(folder):
    """Records whose every value may not be told, and a column of nothing."""
    path = folder / "people.csv"
    rows = [f"{MARKER}{i},{MARKER}a{i % 3},{MARKER}b{i},{MARKER},," for i in range(9)]
    path.write_text("unique_id,first_name,surname,dob,city,email\n" + "\n".join(rows) + "\n")
    return path


REFUSED = {
    "a syntax error": (65, "EM session 1: ", ["--em", "l.dob = = r.dob"]),
    "a column that is not there": (65, "EM session 1: blocking rule 0: there is no column age",
                                   ["--em", "l.age = r.age"]),
    "a column of neither side": (65, "is of neither side", ["--em", "dob = r.dob"]),
    "a rule that explodes": (65, "EM takes no rule that explodes lists", [
        "--em", '{"blocking_rule": "l.dob = r.dob", "arrays_to_explode": ["dob"]}']),
    "a rule that is no JSON": (65, "prior: blocking rule 0: not JSON at line 1", [
        "--deterministic", '{"blocking_rule": ', "--recall", 0.5]),
    "a rule with an unknown key": (65, "prior: blocking rule 0: unknown key rule", [
        "--deterministic", '{"rule": "l.dob = r.dob"}', "--recall", 0.5]),
    "no pair": (65, "the rule yields no pair", ["--em", "l.surname = r.surname"]),
    "nulls alone": (65, "the rule yields no pair", ["--em", "l.city = r.city"]),
    "nothing left": (65, "none is left to train", [
        "--em", "l.first_name = r.first_name and l.surname = r.surname and l.dob = r.dob and "
        "l.city = r.city and l.email = r.email"]),
    "a value that fails": (65, "raised an error", ["--em", "cast(l.dob as int) = r.dob"]),
    "a function that is not there": (65, "EM session 1: ", ["--em", "frob(l.dob) = r.dob"]),
    "a recall of nothing": (2, "recall is not above 0", [
        "--deterministic", "l.dob = r.dob", "--recall", 0]),
    "a recall above 1": (2, "--recall takes a number from 0 to 1", [
        "--deterministic", "l.dob = r.dob", "--recall", 1.5]),
    "no recall": (2, "need each other", ["--deterministic", "l.dob = r.dob"]),
    "a recall below what is found": (65, "recall must be at least 0.2500", [
        "--deterministic", "l.first_name = r.first_name", "--recall", 0.1]),
    "every pair": (65, "every possible pair", ["--deterministic", "l.dob = r.dob",
                                               "--recall", 1]),
    "rules without pairs": (65, "the rules yield no pair", [
        "--deterministic", "l.city = r.city", "--recall", 0.5]),
    "a sample of nothing": (2, "a share of records is not above 0", [
        "--deterministic", "l.dob = r.dob", "--recall", 0.5, "--prior-sample", 0]),
    "a probe of nothing": (2, "a share of records is not above 0", [
        "--em", "l.dob = r.dob", "--em-pairs", 10, "--em-probe", 0]),
    "a probe of more than all": (2, "--em-probe takes a number from 0 to 1", [
        "--em", "l.dob = r.dob", "--em-pairs", 10, "--em-probe", 2]),
    "no chunk of u": (2, "", ["--u-chunks", 0]),
    "no pairs for u": (2, "u needs at least one pair", ["--u-pairs", 0]),
    "less than none": (2, "--u-pairs takes a whole number", ["--u-pairs", -1]),
    "no such label": (65, "label column: ", ["--label-column", "truth"]),
    "a label of nulls": (65, "no two records share a value", ["--label-column", "city"]),
    "no such labels": (66, "", ["--labels", "/nowhere/labels.csv"]),
    "both fixed": (2, "leaves nothing to estimate", ["--em", "l.dob = r.dob", "--em-fix-m"]),
    "a threshold for nothing": (2, "needs --pairs or --clusters", ["--min-weight", 1]),
    "one file for two": (2, "--clusters and --pairs are one file", [
        "--pairs", "/nowhere/x.csv", "--clusters", "/nowhere/x.csv"]),
    "a prior of no session": (2, "needs --em", ["--prior-from-em"]),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_wrong_is_refused(tmp_path, name):
    code, said, words = REFUSED[name]
    (tmp_path / "settings.json").write_text(json.dumps(trainings.TRAININGS["fake_1000"][0]))
    refused(code, said, with_marker(tmp_path), "--settings", tmp_path / "settings.json",
            "--out", tmp_path / "model.json", *words)


@pytest.mark.parametrize("content, said", [
    ("unique_id_l,surname\n1,2\n", "there is no column unique_id_r in table labels"),
    (f"unique_id_l,unique_id_r\n{MARKER},{MARKER}\n", "no row of table labels names two"),
    (f"unique_id_l,unique_id_r,clerical_match_score\n0,1,{MARKER}\n", "row 1 of table labels"),
])
def test_labels_that_cannot_be_used_are_refused(tmp_path, content, said):
    (tmp_path / "labels.csv").write_text(content)
    refused(65, said, FAKE, "--settings", DATA / "fake_1000.model.json", "--labels",
            tmp_path / "labels.csv", "--out", tmp_path / "model.json")


@pytest.mark.parametrize("key, value", [("max_iterations", 0), ("max_iterations", 2.5),
                                        ("em_convergence", -1)])
def test_settings_that_cannot_stop_are_refused(tmp_path, key, value):
    settings = {**trainings.TRAININGS["fake_1000"][0], key: value}
    (tmp_path / "settings.json").write_text(json.dumps(settings))
    refused(65, key, FAKE, "--settings", tmp_path / "settings.json", "--out",
            tmp_path / "model.json")


def test_a_model_that_cannot_be_written_is_told(tmp_path):
    refused(74, "cannot be written", FAKE, "--settings", DATA / "fake_1000.model.json",
            "--keep-u", "--out", tmp_path / "nowhere" / "model.json")
