# SPDX-License-Identifier: Apache-2.0
"""Splink beside us: the same records, settings and steps give the same parameters.

The plans are those of `make check`, which compares with what Splink once gave; and more, that
change with each run: other samples, other rules.  The seed is printed when one fails.
"""
import json
import logging
import os
import pathlib
import random
import sys

import duckdb
import pytest
import splink

JOINDER = os.environ.get("JOINDER", "build/joinder")
DATA = pathlib.Path(__file__).resolve().parent.parent / "data/linkage"
sys.path.insert(0, str(DATA))
import trainings  # noqa: E402

logging.disable(logging.WARNING)
SEED = int(os.environ.get("PEERS_SEED", random.SystemRandom().randrange(1_000_000)))
RULES = ["l.dob = r.dob", "l.city = r.city", "l.email = r.email", "l.surname = r.surname",
         "l.first_name = r.first_name and l.surname = r.surname",
         "substr(l.dob, 1, 4) = substr(r.dob, 1, 4) and l.city = r.city",
         "l.first_name = r.first_name and levenshtein(l.surname, r.surname) <= 2"]
LINKS = [("dedupe_only", trainings.ONE), ("link_only", trainings.TWO),
         ("link_only", trainings.THREE), ("link_and_dedupe", trainings.THREE)]


def drawn(i):
    """A plan by chance."""
    chance = random.Random(SEED + i)
    link_type, tables = chance.choice(LINKS)
    free_u = chance.random() < 0.3
    return trainings.fake(link_type=link_type, max_iterations=chance.choice([2, 25])), tables, \
        trainings.Plan(
            rules=chance.sample(RULES, chance.randrange(3)), recall=0.9,
            pairs=chance.choice([5_000, 50_000, 300_000, 10_000_000]),
            seed=chance.choice([None, chance.randrange(1000)]),
            label=chance.choice(["", "", "cluster"]),
            em=chance.sample(RULES, 1 + chance.randrange(3)), free_u=free_u,
            without_frequencies=chance.random() < 0.3, fix_prior=chance.random() < 0.2,
            prior_from_em=chance.random() < 0.3,
            prior_sample=chance.choice([1, 1, 0.5, 0.77]),
            em_pairs=chance.choice([None, 200, 1000]), em_probe=chance.choice([1, 0.4]),
            u_least=chance.choice([100, None, 10]), u_chunks=chance.choice([1, 4, 10]))


DRAWN = {f"drawn {SEED + i}": drawn(i) for i in range(12)}


@pytest.mark.parametrize("name", [*trainings.TRAININGS, *DRAWN])
def test_training_is_splinks(tmp_path, name):
    settings, tables, plan = {**trainings.TRAININGS, **DRAWN}[name]
    try:
        want = trainings.ask_splink(duckdb, splink, settings, tables, plan)
    except ValueError as refused:  # an estimate that fell to 0: we refuse too
        want = str(refused)
    ended = trainings.ask_joinder(duckdb, JOINDER, tmp_path, settings, tables, plan)
    if isinstance(want, str):
        assert ended.returncode == 65, (want, ended.stderr)
        return
    assert ended.returncode == 0, ended.stderr
    got = trainings.parameters(json.loads((tmp_path / "model.json").read_text()))
    assert trainings.differences(want, got, plan) == []
