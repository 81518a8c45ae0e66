# SPDX-License-Identifier: Apache-2.0
"""Splink beside us: the same pairs, match keys and weights for rules that are drawn by chance.

They change with each run; the seed is printed when one fails.
"""
import json
import logging
import os
import pathlib
import random
import subprocess
import sys

import duckdb
import pytest
import splink
from splink import blocking_analysis as analysis

JOINDER = os.environ.get("JOINDER", "build/joinder")
DATA = pathlib.Path(__file__).resolve().parent.parent / "data/linkage"
sys.path.insert(0, str(DATA))
import cases  # noqa: E402

logging.disable(logging.WARNING)
SEED = int(os.environ.get("PEERS_SEED", random.SystemRandom().randrange(1_000_000)))
RULES = [
    cases.DOB, cases.EMAIL, "l.surname = r.surname", "l.first_name = r.surname",
    "l.first_name = r.first_name and l.city = r.city", "l.dob = r.dob or l.email = r.email",
    "l.city = r.city and levenshtein(l.surname, r.surname) <= 1", cases.NAMES,
    cases.exploding("l.marks = r.marks and l.city = r.city", "marks"),
    cases.exploding("l.names = r.names and l.marks = r.marks", "marks", "names"),
    cases.exploding("l.dob = r.dob and levenshtein(l.names, r.names) <= 2", "names"),
    cases.exploding("l.names = r.surname or l.dob = r.dob", "names"),
    cases.exploding("l.city = r.city and l.names < r.names and l.marks = r.marks", "names",
                    "marks"),
    cases.exploding("substr(l.names, 2) = substr(r.names, 2)", "names"),
    cases.exploding(cases.EMAIL)]
LINKS = [("dedupe_only", {"people": "from fake"}), ("link_only", cases.TWO),
         ("link_only", cases.THREE), ("link_and_dedupe", cases.THREE)]


def joinder(*words):
    ended = subprocess.run([JOINDER, *map(str, words)], capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr


def write(connection, folder, settings, tables):
    """The files of a case, and its model."""
    files = [folder / f"{table}.parquet" for table in tables]
    for file, sql in zip(files, tables.values(), strict=True):
        connection.execute(f"copy ({sql}) to '{file}'")
    (folder / "model.json").write_text(json.dumps(settings))
    return files


@pytest.mark.parametrize("seed", range(SEED, SEED + 20))
def test_pairs_are_splinks(tmp_path, seed):
    chance = random.Random(seed)
    link_type, tables = chance.choice(LINKS)
    settings = cases.mixed(*chance.choices(RULES, k=chance.choice([1, 2, 4, 12])),
                           link_type=link_type)
    tables = cases.listed(tables)
    linker, connection = cases.linker_of(duckdb, splink, settings, tables)
    want = linker.inference.predict().physical_name
    files = write(connection, tmp_path, settings, tables)
    joinder("predict", *files, "--model", tmp_path / "model.json", "--out",
            tmp_path / "pairs.parquet")
    connection.execute(f"create view pairs as from '{tmp_path}/pairs.parquet'")
    assert cases.digest(connection, "pairs") == cases.digest(connection, want)


@pytest.mark.parametrize("seed", range(SEED, SEED + 8))
def test_counts_and_largest_blocks_are_splinks(tmp_path, seed):
    chance = random.Random(seed)
    link_type, tables = chance.choice(LINKS)
    rules = [cases.DOB, *chance.sample(RULES[1:8], 3)]
    settings, tables = cases.mixed(*rules, link_type=link_type), cases.listed(tables)
    linker, connection = cases.linker_of(duckdb, splink, settings, tables)
    inputs = list(linker._input_tables_dict.values())
    counted = analysis.count_comparisons_from_blocking_rules(
        inputs, blocking_rules=rules, link_type=link_type, unique_id_column_name="unique_id",
        source_dataset_column_name=None if link_type == "dedupe_only" else "source_dataset",
        record_sample_proportion=1.0)
    files = write(connection, tmp_path, settings, tables)
    body = json.loads(subprocess.run(
        [JOINDER, "block", *map(str, files), "--model", str(tmp_path / "model.json"), "--largest",
         "4", "--format", "json"], capture_output=True, text=True, check=True).stdout)
    assert [row["added"] for row in body["rules"]] == [
        row["marginal_comparison_count"] for row in counted]
    largest = analysis.n_largest_blocks(inputs, blocking_rule=cases.DOB, link_type=link_type,
                                        n_largest=4).as_record_list()
    sizes = [sorted((block["count_l"], block["count_r"])) for block in largest]
    assert [row["left"] * row["right"] for row in body["blocks"][:4]] == [
        left * right for left, right in sizes]


def test_frequencies_from_elsewhere_are_splinks(tmp_path):
    settings = cases.model()
    linker, connection = cases.linker_of(duckdb, splink, settings, cases.ONE)
    for column in ("surname", "city"):
        connection.execute(
            f"create table lookup_{column} as select {column}, (0.001 * (1 + hash({column}) % "
            f"400))::double tf_{column} from (select distinct {column} from fake where {column} > "
            "'D')")
        table = linker._db_api.register(connection.table(f"lookup_{column}"))
        linker.table_management.register_term_frequency_lookup(table, column)
        connection.execute(f"copy lookup_{column} to '{tmp_path}/{column}.parquet'")
    want = linker.inference.predict().physical_name
    files = write(connection, tmp_path, settings, cases.ONE)
    joinder("predict", *files, "--model", tmp_path / "model.json", "--out",
            tmp_path / "pairs.parquet", "--frequencies", f"city={tmp_path}/city.parquet",
            "--frequencies", f"surname={tmp_path}/surname.parquet")
    connection.execute(f"create view pairs as from '{tmp_path}/pairs.parquet'")
    assert cases.digest(connection, "pairs") == cases.digest(connection, want)


@pytest.mark.parametrize("name", cases.INCREMENTS)
def test_pairs_of_new_records_are_splinks(tmp_path, name):
    settings, old, new, span = cases.INCREMENTS[name]
    want, connection = cases.increment_of(duckdb, splink, settings, old, new, span)
    files = write(connection, tmp_path, settings, {**old, **new})
    words = [word for file in files[len(old):] for word in ("--new", file)]
    joinder("predict", *files[:len(old)], *words, f"--{span}", "--model", tmp_path / "model.json",
            "--out", tmp_path / "pairs.parquet")
    connection.execute(f"create view pairs as from '{tmp_path}/pairs.parquet'")
    assert cases.digest(connection, "pairs") == cases.digest(connection, want)
