# SPDX-License-Identifier: Apache-2.0
"""--timings: each stage of a verb, with its seconds, cores and memory; and their sum."""
import pathlib
import re

import pytest
from plain import done, run

DATA = pathlib.Path(__file__).resolve().parent.parent / "data/linkage"
FAKE, MODEL = DATA / "fake_1000.csv", DATA / "fake_1000.model.json"
LINE = re.compile(r"(.+?) +([\d.]+) s +([\d.]+) % +([\d.]+) cores +(\d+) MB")
FILES = ["reading files", "model and frequencies", "values and blocks"]
STAGES = {
    "predict": ([FAKE, "--model", MODEL, "--out", "OUT.parquet"],
                [*FILES, "pairs", "writing pairs"]),
    "score": ([FAKE, "--model", MODEL, "--pairs", "PAIRS", "--out", "OUT.parquet"],
              [*FILES, "reading pairs", "pairs", "writing pairs"]),
    "block": ([FAKE, "--model", MODEL], [*FILES, "rules"]),
    "cluster": (["PAIRS", "--records", FAKE, "--out", "OUT.csv"],
                ["reading files", "reading pairs", "clustering", "writing clusters"]),
    "dedupe": ([FAKE, "--model", MODEL, "--out", "OUT.csv"],
               [*FILES, "pairs", "clustering", "writing clusters"]),
    "train": ([FAKE, "--settings", MODEL, "--out", "OUT.json", "--em", "l.dob = r.dob"],
              ["reading files", "pairs drawn", "pairs"]),
    "report": ([FAKE, "--model", MODEL, "--out", "OUT.html"],
               [*FILES, "pairs", "tables", "clusters drawn", "writing"])}


@pytest.mark.parametrize("verb", STAGES)
def test_every_stage_is_told_and_they_are_the_whole(tmp_path, verb):
    words, stages = STAGES[verb]
    pairs = tmp_path / "pairs.parquet"
    done("predict", FAKE, "--model", MODEL, "--out", pairs)
    words = [pairs if word == "PAIRS" else
             tmp_path / word if str(word).startswith("OUT") else word for word in words]
    quiet, told = done(verb, *words).stderr, done(verb, *words, "--timings").stderr
    rows = [LINE.fullmatch(line).groups() for line in told.splitlines()[len(quiet.splitlines()):]]
    assert [row[0] for row in rows] == [*stages, "other", verb]
    seconds, shares = ([float(row[i]) for row in rows] for i in (1, 2))
    assert seconds[-1] > 0 and abs(sum(seconds[:-1]) - seconds[-1]) < 0.001 * len(rows)
    assert shares[-1] == 100 and abs(sum(shares[:-1]) - 100) < 0.1 * len(rows)
    assert all(int(row[4]) > 10 for row in rows)


def test_a_run_that_fails_tells_none():
    ended = run("predict", FAKE, "--model", FAKE, "--out", "/nowhere/p.csv", "--timings")
    assert ended.returncode != 0 and len(ended.stderr.splitlines()) == 1
