# SPDX-License-Identifier: Apache-2.0
"""docs/guide/before-you-run.md: each command prints what the page says, in their order."""
import os
import pathlib
import re
import shutil
import subprocess

import duckdb
from plain import JOINDER

ROOT = pathlib.Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs/guide/before-you-run.md").read_text(encoding="utf-8")


def lines(text):
    """Without what is of the machine, and without the width of the columns."""
    return [" ".join(line.split()) for line in text.splitlines()
            if line.strip() and not line.startswith("predict, about: ")]


def test_every_command_does_what_the_page_says(tmp_path):
    for path in (ROOT / "examples/two-files").iterdir():
        shutil.copy(path, tmp_path)
    joinder = pathlib.Path(JOINDER).resolve()
    blocks = re.findall(r"```\n(\$ joinder .*?)```", GUIDE, re.S)
    commands = []
    for block in blocks:
        for part in block.split("$ joinder ")[1:]:
            command, _, shown = part.partition("\n")
            words = [word.replace("$OUT", str(tmp_path)) for word in command.split()]
            done = subprocess.run([joinder, *words], capture_output=True, text=True, cwd=tmp_path,
                                  stdin=subprocess.DEVNULL, env={**os.environ, "COLUMNS": "100"})
            assert done.returncode == 0, done.stderr
            assert lines(done.stdout) == lines(shown), command
            commands.append(words[0])
    assert commands == ["block", "explain", "score", "predict", "predict", "cluster", "block",
                        "score", "predict", "cluster", "score"]

    def count(name):
        return duckdb.execute(f"select count(*) from '{tmp_path}/{name}'").fetchone()[0]
    assert "25 rows" in GUIDE and count("all.csv") == 25
    assert count("1.parquet") + count("2.parquet") == count("scored.parquet") == 8
    assert "Here the file has no row" in GUIDE and count("missed.csv") == 0
    refused = subprocess.run(
        [joinder, "predict", "police.csv", "court.csv", "--model", "model.json", "--out", "p.csv",
         "--max-pairs", "7"], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert refused.returncode == 65 and "8 pairs, more than --max-pairs 7" in refused.stderr
    assert "--max-pairs 1000000" in GUIDE
