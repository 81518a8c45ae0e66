# SPDX-License-Identifier: Apache-2.0
"""Project CAVIAR by way of two agencies' folders: how far person 1 reaches."""
import collections
import csv
import json
import os
import pathlib
import subprocess

import pytest

JOINDER = os.environ.get("JOINDER", "build/joinder")
EXAMPLE = pathlib.Path(__file__).parents[2] / "examples/caviar"


def run(*words):
    done = subprocess.run([JOINDER, *map(str, words)], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def stores(tmp_path_factory):
    folder = tmp_path_factory.mktemp("caviar")
    for name in ("ties", "calls"):
        ask = ("--as", f"analyst@caviar-{name}", "--purpose", "evaluation")
        run("init", folder / name, "--operator", f"analyst@caviar-{name}")
        told = json.loads(run("ingest", folder / name, EXAMPLE / name, *ask, "--format", "json"))
        assert told["rejected"] == told["issues"] == 0
    return folder


def levels(stores, name, *options):
    told = json.loads(run("reach", stores / name, f"caviar-{name}/person/1", "--steps", 6,
                          "--as", f"analyst@caviar-{name}", "--purpose", "evaluation",
                          "--format", "json", *options))
    return [level["entities"] for level in told["levels"]]


def breadth_first(pairs):
    """People at one, two ... steps of person 1."""
    near = collections.defaultdict(set)
    for a, b in pairs:
        near[a].add(b)
        near[b].add(a)
    distance = {"1": 0}
    queue = ["1"]
    for person in queue:
        for other in near[person] - distance.keys():
            distance[other] = distance[person] + 1
            queue.append(other)
    counts = collections.Counter(distance.values())
    return [counts[step] for step in range(1, max(counts) + 1)]


def test_ties_reach_everyone_in_three_steps(stores):
    assert levels(stores, "ties") == [60, 46, 3]


def test_calls_reach_fourteen_people_by_the_end_of_the_first_phase(stores):
    assert levels(stores, "calls", "--as-of", "1994-06-30") == [12, 2]


@pytest.mark.parametrize("phase, day", [(1, "1994-06-30"), (4, "1994-12-31"),
                                        (11, "1996-02-29")])
def test_each_phase_reaches_what_its_calls_say(stores, phase, day):
    with open(EXAMPLE / "calls/calls.csv", newline="", encoding="utf-8") as file:
        pairs = [(row["person_a"], row["person_b"]) for row in csv.DictReader(file)
                 if int(row["phase"]) <= phase]
    assert levels(stores, "calls", "--as-of", day) == breadth_first(pairs)
