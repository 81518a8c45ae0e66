# SPDX-License-Identifier: Apache-2.0
"""Same seed, same bytes, whichever compiler built the command (JOINDER and JOINDER_TWIN)."""

import hashlib
import json
import os
import pathlib
import subprocess

BUILDS = (os.environ["JOINDER"], os.environ["JOINDER_TWIN"])
LINKAGE = pathlib.Path(__file__).resolve().parents[1] / "data/linkage"


def run(build, *words):
    done = subprocess.run([build, *map(str, words)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def digest(folder):
    """Agencies' files, truth, answers and the page; not the store, whose salts are drawn."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "store" not in path.relative_to(folder).parts
    }


def test_a_demonstration_has_the_same_bytes(tmp_path):
    sums, figures = [], []
    for i, build in enumerate(BUILDS):
        folder = tmp_path / str(i)
        told = json.loads(run(build, "demo", folder, "--people", 2000, "--seed", 5, "--threads",
                              i + 1, "--format", "json"))
        figures.append({k: v for k, v in told.items() if k not in ("seconds", "peak_mb")})
        sums.append(digest(folder))
    assert figures[0] == figures[1]
    assert sums[0] == sums[1] and len(sums[0]) > 100


def test_pairs_and_clusters_have_the_same_bytes(tmp_path):
    records, model = LINKAGE / "fake_1000.csv", LINKAGE / "fake_1000.model.json"
    for i, build in enumerate(BUILDS):
        run(build, "predict", records, "--model", model, "--min-weight", -99, "--out",
            tmp_path / f"{i}.csv", "--threads", i + 1)
    assert (tmp_path / "0.csv").read_bytes() == (tmp_path / "1.csv").read_bytes()
