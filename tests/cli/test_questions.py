# SPDX-License-Identifier: Apache-2.0
"""Each question of docs/guide/questions.md is one command, and answers as the page says."""

import json
import os
import pathlib
import re
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
JOINDER = str(pathlib.Path(os.environ.get("JOINDER", "build/joinder")).resolve())
GUIDE = (ROOT / "docs/guide/questions.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```\n\$ joinder (\S[^\n]*)\n(.*?)```", GUIDE, re.S)
ANN = ("--as ann@harbor-pd --purpose investigation --case 17-100 --now 2018-06-01").split()


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("questions")
    done = subprocess.run([ROOT / "examples/questions/run.sh", JOINDER, folder],
                          capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stderr
    return folder / "store"


def run(store, verb, *words):
    return subprocess.run([JOINDER, verb, store, *map(str, words), *ANN], capture_output=True,
                          text=True, stdin=subprocess.DEVNULL, env={**os.environ, "COLUMNS": "200"})


def body(store, verb, *words):
    done = run(store, verb, *words, "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def lines(text):
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("command, shown", BLOCKS, ids=[block[0] for block in BLOCKS])
def test_the_guide_says_what_the_command_prints(store, command, shown):
    verb, *words = [word for word in command.split() if word not in ("$STORE", "$ASK")]
    done = run(store, verb, *words, "--format", "table")
    assert done.returncode == 0, done.stderr
    assert lines(done.stdout) == lines(shown)


def test_the_guide_asks_every_question():
    assert re.findall(r"^## (\d+)\.", GUIDE, re.M) == ["1", "2", "3", "4", "11", "18", "19"]


def test_1_the_records_of_other_agencies_with_probability_and_evidence(store):
    told = body(store, "how", "harbor-pd/person/p1")
    assert told["records"] == ["dock-so/person/b1", "harbor-pd/person/p1",
                               "state-prison/person/D41"]
    for link in told["built"]:
        assert link["probability"] > 0.999
        assert abs(sum(e["bits"] for e in link["evidence"]) - 23.253496519942026
                   - link["weight"]) < 1e-9
    assert [link["brings_together"] for link in told["built"]] == [[1, 1], [2, 1]]


def test_2_the_weakest_pair_and_what_falls_apart_without_it(store):
    weakest = body(store, "how", "dock-so/person/b1")["weakest"]
    assert sorted(map(sorted, weakest["sides"])) == [
        ["dock-so/person/b1", "harbor-pd/person/p1"], ["state-prison/person/D41"]]
    across = [weakest, *weakest["besides"]]
    assert {frozenset((link["a"], link["b"])) for link in across} == {
        frozenset(("dock-so/person/b1", "state-prison/person/D41")),
        frozenset(("harbor-pd/person/p1", "state-prison/person/D41"))}
    alone = body(store, "how", "harbor-pd/phone/ph1")
    assert len(alone["built"]) == 1 and "besides" in alone["weakest"]
    assert body(store, "how", "harbor-pd/person/p4")["built"] == []


def test_3_two_open_cases_that_share_a_phone(store):
    told = body(store, "overlap")
    assert [thing["entity"] for thing in told["things"]] == ["harbor-pd/phone/ph1"]
    assert [seen["case"] for seen in told["things"][0]["cases"]] == [
        "harbor-pd/case/17-100", "dock-so/case/S-12"]
    assert body(store, "overlap", "us-attorney/case/CR-9")["things"] == []
    assert body(store, "overlap", "--kind", "substance")["found"] == 1
    assert run(store, "overlap", "dock-so/case/none").returncode == 66


def test_4_namesakes_are_possible_and_it_is_said_what_would_settle_it(store):
    told = body(store, "why", "harbor-pd/person/p2", "dock-so/person/b3")
    assert told["band"] == "possible" and not told["one_entity"]
    assert told["ceilings"][0]["probability"] == 0.99
    would = {one["comparison"]: one for one in told["open"]}
    assert would["state_id"]["would_join"] and would["state_id"]["would_part"]
    assert would["phone"]["would_join"] and not would["phone"]["would_part"]
    assert not would["middle_name"]["would_join"]
    assert sorted(would["phone"]["not_held_by"]) == ["dock-so/person/b3", "harbor-pd/person/p2"]


def test_why_not_names_silent_rules_and_what_they_miss(store):
    told = body(store, "why", "harbor-pd/person/p4", "dock-so/person/b2")
    assert told["band"] == "apart" and told["rules"] == []
    by_rule = {one["rule"]: one["missing"] for one in told["silent"]}
    missing = by_rule['l."state_id_norm" = r."state_id_norm"']
    assert missing == [{"column": "state_id", "of": "harbor-pd/person/p4"}]
    assert by_rule['l."given_name_norm" = r."given_name_norm" AND '
                   'l."surname_norm" = r."surname_norm"'] == []  # known, and unlike


def test_why_not_names_the_veto(store):
    told = body(store, "why", "harbor-pd/person/p1", "dock-so/person/b2")
    assert told["conflict"] == "state_id" and told["band"] == "apart"
    assert ({"dock-so/person/b2", "harbor-pd/person/p1"}, "state_id") in [
        ({pair["a"], pair["b"]}, pair["by"]) for pair in told["kept_apart"]]
    assert not any(one["would_join"] for one in told["open"])


def test_a_man_in_prison_is_not_arrested_elsewhere(store):
    told = body(store, "why", "harbor-pd/person/p5", "state-prison/person/D40")
    assert told["against"] == {"what": "arrested while in custody",
                               "held": "state-prison/event/d1", "act": "harbor-pd/event/a5",
                               "bits": pytest.approx(-5.64, abs=0.01)}
    records = told["prior"] + sum(one["bits"] for one in told["comparisons"])
    assert records > 9.97 and told["thresholds"]["joined"] == 0.999  # joined, but for the times
    assert told["band"] == "possible" and not told["one_entity"]
    assert told["weight"] == pytest.approx(records + told["against"]["bits"])
    listed = body(store, "review", "--kind", "person")["pairs"]
    assert [(p["a"], p["b"]) for p in listed] == [
        ("harbor-pd/person/p5", "state-prison/person/D40"),
        ("dock-so/person/b3", "harbor-pd/person/p2")]


def test_11_paths_to_whoever_is_charged_as_organiser(store):
    told = body(store, "extend", "harbor-pd/person/p1", "--steps", 8, "--to", "organiser")
    assert [chain["ends"] for chain in told["chains"]] == [["us-attorney/case/CR-9"]]
    steps = told["chains"][0]["steps"]
    assert steps[-1]["role_in"] == "organiser" and len(steps) <= 9
    dates = [step["at"] for step in steps if step["node"] == "event"]
    assert dates == sorted(dates) and all(step["owner"] for step in steps)
    assert body(store, "extend", "harbor-pd/person/p1", "--to", "prescriber")["chains"] == []


def names(told):
    return {name for level in told["levels"] for name in level["names"]}


def test_18_what_was_reachable_with_what_was_then_known(store):
    words = ("harbor-pd/phone/ph1", "--steps", 3)
    then = names(body(store, "reach", *words, "--as-of", "2017-03-03", "--known-at", "2017-03-03"))
    now = names(body(store, "reach", *words))
    assert then == {"harbor-pd/exhibit/x1"} | {f"harbor-pd/person/p{i}" for i in (1, 3, 4, 6)}
    assert then < now and "state-lab/substance/L2" in now


def test_19_victims_witnesses_and_relatives_are_named_and_not_on_the_path(store):
    told = body(store, "extend", "harbor-pd/event/i1")
    people = {p["entity"]: p for p in told["chains"][0]["people"]}
    parts = {name: {part.get("role", part.get("relation")) for part in p["parts"]}
             for name, p in people.items()}
    assert parts["harbor-pd/person/p4"] == {"victim"}
    assert parts["harbor-pd/person/p6"] == {"witness"}
    assert parts["harbor-pd/person/p3"] == {"relative-of"}
    for name in ("harbor-pd/person/p3", "harbor-pd/person/p4", "harbor-pd/person/p6"):
        assert not people[name]["on_path"]
    assert people["harbor-pd/person/p1"]["on_path"]


def test_one_arrest_that_two_agencies_wrote_is_one_event(store):
    shown = body(store, "show", "harbor-pd/event/a1")
    assert shown["entity"] == "harbor-pd/event/a1"
    assert [one["name"] for one in shown["same_as"]] == ["dock-so/event/e1"]
    assert {"role": "vehicle", "name": "dock-so/vehicle/v1", "entity": "dock-so/vehicle/v1",
            "event": "dock-so/event/e1"} in shown["roles"]
    told = body(store, "why", "harbor-pd/event/a1", "dock-so/event/e1")
    assert told["one_entity"] and told["cases"] == ["harbor-pd/case/17-100"]
    apart = body(store, "why", "harbor-pd/event/a5", "dock-so/event/e1")
    assert apart["band"] == "apart" and not apart["near_in_time"]
    for start in ("harbor-pd/event/a1", "dock-so/event/e1"):
        chains = body(store, "extend", start)["chains"]
        assert chains and all("dock-so/case/B-77" not in chain["ends"] for chain in chains)


LATE = ("state-lab/event/x7", "state-lab/substance/L2")


@pytest.mark.parametrize("name", LATE)
def test_a_late_result_is_not_there_before_it_was_known(store, name):
    assert run(store, "show", name, "--known-at", "2017-05-01").returncode == 66
    assert run(store, "show", name, "--known-at", "2017-05-17").returncode == 0


def ends(store, *words):
    return [chain["ends"] for chain in
            body(store, "extend", "harbor-pd/case/17-100", *words)["chains"]]


def test_a_late_result_leads_nowhere_before_it_was_known(store):
    assert ["us-attorney/case/CR-4"] not in ends(store, "--known-at", "2017-05-01")
    text = json.dumps(body(store, "extend", "harbor-pd/case/17-100", "--known-at", "2017-05-01"))
    assert not any(name in text for name in LATE)


def test_what_was_known_by_a_later_day_is_joined_as_of_it(store):
    """Links of an earlier moment are made anew of what was known at it."""
    assert ends(store, "--known-at", "2017-07-01") == ends(store)
