# SPDX-License-Identifier: Apache-2.0
"""The automatic model on files of many shapes: what is a column, and who is one, without labels."""

import collections
import csv
import json
import os
import subprocess

import pytest

from shapes import World, write

JOINDER = os.environ.get("JOINDER", "build/joinder")
PERSON = {"first": "given", "last": "last", "dob": "born", "city": "town", "zip": "zip"}


def found(*words):
    """What dedupe says of files, as JSON."""
    ended = subprocess.run([JOINDER, "dedupe", *map(str, words), "--format", "json"],
                           capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def uses(told):
    return {column["name"]: column["use"] for column in told["columns"]}


def n_pairs(groups):
    return sum(n * (n - 1) // 2 for n in collections.Counter(groups).values())


def score(clusters, truth):
    """Pairwise precision and recall of clusters against key -> true entity; 1 of nothing."""
    with open(clusters, newline="") as file:
        got = {row["no"]: row["cluster_id"] for row in csv.DictReader(file)}
    both = n_pairs((got[key], truth[key]) for key in truth)
    joined, true = n_pairs(got.values()), n_pairs(truth.values())
    return both / joined if joined else 1, both / true if true else 1


def deduped(tmp_path, rows, columns):
    """precision, recall, and what was said."""
    source, out = tmp_path / "people.csv", tmp_path / "clusters.csv"
    truth = write(source, rows, columns)
    told = found(source, "--out", out)
    return *score(out, truth), told


# ---- what a column is -------------------------------------------------------------------------
def test_towns_called_as_people_are_no_names_and_an_email_leaves_the_name_alone(tmp_path):
    world = World(1)
    world.towns = [(f"{word.title()}{end}", zone) for (word, zone), end in zip(
        [("jackson", "441"), ("austin", "442"), ("charlotte", "443"), ("madison", "444"),
         ("lincoln", "445"), ("houston", "446")] * 4, ["", "ville", " Falls", " City"] * 6,
        strict=True)]
    rows = world.people(800, 0.4)
    precision, recall, told = deduped(tmp_path, rows, {**PERSON, "mail": "email"})
    assert uses(told)["city"] in ("text", "category")
    assert uses(told)["first"] == uses(told)["last"] == "part of a name"
    assert precision >= 0.98 and recall >= 0.95


FRENCH = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
SPANISH = ("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
           "diciembre")


@pytest.mark.parametrize("forms", [
    ["{0.year}-{0.month:02}-{0.day:02}", "{0.month:02}/{0.day:02}/{0.year}",
     "{0:%b} {0.day}, {0.year}"],
    ["{0.day}.{0.month}.{0.year}"], ["{0.day} {1} {0.year}"], ["{0.day} de {2} de {0.year}"],
    ["{0.year}年{0.month}月{0.day}日"]])
def test_days_are_read_in_any_format_and_in_several(tmp_path, forms):
    world = World(2)

    def written(row):
        born = row["born"]
        return world.r.choice(forms).format(
            born, FRENCH.split()[born.month - 1], SPANISH.split()[born.month - 1])

    precision, recall, told = deduped(
        tmp_path, world.people(1000, 0.4, move=0.1), {**PERSON, "dob": written})
    assert uses(told)["dob"] == "date"
    assert precision >= 0.99 and recall >= 0.94
