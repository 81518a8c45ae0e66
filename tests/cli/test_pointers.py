# SPDX-License-Identifier: Apache-2.0
"""A pointer says that an agency holds something, and whom to ask: nothing else moves."""

import json
import pathlib
import shutil

import pytest
from hostile import CHIEF, DENIED, make_store, run

AGENCIES = pathlib.Path(__file__).resolve().parents[1] / "data/two-agencies"
ANN = ("--as", "ann@alpha-pd", "--purpose", "investigation", "--now", "2018-06-01", "--case")


def make(folder, answer, without=""):
    """A store in which beta-so lets alpha-pd's detectives have its rows with this answer."""
    for name in ("alpha-pd", "beta-so"):
        shutil.copytree(AGENCIES / name, folder / name)
    path = folder / "beta-so/agency.json"
    agency = json.loads(path.read_text())
    agency["sharing"] = [
        {"to": "alpha-pd", "role_kind": "detective", "item": item, "answer": answer}
        for item in ("*", "sealed")
    ]
    path.write_text(json.dumps(agency))
    for table in (folder / "beta-so").glob("*.csv") if without else ():
        lines = table.read_text().splitlines(keepends=True)
        table.write_text("".join(line for line in lines if without not in line))
    store = make_store(folder / "store")
    for words in (("ingest", store, folder / "alpha-pd", folder / "beta-so"), ("resolve", store)):
        assert run(*words, *CHIEF).returncode == 0
    return store


def asked(store, *words, case="17-001"):
    done = run(words[0], store, *words[1:], *ANN, case, "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def pointing(tmp_path_factory):
    return make(tmp_path_factory.mktemp("pointing"), "pointer")


@pytest.mark.parametrize("words", [
    ("show", "alpha-pd/person/p1"), ("show", "alpha-pd/event/e2"), ("show", "alpha-pd/case/17-001"),
    ("extend", "alpha-pd/case/17-001"), ("extend", "alpha-pd/phone/ph1")])
def test_who_may_know_is_told_whom_to_ask_and_nothing_else(pointing, words):
    told = asked(pointing, *words)
    assert [agency["id"] for agency in told.pop("pointers")] == ["beta-so"]
    assert told.get("chains", []) == [] and "beta-so" not in json.dumps(told)
    table = run(words[0], pointing, words[1], *ANN, "17-001", "--format", "table").stdout.decode()
    assert table.endswith("beta-so holds something of this: ask beta intake\n")


def test_a_pointer_needs_a_record_of_ones_own_in_the_case(pointing):
    for name, case in (("person/p1", "17-002"), ("person/p2", "17-002"), ("person/p3", "17-001")):
        assert asked(pointing, "show", "alpha-pd/" + name, case=case)["pointers"] == []
    assert asked(pointing, "search", "marlowe")["found"] == 1
    assert run("show", pointing, "beta-so/person/b1", *ANN, "17-001").returncode == 66
    assert run("show", pointing, "alpha-pd/person/p1", *ANN, "17-900").returncode == DENIED


def test_what_is_sealed_is_never_a_pointer(tmp_path, pointing):
    """p2 is b3, which is sealed: with it or without, the answer is the same."""
    bare = make(tmp_path, "pointer", without="b3")
    for words in (("show", "alpha-pd/person/p2"), ("extend", "alpha-pd/case/17-002")):
        assert asked(pointing, *words, case="17-002") == asked(bare, *words, case="17-002")


def test_none_and_full_point_to_nobody(tmp_path):
    for answer in ("none", "full"):
        (tmp_path / answer).mkdir()
        store = make(tmp_path / answer, answer)
        assert asked(store, "show", "alpha-pd/person/p1")["pointers"] == []
    done = run("show", store, "alpha-pd/person/p1", *CHIEF, "--format", "json")
    assert json.loads(done.stdout)["pointers"] == []
