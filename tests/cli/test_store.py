# SPDX-License-Identifier: Apache-2.0
"""The verbs over a store: two agencies from folder to answer, exit codes, body and receipt."""

import csv
import io
import json
import os
import pathlib
import re
import shutil
import subprocess

import pytest

JOINDER = os.environ.get("JOINDER", "build/joinder")
ROOT = pathlib.Path(__file__).resolve().parents[2]
AGENCIES = ROOT / "tests/data/two-agencies"
CHIEF = ("--as", "chief@records", "--purpose", "audit", "--now", "2018-06-01")
ANN = (
    "--as",
    "ann@alpha-pd",
    "--purpose",
    "investigation",
    "--case",
    "17-001",
    "--now",
    "2018-06-01",
)
VERBS = (
    *("init", "ingest", "resolve", "check", "upgrade"),
    *("show", "why", "how", "review", "search", "extend", "overlap", "reach"),
)


def run(*words):
    return subprocess.run(
        [JOINDER, *map(str, words)], capture_output=True, text=True, stdin=subprocess.DEVNULL
    )


def body(*words):
    done = run(*words, "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def make(folder, *agencies):
    """A store of these folders, linked."""
    store = folder / "store"
    assert run("init", store, "--operator", "chief@records", "--now", "2018-06-01").returncode == 0
    done = run("ingest", store, *agencies, *CHIEF)
    assert done.returncode == 0, done.stderr
    done = run("resolve", store, *CHIEF)
    assert done.returncode == 0, done.stderr
    return store


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return make(tmp_path_factory.mktemp("two"), AGENCIES / "alpha-pd", AGENCIES / "beta-so")


def test_ingest_counts_every_row(tmp_path):
    store = tmp_path / "store"
    assert run("init", store, "--operator", "chief@records").returncode == 0
    told = body("ingest", store, AGENCIES / "alpha-pd", AGENCIES / "beta-so", *CHIEF)
    assert told["read"] == told["accepted"] + told["rejected"]
    assert told["rejected"] == 0
    assert {(t["agency"], t["table"]) for t in told["tables"]} >= {
        ("alpha-pd", "person"),
        ("beta-so", "relation"),
    }
    again = body("ingest", store, AGENCIES / "alpha-pd", *CHIEF)
    assert all(t["inserted"] == t["replaced"] == t["withdrawn"] == 0 for t in again["tables"])


def test_a_record_is_shown_with_its_entity(store):
    shown = body("show", store, "beta-so/person/b1", *ANN)
    assert shown["entity"] == "alpha-pd/person/p1"
    assert [r["name"] for r in shown["records"]] == ["alpha-pd/person/p1", "beta-so/person/b1"]
    assert len(shown["links"]) == 1 and shown["links"][0]["probability"] > 0.999
    assert {o["id"] for o in shown["owners"]} == {"alpha-pd", "beta-so"}


def test_namesakes_are_possible_and_listed_apart(store):
    shown = body("show", store, "alpha-pd/person/p3", *ANN)
    assert [r["name"] for r in shown["records"]] == ["alpha-pd/person/p3"]
    assert [p["b"] for p in shown["possible"]] == ["beta-so/person/b2"]


def test_why_adds_up(store):
    told = body("why", store, "alpha-pd/person/p1", "beta-so/person/b1", *ANN)
    bits = told["prior"] + sum(c["bits"] for c in told["comparisons"])
    assert abs(bits - told["weight"]) < 1e-9
    assert told["band"] == "joined" and told["rules"] and told["way"]


def test_the_phone_leads_to_the_other_agencys_case(store):
    told = body("extend", store, "alpha-pd/case/17-001", *ANN)
    assert told["chains"][0]["ends"] == ["beta-so/case/17-900"]
    chain = told["chains"][0]
    assert abs(sum(s["bits"] for s in chain["steps"]) - chain["bits"]) < 1e-6
    assert all(s["verified"] == "unverified" for s in chain["steps"])


def test_reach_counts_no_entity_twice(store):
    told = body("reach", store, "alpha-pd/person/p1", "--steps", 4, *ANN)
    names = [n for level in told["levels"] for n in level["names"]]
    assert len(names) == len(set(names))
    assert sum(level["entities"] for level in told["levels"]) == len(names)


@pytest.mark.parametrize("text", ["614-555-0101", "(614) 5550101", "+1 614 555 0101"])
def test_search_finds_a_number_in_any_spelling(store, text):
    told = body("search", store, text, "--kind", "phone", *ANN)
    assert [e["entity"] for e in told["entities"]] == ["alpha-pd/phone/ph1"]


def test_what_was_known_then_is_joined_as_it_was_then(tmp_path):
    """An answer of an earlier day is that of a store which never held what came later."""
    last, asked = "2017-04-02", "2017-04-03"  # known by the end of that day, in its own zone
    stores = []
    for name in ("now", "then"):
        for agency in ("alpha-pd", "beta-so"):
            shutil.copytree(AGENCIES / agency, tmp_path / name / agency)
            for path in (tmp_path / name / agency).glob("*.csv"):
                head, *lines = path.read_text().splitlines()
                if "known_at" not in head:  # b4 came later than all others
                    head += ",known_at"
                    lines = [f"{x},2017-04-0{3 if 'b4' in x else 2}" for x in lines]
                if name == "then":
                    lines = [line for line in lines if line.rsplit(",", 1)[1] <= last]
                path.write_text("\n".join([head, *lines]) + "\n")
        stores.append(make(tmp_path / name, *(tmp_path / name).iterdir()))
    late, then = stores
    known = ("--known-at", asked)
    shown = body("show", late, "alpha-pd/person/p1", *CHIEF, *known)
    assert [r["name"] for r in shown["records"]] == ["alpha-pd/person/p1", "beta-so/person/b1"]
    assert shown["links"] != []
    for verb, *names in (
        ("show", "alpha-pd/person/p1"),
        ("why", "alpha-pd/person/p3", "beta-so/person/b2"),
        ("extend", "alpha-pd/case/17-001"),
        ("search", "marlowe"),
    ):
        assert body(verb, late, *names, *CHIEF, *known) == body(verb, then, *names, *CHIEF)
    assert run("show", late, "beta-so/person/b4", *CHIEF, *known).returncode == 66


def test_search_takes_words_of_a_name_in_any_order(store):
    told = body("search", store, "Okafor, Rita", *ANN)
    assert [e["entity"] for e in told["entities"]] == ["alpha-pd/person/p2"]
    assert told["entities"][0]["matched"] == ["alpha-pd/person/p2"]  # b3 is sealed


def test_hidden_and_missing_have_one_message_and_one_code(store):
    hidden = run("show", store, "beta-so/person/b3", *ANN)
    missing = run("show", store, "beta-so/person/b33", *ANN)
    assert hidden.returncode == missing.returncode == 66
    assert hidden.stderr == missing.stderr and hidden.stdout == missing.stdout == ""


@pytest.mark.parametrize(
    "who",
    [
        ("ann@alpha-pd", "audit", "17-001"),
        ("ann@alpha-pd", "investigation", "17-900"),
        ("zoe@alpha-pd", "investigation", "17-001"),
        ("ann@alpha-pd", "gossip", "17-001"),
        ("chief@records", "investigation", "17-001"),
    ],
)
def test_denied_is_77_whatever_is_asked_of(store, who):
    asker, purpose, case = who
    for name in ("alpha-pd/person/p1", "no/such/thing"):
        done = run("show", store, name, "--as", asker, "--purpose", purpose, "--case", case)
        assert done.returncode == 77 and done.stdout == ""


def test_exit_codes_of_what_goes_wrong(store, tmp_path):
    assert run("show", store, "alpha-pd/person/p1").returncode == 2
    assert run("show", store, "nonsense", *ANN).returncode == 2
    assert run("show", store, "alpha-pd/person/p1", *ANN, "--as-of", "soon").returncode == 2
    assert run("show", tmp_path / "none", "a/b/c", *ANN).returncode == 66
    assert run("init", store, "--operator", "chief@records").returncode == 74
    assert run("ingest", store, tmp_path / "none", *CHIEF).returncode in (65, 66)


def test_another_agencys_folder_is_not_ones_own_to_bring(store):
    done = run("ingest", store, AGENCIES / "beta-so", *ANN)
    assert done.returncode == 77


def test_the_receipt_is_apart_from_the_body(store, tmp_path):
    one, two = tmp_path / "1.json", tmp_path / "2.json"
    words = ("show", store, "alpha-pd/person/p1", *ANN, "--format", "json", "--receipt")
    first, second = run(*words, one), run(*words, two)
    assert first.stdout == second.stdout
    a, b = json.loads(one.read_text()), json.loads(two.read_text())
    assert b["seq"] == a["seq"] + 1 and a["leaf"] != b["leaf"]
    assert (a["view"], a["body"]) == (b["view"], b["body"])
    assert a["asker"] == "ann@alpha-pd" and a["asker_is"] == "asserted"
    aside = run(*words[:-1])
    assert json.loads(aside.stderr)["seq"] == b["seq"] + 1


def test_one_thread_or_two_give_the_same_bytes(tmp_path):
    bodies = []
    for threads in (1, 2):
        folder = tmp_path / str(threads)
        folder.mkdir()
        store = make(folder, AGENCIES / "alpha-pd", AGENCIES / "beta-so")
        bodies.append(
            run(
                "show", store, "alpha-pd/person/p1", *ANN, "--format", "json", "--threads", threads
            ).stdout
        )
    assert bodies[0] == bodies[1] != ""


def test_no_value_of_a_record_stands_in_a_message(tmp_path):
    agency = tmp_path / "alpha"
    shutil.copytree(AGENCIES / "alpha-pd", agency)
    person = (agency / "person.csv").read_text()
    (agency / "person.csv").write_text(person.replace("1984-03-12", "marker-77"))
    store = tmp_path / "store"
    run("init", store, "--operator", "chief@records")
    done = run("ingest", store, agency, *CHIEF, "--format", "json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["issues"] >= 1
    assert "marker-77" not in done.stdout + done.stderr


def test_csv_has_a_line_of_headings_and_tables_fit(store):
    for words in (
        ("show", store, "alpha-pd/person/p1"),
        ("why", store, "alpha-pd/person/p1", "beta-so/person/b1"),
        ("how", store, "alpha-pd/person/p1"),
        ("review", store),
        ("overlap", store, "--kind", "phone"),
        ("search", store, "marlowe"),
        ("extend", store, "alpha-pd/case/17-001"),
        ("reach", store, "alpha-pd/person/p1"),
    ):
        done = run(*words, *ANN, "--format", "csv")
        assert done.returncode == 0, done.stderr
        lines = list(csv.reader(io.StringIO(done.stdout)))
        assert len(lines) > 1 and len({len(line) for line in lines}) == 1
        table = run(*words, *ANN, "--format", "table")
        assert table.returncode == 0 and table.stdout != ""


def test_check_finds_a_flipped_byte(tmp_path):
    store = make(tmp_path, AGENCIES / "alpha-pd")
    assert run("check", store).returncode == 0
    journal = store / "journal"
    data = bytearray(journal.read_bytes())
    data[len(data) // 2] ^= 1
    journal.write_bytes(data)
    done = run("check", store)
    assert done.returncode == 65
    assert "journal: byte" in done.stderr
    assert "journal: byte" in done.stdout and "whole" not in done.stdout
    done = run("show", store, "alpha-pd/person/p1", *ANN)
    assert done.returncode == 65
    assert "joinder check" in done.stderr and "copy of the whole folder" in done.stderr


def test_what_is_derived_is_checked_and_made_again(tmp_path):
    store = make(tmp_path, AGENCIES / "alpha-pd")
    database = store / "derived.duckdb"
    data = bytearray(database.read_bytes())
    data[len(data) // 3] ^= 16
    database.write_bytes(data)
    (store / "issues.csv").unlink()
    done = run("check", store)
    assert done.returncode == 65
    assert "derived.duckdb" in done.stdout and "--rebuild" in done.stdout
    assert run("check", store, "--rebuild").stdout == "whole\n"
    assert (store / "issues.csv").exists()


def test_upgrade_copies_a_store_that_then_answers_the_same(store, tmp_path):
    old = tmp_path / "old"
    shutil.copytree(store, old)
    new = tmp_path / "new"
    before = {p.name: p.read_bytes() for p in old.iterdir()}
    done = run("upgrade", old, new)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert {p.name: p.read_bytes() for p in old.iterdir()} == before
    assert run("check", new).stdout == "whole\n"
    question = ("show", "alpha-pd/person/p1")
    assert body(question[0], new, question[1], *ANN) == body(question[0], old, question[1], *ANN)


def test_upgrade_refuses_what_is_there_and_formats_that_it_does_not_know(store, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full/mine").write_text("mine")
    done = run("upgrade", store, tmp_path / "full")
    assert done.returncode == 74 and "is not empty" in done.stderr
    assert run("upgrade", tmp_path / "nothing", tmp_path / "new").returncode == 66
    later = tmp_path / "later"
    shutil.copytree(store, later)
    identity = later / "joinder.json"
    identity.write_text(identity.read_text().replace('"format": 1', '"format": 7'))
    done = run("upgrade", later, tmp_path / "new")
    assert done.returncode == 65 and "has format 7, this build reads 1" in done.stderr
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("verb", VERBS)
def test_the_manual_names_every_option(verb):
    shown = run(verb, "--help")
    assert shown.returncode == 0
    page = (ROOT / f"docs/man/joinder-{verb}.1.scd").read_text().replace("\\", "")
    for option in set(re.findall(r"--[a-z][a-z-]+", shown.stdout)):
        assert option in page, option
