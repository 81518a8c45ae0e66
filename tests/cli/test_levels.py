# SPDX-License-Identifier: Apache-2.0
"""Each pair of values meets the level that its definition says: levels.json, by the command."""
import json
import pathlib
import sys

import duckdb
import pytest
from plain import done

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "data/linkage"))
import levels  # noqa: E402


@pytest.mark.parametrize("name", levels.GROUPS)
def test_levels_are_met_as_defined(tmp_path, name):
    group, connection = levels.GROUPS[name], duckdb.connect()
    connection.execute(f"copy ({levels.records(group)}) to '{tmp_path}/records.parquet'")
    (tmp_path / "model.json").write_text(json.dumps(levels.settings(group)))
    done("predict", tmp_path / "records.parquet", "--model", tmp_path / "model.json", "--out",
         tmp_path / "pairs.parquet")
    assert levels.wrong(group, levels.gammas(connection, f"'{tmp_path}/pairs.parquet'")) == []
