# SPDX-License-Identifier: Apache-2.0
"""Splink beside us: a drafted comparison has the levels of its library."""
import json
import os
import subprocess

import pytest
import splink.comparison_library as library
from splink import block_on

JOINDER = os.environ.get("JOINDER", "build/joinder")
MADE = {
    "city=exact": library.ExactMatch("city"),
    "first name=name": library.NameComparison("first name"),
    "a=name:0.95,0.6": library.NameComparison("a", jaro_winkler_thresholds=[0.95, 0.6]),
    "dob=date-of-birth": library.DateOfBirthComparison("dob", input_is_string=True),
    "dob=date-of-birth-typed": library.DateOfBirthComparison("dob", input_is_string=False),
    "e=email": library.EmailComparison("e"),
    "pc=postcode": library.PostcodeComparison("pc"),
    "fn,sn=forename-surname": library.ForenameSurnameComparison("fn", "sn"),
    "a=levenshtein": library.LevenshteinAtThresholds("a"),
    "a=levenshtein:3": library.LevenshteinAtThresholds("a", 3),
    "a=damerau-levenshtein": library.DamerauLevenshteinAtThresholds("a"),
    "a=jaro-winkler": library.JaroWinklerAtThresholds("a"),
    "a=jaro": library.JaroAtThresholds("a"),
    "a=jaccard:0.8": library.JaccardAtThresholds("a", [0.8]),
    "a=lists:2,1": library.ArrayIntersectAtSizes("a", [2, 1]),
    "a=cosine": library.CosineSimilarityAtThresholds("a"),
    "lat,lon=km:1,10": library.DistanceInKMAtThresholds("lat", "lon", [1, 10]),
    "d=days:3,30": library.AbsoluteDateDifferenceAtThresholds(
        "d", input_is_string=True, metrics=["day", "day"], thresholds=[3, 30])}
KEYS = ("sql_condition", "label_for_charts", "is_null_level", "tf_adjustment_column",
        "tf_adjustment_weight")


def draft(folder, *words):
    out = folder / "s.json"
    ended = subprocess.run([JOINDER, "draft", *words, "--out", str(out)], capture_output=True,
                           text=True)
    assert ended.returncode == 0, ended.stderr
    return json.loads(out.read_text())


def plain(sql):
    """Without blanks, which mean nothing; and days as the seconds that Splink writes."""
    text = "".join(sql.split())
    for days in (3, 30):
        text = text.replace(f"<={days}*86400", f"<={days * 86400}")
    return text


@pytest.mark.parametrize("said", MADE)
def test_levels_are_those_of_the_library(tmp_path, said):
    want = MADE[said].get_comparison("duckdb").as_dict()
    got = draft(tmp_path, "--compare", said)["comparisons"][0]
    assert got["output_column_name"] == want["output_column_name"]
    levels = [[{key: plain(level[key]) if key == "sql_condition" else level[key]
                for key in KEYS if key in level} for level in of["comparison_levels"]]
              for of in (got, want)]
    assert levels[0] == levels[1]


@pytest.mark.parametrize("columns", [["dob"], ["first name", "surname"], ["a", "b", "c"]])
def test_rules_are_those_of_block_on(tmp_path, columns):
    rule, = draft(tmp_path, "--compare", "a=exact", "--block", ",".join(columns))[
        "blocking_rules_to_generate_predictions"]
    assert rule["blocking_rule"] == block_on(*columns).get_blocking_rule("duckdb").blocking_rule_sql


def test_frequencies_are_where_configure_puts_them(tmp_path):
    want = library.ExactMatch("city").configure(term_frequency_adjustments=True)
    got = draft(tmp_path, "--compare", "city=exact", "--frequency", "city")["comparisons"][0]
    assert [level.get("tf_adjustment_column") for level in got["comparison_levels"]] == [
        level.get("tf_adjustment_column")
        for level in want.get_comparison("duckdb").as_dict()["comparison_levels"]]
