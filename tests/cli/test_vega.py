# SPDX-License-Identifier: Apache-2.0
"""report --vega: each chart holds its section's rows, and names only what these have."""
import json
import pathlib
import re

import pytest
from plain import done, refused
from test_report import MODEL, PEOPLE, TRUTH, report

ROOT = pathlib.Path(__file__).resolve().parents[2]
CHARTS = json.loads((ROOT / "src/cli/report/charts.json").read_text())


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """A folder of charts, and the tables behind them."""
    folder = tmp_path_factory.mktemp("vega")
    words = (PEOPLE, "--model", folder / "model.json", *TRUTH, "--history", folder / "h.parquet")
    done("train", PEOPLE, "--settings", MODEL, "--out", folder / "model.json", "--history",
         folder / "h.parquet", "--u-pairs", "100000", "--em", "l.dob = r.dob")
    done("report", *words, "--vega", folder / "charts")
    return folder / "charts", report(*words)


def parts_of(spec):
    """Every object within a specification, but its data."""
    if isinstance(spec, list):
        for part in spec:
            yield from parts_of(part)
    elif isinstance(spec, dict):
        yield spec
        for key, part in spec.items():
            if key not in ("data", "values"):
                yield from parts_of(part)


def test_every_chart_is_written_with_the_rows_of_its_section(drawn):
    folder, body = drawn
    assert {path.name for path in folder.iterdir()} == {f"{name}.vl.json" for name in CHARTS}
    for name, chart in CHARTS.items():
        spec = json.loads((folder / f"{name}.vl.json").read_text())
        values = spec["data"].pop("values")
        assert len(values) == len(body[chart["section"]]) > 0
        for row, of in zip(values, body[chart["section"]], strict=True):
            assert row == {key: pytest.approx(cell, rel=1e-9) if isinstance(cell, float) else cell
                           for key, cell in of.items()}
        assert spec["data"] == {} and {key: spec[key] for key in chart["spec"]} == chart["spec"]
        assert re.fullmatch(r"https://vega.github.io/schema/vega-lite/v\d.json", spec["$schema"])
        assert [(p["name"], pytest.approx(p["value"])) for p in spec["params"]] == [
            ("step", body["head"]["step"]), ("threshold", body["head"]["threshold"])]


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_names_only_what_its_rows_have(drawn, name):
    spec = json.loads((drawn[0] / f"{name}.vl.json").read_text())
    known = set(spec["data"]["values"][0])
    said = json.dumps({key: part for key, part in spec.items() if key != "data"})
    for part in parts_of({key: part for key, part in spec.items() if key != "params"}):
        made = part.get("as", [])
        known |= {made} if isinstance(made, str) else set(made)
    fields = {part["field"] for part in parts_of(spec) if isinstance(part.get("field"), str)}
    fields |= {field for part in parts_of(spec) for field in part.get("fold", [])}
    fields |= set(re.findall(r"datum\.(\w+)", said))
    assert fields and fields <= known
    # A type is said wherever it is not that of a tooltip, and none is left to be guessed.
    for part in parts_of(spec.get("encoding", {})):
        for channel in ("x", "y", "row", "column", "facet", "order"):
            if "field" in part.get(channel, {}):
                assert part[channel]["type"] in ("quantitative", "nominal", "ordinal")


def test_a_chart_without_data_is_not_written(tmp_path):
    done("report", PEOPLE, "--model", MODEL, "--vega", tmp_path / "charts")
    names = {path.name.removesuffix(".vl.json") for path in (tmp_path / "charts").iterdir()}
    assert names == {name for name, chart in CHARTS.items()
                     if chart["section"] not in ("thresholds", "history")}
    done("report", PEOPLE, "--model", MODEL, "--no-values", "--vega", tmp_path / "charts")
    text = (tmp_path / "charts/profile_columns.vl.json").read_text()
    assert "Oliver" not in text and '"records"' in text
    (tmp_path / "file").write_text("")
    refused(74, "is no folder", "report", PEOPLE, "--model", MODEL, "--vega", tmp_path / "file")
