# SPDX-License-Identifier: Apache-2.0
"""predict with a bound on weights gives what it gives without, less the lighter pairs."""
import json
import pathlib
import sys

import duckdb
import pytest
from plain import done

DATA = pathlib.Path(__file__).resolve().parent.parent / "data/linkage"
sys.path.insert(0, str(DATA))
import trainings  # noqa: E402

DAYS = "abs(epoch(try_strptime(dob_l, '%Y-%m-%d')) - epoch(try_strptime(dob_r, '%Y-%m-%d')))"


def model(*comparisons, **settings):
    """Levels of weights that fall, and rise once; no u or m is trained."""
    for comparison in comparisons:
        for i, level in enumerate(comparison["comparison_levels"][1:]):
            level.update(m_probability=0.5 / (i + 1),
                         u_probability=[0.001, 0.03, 0.02, 0.2, 0.4][i % 5])
    return {"link_type": "dedupe_only", "probability_two_random_records_match": 1e-3,
            "blocking_rules_to_generate_predictions": [
                "l.surname = r.surname", "l.city = r.city and l.first_name = r.first_name",
                "substr(l.dob, 1, 4) = substr(r.dob, 1, 4) and l.city <> r.city",
                "l.dob = r.dob"],
            "comparisons": list(comparisons), **settings}


def comparison(column, *conditions, frequencies=True):
    return trainings.comparison(column, trainings.exact(column, frequencies),
                                *({"sql_condition": condition} for condition in conditions))


NAMES = comparison("first_name", "jaro_winkler_similarity(first_name_l, first_name_r) >= 0.92",
                   "jaro_similarity(first_name_l, first_name_r) > 0.8",
                   "damerau_levenshtein(first_name_l, first_name_r) <= 3")
SURNAMES = comparison("surname", "levenshtein(surname_l, surname_r) < 2",
                      "substr(surname_l, 1, 2) = substr(surname_r, 1, 2)")
DATES = comparison("dob", 'levenshtein("dob_l", "dob_r") <= 1', f"{DAYS} <= 2629800.0",
                   f"{DAYS} < 31557600.0", frequencies=False)
CITIES = comparison("city", "city_l < city_r")
SWAPPED = trainings.comparison("email", {"sql_condition": "email_l = email_r or city_l = city_r"})
MODELS = {
    "one column each": model(NAMES, SURNAMES, DATES, CITIES),
    "also of two columns": model(NAMES, SWAPPED, DATES),
    "more levels than are looked at": model(SURNAMES, comparison(
        "dob", *(f"{DAYS} <= {days * 86400}.0" for days in range(30, 3000, 200)),
        frequencies=False)),
    "frequencies count against": model(
        {**NAMES, "comparison_levels": [
            {**level, "tf_adjustment_weight": -0.5} if "tf_adjustment_column" in level else level
            for level in NAMES["comparison_levels"]]}, SURNAMES),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", MODELS)
def test_a_bound_leaves_out_what_weighs_less_and_nothing_else(tmp_path, name):
    path = tmp_path / "model.json"
    path.write_text(json.dumps(MODELS[name]))
    records = DATA / "fake_1000.csv"
    done("predict", records, "--model", path, "--out", tmp_path / "all.parquet")
    n = duckdb.sql(f"select count(*) from '{tmp_path}/all.parquet'").fetchone()[0]
    for bound in (-12, -6, -2, 0, 3, 8, 14):
        done("predict", records, "--model", path, "--min-weight", bound, "--threads", 2,
             "--out", tmp_path / "some.parquet")
        wrong, kept = duckdb.sql(
            f"select count(*) filter (a is distinct from s), count(s.match_weight) from "
            f"(from '{tmp_path}/all.parquet' where match_weight >= {bound}) a full join "
            f"'{tmp_path}/some.parquet' s using (unique_id_l, unique_id_r)").fetchone()
        assert wrong == 0, bound
        assert bound > -12 or kept > 0
    assert n > 1000
