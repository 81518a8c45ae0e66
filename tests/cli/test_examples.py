# SPDX-License-Identifier: Apache-2.0
"""The scripts of examples/ run as their pages say, and give the figures that these tell."""
import csv
import os
import pathlib
import re
import subprocess

import duckdb
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
JOINDER = str(pathlib.Path(os.environ.get("JOINDER", "build/joinder")).resolve())


def script(name, folder):
    done = subprocess.run([ROOT / "examples" / name / "run.sh", JOINDER, folder],
                          capture_output=True, text=True, stdin=subprocess.DEVNULL, cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_example_has_a_page_and_a_script():
    folders = [path for path in (ROOT / "examples").iterdir() if path.is_dir()]
    assert {"caviar", "historical", "own-agency", "questions", "two-files"} <= {
        path.name for path in folders}
    for folder in folders:
        assert (folder / "README.md").is_file()
        assert os.access(folder / "run.sh", os.X_OK)
        assert f"examples/{folder.name}/run.sh" in (folder / "README.md").read_text()


def test_caviar_reaches_as_far_as_its_page_says(tmp_path):
    ties, calls = script("caviar", tmp_path).split("calls:")
    assert re.findall(r"^ *(\d+) +(\d+)$", ties, re.M) == [("1", "60"), ("2", "46"), ("3", "3")]
    assert re.findall(r"^ *(\d+) +(\d+)$", calls, re.M) == [("1", "12"), ("2", "2")]


@pytest.mark.slow
def test_historical_persons_are_linked_as_well_as_their_page_says(tmp_path):
    shown = script("historical", tmp_path)
    assert "50578 records, 166848 joined pairs, 11894 clusters" in shown
    assert re.search(r"match probability +0\.967390916", shown)
    con = duckdb.connect()
    con.execute(f"create table t as select c.cluster_id g, r.cluster t from "
                f"'{tmp_path}/clusters.csv' c join "
                f"'{ROOT}/tests/data/linkage/historical_50k.records.parquet' r using (unique_id)")
    pairs = "select sum(n * (n - 1) / 2) from (select count(*) n from t group by {})"
    right, given, real = (con.execute(pairs.format(by)).fetchone()[0] for by in ("g, t", "g", "t"))
    assert con.execute(f"select count(*) from '{tmp_path}/pairs.parquet'").fetchone() == (251362,)
    assert round(100 * right / given, 1) == 92.1
    assert round(100 * right / real, 1) == 75.2


def test_two_files_of_ones_own_join_four_people_and_keep_namesakes_apart(tmp_path):
    shown = script("two-files", tmp_path)
    assert "10 records, 5 joined pairs, 6 clusters" in shown
    assert re.search(r"match probability +0\.984", shown)
    with open(tmp_path / "clusters.csv", newline="", encoding="utf-8") as file:
        cluster = {row["unique_id"]: row["cluster_id"] for row in csv.DictReader(file)}
    for one, other in (("P-1001", "17CR0042"), ("P-1002", "17CR0043"), ("P-1002", "17CR0046"),
                       ("P-1003", "17CR0044")):
        assert cluster[one] == cluster[other]
    for one, other in (("P-1001", "P-1005"), ("P-1004", "17CR0045")):
        assert cluster[one] != cluster[other]


def test_two_agencies_of_ones_own_lead_from_one_case_to_the_other(tmp_path):
    shown = script("own-agency", tmp_path)
    assert re.search(r"^my-pd/person/77 +person +2$", shown, re.M)
    assert re.search(r"in all +27\.63$", shown, re.M)
    chains = shown[shown.index("chain 1"):]
    assert "my-so/event/E-5" in chains
    assert "my-so/event/E-6" not in shown
    assert "Fairweather" not in shown
