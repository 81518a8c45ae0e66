# SPDX-License-Identifier: Apache-2.0
"""The work that bench/peers gives to both sides: comparisons, rules, steps of training.

    work.py linkage RECORDS OUT_FOLDER     Splink: read, train, predict, cluster, write
    work.py predict RECORDS OUT_FOLDER     Splink: read, predict by OUT_FOLDER/model.json, write

Splink writes what it made into the folder, and what its stages took to stdout as JSON.
"""
import json
import logging
import pathlib
import sys
import time

THREADS = 2
MIN_PROBABILITY = 0.01
JOIN_AT = 0.95
U_PAIRS = 10_000_000
RECALL = 0.6
PRIOR = ["l.first_name = r.first_name and l.surname = r.surname and l.dob = r.dob",
         "l.first_name = r.first_name and l.dob = r.dob and l.postcode = r.postcode"]
EM = ["l.first_name = r.first_name and l.surname = r.surname", "l.postcode = r.postcode"]
DAYS = "abs({} - {})".format(*(f"epoch(try_strptime(\"dob_{side}\", '%Y-%m-%d'))" for side in "lr"))


def comparison(column, *conditions):
    """Null, equal (with term frequencies), the conditions, all else."""
    levels = [{"sql_condition": f'"{column}_l" IS NULL OR "{column}_r" IS NULL',
               "is_null_level": True},
              {"sql_condition": f'"{column}_l" = "{column}_r"', "tf_adjustment_column": column}]
    levels += [{"sql_condition": condition} for condition in conditions]
    return {"output_column_name": column,
            "comparison_levels": [*levels, {"sql_condition": "ELSE"}]}


def names(column):
    likeness = f'jaro_winkler_similarity("{column}_l", "{column}_r")'
    return comparison(column, *[f"{likeness} >= {bound}" for bound in (0.92, 0.88, 0.7)])


SETTINGS = {
    "link_type": "dedupe_only",
    "retain_matching_columns": False,
    "retain_intermediate_calculation_columns": False,
    "comparisons": [
        names("first_name"), names("surname"),
        comparison("dob", 'levenshtein("dob_l", "dob_r") <= 1', f"{DAYS} <= 2629800.0",
                   f"{DAYS} <= 31557600.0"),
        comparison("postcode", 'levenshtein("postcode_l", "postcode_r") <= 1',
                   'substr("postcode_l", 1, 4) = substr("postcode_r", 1, 4)'),
        comparison("occupation")],
    "blocking_rules_to_generate_predictions": [
        "l.first_name = r.first_name and l.surname = r.surname",
        "l.surname = r.surname and l.dob = r.dob",
        "l.first_name = r.first_name and l.dob = r.dob",
        "l.postcode = r.postcode",
        "l.first_name = r.first_name and l.occupation = r.occupation "
        "and substr(l.dob, 1, 4) = substr(r.dob, 1, 4)"],
}


def train(linker):
    training = linker.training
    training.estimate_probability_two_random_records_match(PRIOR, RECALL)
    training.estimate_u_using_random_sampling(U_PAIRS)
    for rule in EM:
        training.estimate_parameters_using_expectation_maximisation(
            rule, estimate_without_term_frequencies=True)


def ask_splink(what, records, folder):
    import duckdb
    import splink
    logging.disable(logging.WARNING)
    stages, since = {}, (time.perf_counter(), time.process_time())

    def stage(name):
        nonlocal since
        now = (time.perf_counter(), time.process_time())
        stages[name], stages[name + "_cpu"] = now[0] - since[0], now[1] - since[1]
        since = now

    connection = duckdb.connect()
    connection.execute(f"set threads = {THREADS}")
    api = splink.DuckDBAPI(connection)
    connection.execute(f"create table people as from '{records}'")
    settings = SETTINGS if what == "linkage" else json.loads((folder / "model.json").read_text())
    linker = splink.Linker(api.register(connection.table("people"),
                                        dataset_display_name="records"), settings)
    stage("read")
    if what == "linkage":
        train(linker)
        linker.misc.save_model_to_json(str(folder / "model.json"), overwrite=True)
        stage("train")
    pairs = linker.inference.predict(
        threshold_match_probability=JOIN_AT if what == "linkage" else MIN_PROBABILITY)
    stage("predict")
    if what == "linkage":
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, JOIN_AT)
        stage("cluster")
        clusters.to_parquet(str(folder / "clusters.parquet"), overwrite=True)
    pairs.to_parquet(str(folder / "pairs.parquet"), overwrite=True)
    stage("write")
    return stages


if __name__ == "__main__":
    sys.stdout.write(json.dumps(
        ask_splink(sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3]))) + "\n")
