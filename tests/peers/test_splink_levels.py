# SPDX-License-Identifier: Apache-2.0
"""Splink beside us: it gives the levels that levels.json says."""
import logging
import pathlib
import sys

import duckdb
import pytest
import splink

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "data/linkage"))
import cases  # noqa: E402
import levels  # noqa: E402

logging.disable(logging.WARNING)


@pytest.mark.parametrize("name", levels.GROUPS)
def test_levels_are_splinks(name):
    group = levels.GROUPS[name]
    linker, connection = cases.linker_of(duckdb, splink, levels.settings(group),
                                         {"people": levels.records(group)})
    pairs = linker.inference.predict().physical_name
    assert levels.wrong(group, levels.gammas(connection, pairs)) == []
