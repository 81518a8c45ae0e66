# SPDX-License-Identifier: Apache-2.0
"""Trainings on which joinder and Splink must agree: settings, tables, and what is asked.

`TRAININGS` maps a name to (settings, {table: SQL}, Plan).  The SQL stands on the views of
connect().  Used by make_trainings.py, which asks Splink; by test_train.py, which compares with
what it gave; and by tests/peers, which asks both.
"""
import copy
import dataclasses
import json
import pathlib
import subprocess

import cases

HERE = pathlib.Path(__file__).parent
FEBRL_COLUMNS = ["rec_id", "given_name", "surname", "street_number", "address_1", "address_2",
                 "suburb", "postcode", "state", "date_of_birth", "soc_sec_id"]
FEBRL = "select {} from read_csv('{}', all_varchar=true, header=true)".format(
    ", ".join(f"nullif(trim(#{i}), '') as {name}" for i, name in enumerate(FEBRL_COLUMNS, 1)),
    HERE / "febrl3.csv")
HISTORICAL = f"select * from '{HERE}/historical_50k.records.parquet'"


@dataclasses.dataclass
class Plan:
    """What is estimated, in joinder's order: prior, u, m of labels, EM."""
    rules: tuple = ()
    recall: float = 0.7
    pairs: int = 1_000_000
    seed: int | None = None
    label: str = ""
    labels: str = ""  # SQL of a table of pairs
    em: tuple = ()
    without_frequencies: bool = False
    free_u: bool = False
    fix_m: bool = False
    fix_prior: bool = False
    prior_from_em: bool = False
    prior_sample: float = 1
    em_pairs: int | None = None
    em_probe: float = 0.01
    u_least: int | None = 100
    u_chunks: int = 10


def untrained(settings):
    """The settings without what was estimated."""
    settings = copy.deepcopy(settings)
    settings.pop("probability_two_random_records_match", None)
    settings.pop("linker_uid", None)
    for comparison in settings["comparisons"]:
        for level in comparison["comparison_levels"]:
            level.pop("m_probability", None)
            level.pop("u_probability", None)
    return settings


def fake(**settings):
    return {**untrained(cases.MODEL), **settings}


def fixed():
    """Some levels are told m or u, and keep them."""
    made = fake()
    first, surname = (made["comparisons"][i]["comparison_levels"] for i in (0, 1))
    first[1].update(m_probability=0.5, fix_m_probability=True)
    first[2].update(u_probability=0.002, fix_u_probability=True)
    surname[1].update(fix_m_probability=True)
    surname[2].update(m_probability=0.125)
    return made


def unseen():
    """A level that no pair meets, and a comparison that most pairs are null in."""
    made = fake()
    levels = made["comparisons"][0]["comparison_levels"]
    levels.insert(2, {"sql_condition": "first_name_l = 'Nobody' and first_name_r = 'Noone'",
                      "label_for_charts": "never"})
    levels = made["comparisons"][3]["comparison_levels"]
    levels[0]["sql_condition"] = "city_l is null or city_r is null or city_l > 'D'"
    return made


def exact(column, frequencies=False):
    level = {"sql_condition": f'"{column}_l" = "{column}_r"'}
    if frequencies:
        level["tf_adjustment_column"] = column
    return level


def comparison(column, *levels):
    null = {"sql_condition": f'"{column}_l" IS NULL OR "{column}_r" IS NULL', "is_null_level": True}
    return {"output_column_name": column,
            "comparison_levels": [null, *levels, {"sql_condition": "ELSE"}]}


def near(column, function, *bounds):
    return [{"sql_condition": f'{function}("{column}_l", "{column}_r") {bound}'}
            for bound in bounds]


FEBRL_MODEL = {
    "link_type": "dedupe_only", "unique_id_column_name": "rec_id",
    "comparisons": [
        comparison("given_name", exact("given_name", True),
                   *near("given_name", "jaro_winkler_similarity", ">= 0.92", ">= 0.8")),
        comparison("surname", exact("surname", True),
                   *near("surname", "jaro_winkler_similarity", ">= 0.92", ">= 0.8")),
        comparison("date_of_birth", exact("date_of_birth"),
                   *near("date_of_birth", "damerau_levenshtein", "<= 1", "<= 2")),
        comparison("soc_sec_id", exact("soc_sec_id"), *near("soc_sec_id", "levenshtein", "<= 2")),
        comparison("street_number", exact("street_number")),
        comparison("postcode", exact("postcode", True),
                   *near("postcode", "levenshtein", "<= 1")),
    ]}

NAMES = "l.first_name = r.first_name and l.surname = r.surname"
BIRTH = "l.dob = r.dob"
STRICT = ("l.first_name = r.first_name and l.dob = r.dob", "l.email = r.email")
ONE, TWO, THREE = cases.ONE, cases.TWO, cases.THREE
LABELS = ("select unique_id_l, unique_id_r from read_csv("
          f"'{HERE}/fake_1000.csv', all_varchar=true) a(unique_id_l), "
          f"read_csv('{HERE}/fake_1000.csv', all_varchar=true) b(unique_id_r) "
          "where a.cluster = b.cluster and unique_id_l::int % 3 = 0 and unique_id_r::int % 2 = 1 "
          "and unique_id_l <> unique_id_r union all select 'x', 'y' order by all")

TRAININGS = {
    "fake_1000": (fake(), ONE, Plan(STRICT, em=(NAMES, BIRTH))),
    "without frequencies": (fake(), ONE, Plan(STRICT, em=(NAMES, BIRTH),
                                              without_frequencies=True)),
    "a sample": (fake(), ONE, Plan(pairs=20_000, em=(BIRTH,))),
    "a seeded sample": (fake(), ONE, Plan(pairs=100_000, seed=7)),
    "free u": (fake(), ONE, Plan(STRICT, em=(NAMES, BIRTH), free_u=True)),
    "fixed m": (fake(), ONE, Plan(STRICT, em=(BIRTH,), free_u=True, fix_m=True)),
    "fixed prior": (fake(), ONE, Plan(STRICT, em=(BIRTH, NAMES), fix_prior=True)),
    "fixed levels": (fixed(), ONE, Plan(STRICT, em=(NAMES, BIRTH), free_u=True)),
    "prior of sessions": (fake(), ONE, Plan(em=(NAMES, BIRTH, "l.email = r.email"),
                                            prior_from_em=True)),
    "label column": (fake(), ONE, Plan(STRICT, label="cluster")),
    "label column and sessions": (fake(), ONE, Plan(STRICT, label="cluster", em=(NAMES, BIRTH))),
    "label pairs": (fake(), ONE, Plan(STRICT, labels=LABELS)),
    "few iterations": (fake(max_iterations=3), ONE, Plan(STRICT, em=(BIRTH,))),
    "many iterations": (fake(em_convergence=1e-12, max_iterations=60), ONE,
                        Plan(STRICT, em=(BIRTH,), without_frequencies=True)),
    "unseen": (unseen(), ONE, Plan(STRICT, em=(BIRTH, "l.surname = r.surname"))),
    "frequencies": (untrained(cases.frequencies()), ONE, Plan(STRICT, em=(BIRTH,))),
    "substring": (fake(), ONE, Plan(STRICT, em=(
        "substr(l.dob, 1, 7) = substr(r.dob, 1, 7)", "l.city = r.city and l.email = r.email"))),
    "whole number ids": (fake(), {"people": cases.NUMBERED.format("from fake")},
                         Plan(STRICT, pairs=30_000, em=(BIRTH,))),
    "link_only, two tables": (fake(link_type="link_only"), TWO,
                              Plan(STRICT, pairs=100_000, em=(NAMES, BIRTH))),
    "link_only, three tables": (fake(link_type="link_only"), THREE,
                                Plan(STRICT, pairs=100_000, em=(NAMES, BIRTH), label="cluster")),
    "link_and_dedupe": (fake(link_type="link_and_dedupe"), TWO,
                        Plan(STRICT, pairs=100_000, em=(NAMES, BIRTH))),
    "sampled prior": (fake(), ONE, Plan((BIRTH, "l.surname = r.surname", STRICT[1]), 0.9,
                                        prior_sample=0.4)),
    "sampled EM": (fake(), ONE, Plan(STRICT, em=(BIRTH, "l.surname = r.surname"), em_pairs=500,
                                     em_probe=0.5)),
    "sampled EM, whole number ids": (fake(), {"people": cases.NUMBERED.format("from fake")},
                                     Plan(em=("l.surname = r.surname",), em_pairs=300,
                                          em_probe=1)),
    "sampled EM that needs no sample": (fake(), ONE, Plan(em=(BIRTH,), em_pairs=5000,
                                                          em_probe=0.3)),
    "sampled, two tables": (fake(link_type="link_only"), TWO, Plan(
        (BIRTH, "l.surname = r.surname"), 0.9, prior_sample=0.5,
        em=("l.surname = r.surname",), em_pairs=400, em_probe=0.6)),
    "sampled, three tables": (fake(link_type="link_and_dedupe"), THREE, Plan(
        (BIRTH,), 0.9, prior_sample=0.33333, em=("l.city = r.city",), em_pairs=900, em_probe=0.2)),
    "u of all chunks": (fake(), ONE, Plan(pairs=100_000, u_least=None, u_chunks=3)),
    "u of one chunk": (fake(), ONE, Plan(pairs=100_000, u_chunks=1)),
    "u of few": (fake(), ONE, Plan(pairs=100_000, u_least=3, u_chunks=7)),
    "exploded lists": (fake(), cases.LISTED, Plan(
        (cases.exploding("l.names = r.names and l.dob = r.dob", "names"), STRICT[1],
         cases.exploding("l.city = r.city and levenshtein(l.names, r.names) = 1", "names")))),
    "exploded lists, two tables": (
        fake(link_type="link_only"), cases.listed(TWO),
        Plan((STRICT[1], cases.exploding("l.names = r.surname", "names")), 0.9)),
    "exploded lists, three tables": (
        fake(link_type="link_only"), cases.listed(THREE),
        Plan((cases.NAMES, BIRTH), 0.9, em=(BIRTH,))),
    "historical_50k": (
        untrained(json.loads((HERE / "historical_50k.model.json").read_text())),
        {"people": HISTORICAL},
        Plan(("l.first_name = r.first_name and l.surname = r.surname and l.dob = r.dob",
              "substr(l.first_name, 1, 2) = substr(r.first_name, 1, 2) and l.surname = r.surname "
              "and substr(l.postcode_fake, 1, 2) = substr(r.postcode_fake, 1, 2)",
              "l.dob = r.dob and l.postcode_fake = r.postcode_fake"), 0.6, 5_000_000,
             em=("l.first_name = r.first_name and l.surname = r.surname",
                 "substr(l.dob, 1, 4) = substr(r.dob, 1, 4) and l.surname = r.surname"))),
    "febrl3": (FEBRL_MODEL, {"people": "from febrl"},
               Plan(("l.soc_sec_id = r.soc_sec_id",), 0.9, 2_000_000,
                    em=("l.date_of_birth = r.date_of_birth", "l.postcode = r.postcode"))),
}


def connect(duckdb):
    connection = cases.connect(duckdb)
    connection.execute(f"create view febrl as {FEBRL}")
    return connection


def ask_splink(duckdb, splink, settings, tables, plan):
    """What Splink makes of a training: the prior, m and u by level, sessions' iterations."""
    connection = connect(duckdb)
    api = splink.DuckDBAPI(connection)
    inputs = []
    for table, sql in tables.items():
        connection.execute(f"create table input_{table} as {sql}")
        inputs.append(api.register(connection.table(f"input_{table}"), dataset_display_name=table))
    linker = splink.Linker(inputs if len(inputs) > 1 else inputs[0],
                           json.loads(json.dumps(settings)))
    training, sessions = linker.training, []
    if plan.rules:
        training.estimate_probability_two_random_records_match(list(plan.rules), plan.recall,
                                                               plan.prior_sample)
    training.estimate_u_using_random_sampling(
        plan.pairs, seed=plan.seed, min_count_per_level=plan.u_least, num_chunks=plan.u_chunks)
    if plan.label:
        training.estimate_m_from_label_column(plan.label)
    if plan.labels:
        connection.execute(f"create table labels as {plan.labels}")
        training.estimate_m_from_pairwise_labels("labels")
    for i, rule in enumerate(plan.em):
        session = training.estimate_parameters_using_expectation_maximisation(
            rule, max_pairs=plan.em_pairs, record_sample_proportion=plan.em_probe,
            estimate_without_term_frequencies=plan.without_frequencies,
            fix_probability_two_random_records_match=plan.fix_prior,
            fix_m_probabilities=plan.fix_m, fix_u_probabilities=not plan.free_u,
            populate_probability_two_random_records_match_from_trained_values=(
                plan.prior_from_em and i + 1 == len(plan.em)))
        sessions.append(len(session._core_model_settings_history) - 1)
    return {**parameters(linker.misc.save_model_to_json()), "iterations": sessions}


def parameters(model):
    """The prior, and [m, u] of the levels of each comparison (null: not estimated)."""
    return {"prior": model["probability_two_random_records_match"],
            "levels": {c["output_column_name"]: [[level.get("m_probability"),
                                                  level.get("u_probability")]
                                                 for level in c["comparison_levels"]]
                       for c in model["comparisons"]}}


def ask_joinder(duckdb, joinder, folder, settings, tables, plan, *more):
    """Run `joinder train` on a training; the model is model.json in the folder."""
    connection, files = connect(duckdb), []
    for table, sql in tables.items():
        files.append(folder / f"{table}.parquet")
        connection.execute(f"copy ({sql}) to '{files[-1]}'")
    if plan.labels:
        connection.execute(f"copy ({plan.labels}) to '{folder}/labels.parquet'")
    (folder / "settings.json").write_text(json.dumps(settings))
    return subprocess.run(
        [joinder, "train", *map(str, files), "--settings", folder / "settings.json", "--out",
         folder / "model.json", *map(str, words(plan, folder / "labels.parquet")),
         *map(str, more)], capture_output=True, text=True, stdin=subprocess.DEVNULL)


def words(plan, labels):
    """The options of `joinder train` for a plan; labels is the file of label pairs."""
    made = ["--u-pairs", plan.pairs, "--u-least", plan.u_least or 0, "--u-chunks", plan.u_chunks]
    for rule in plan.rules:
        made += ["--deterministic", rule if isinstance(rule, str) else json.dumps(rule)]
    if plan.rules:
        made += ["--recall", plan.recall]
        made += ["--prior-sample", plan.prior_sample]
    if plan.em_pairs is not None:
        made += ["--em-pairs", plan.em_pairs, "--em-probe", plan.em_probe]
    if plan.seed is not None:
        made += ["--seed", plan.seed]
    if plan.label:
        made += ["--label-column", plan.label]
    if plan.labels:
        made += ["--labels", labels]
    for rule in plan.em:
        made += ["--em", rule]
    for option in ("without_frequencies", "free_u", "fix_m", "fix_prior"):
        if getattr(plan, option):
            made.append("--em-" + option.replace("_", "-"))
    return made + (["--prior-from-em"] if plan.prior_from_em else [])


def differences(want, got, plan):
    """What is unequal: by more than 1e-9, or for what is counted (u unless EM made it, the prior
    by rules) by anything."""
    wrong, most = [], {"m": 1e-9, "u": 1e-9 if plan.free_u else 0}
    if abs(want["prior"] - got["prior"]) > (1e-9 if plan.prior_from_em else 0):
        wrong.append(("prior", want["prior"], got["prior"]))
    assert want["levels"].keys() == got["levels"].keys()
    for name, levels in want["levels"].items():
        for i, (w, g) in enumerate(zip(levels, got["levels"][name], strict=True)):
            for what, a, b in (("m", w[0], g[0]), ("u", w[1], g[1])):
                if (a is None) != (b is None) or (a is not None and abs(a - b) > most[what]):
                    wrong.append((name, i, what, a, b))
    return wrong
