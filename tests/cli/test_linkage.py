# SPDX-License-Identifier: Apache-2.0
"""predict, cluster, dedupe, explain over plain files: what Splink gives, and what is refused."""
import copy
import hashlib
import json
import os
import pathlib
import resource
import signal
import subprocess
import sys
import time

import duckdb
import pytest
from plain import JOINDER, MARKER, done, refused, run

DATA = pathlib.Path(__file__).resolve().parent.parent / "data/linkage"
sys.path.insert(0, str(DATA))
import cases  # noqa: E402

GOLDENS = json.loads((DATA / "goldens.json").read_text())
HISTORICAL = DATA / "historical_50k.records.parquet"


def write(path, content):
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def tables_of(folder, name):
    """The files of a case, and its model."""
    settings, tables = cases.CASES[name]
    connection = cases.connect(duckdb)
    files = []
    for table, sql in tables.items():
        files.append(folder / f"{table}.parquet")
        connection.execute(f"copy ({sql}) to '{files[-1]}'")
    return files, write(folder / "model.json", settings)


# ---- the same as Splink ----------------------------------------------------------------------
# Where sanitizers make each run slow, every third case.
@pytest.mark.parametrize("name", [pytest.param(name, marks=[pytest.mark.slow] if i % 3 else [])
                                  for i, name in enumerate(cases.CASES)])
def test_pairs_keys_and_weights_are_splinks(tmp_path, name):
    files, model = tables_of(tmp_path, name)
    done("predict", *files, "--model", model, "--out", tmp_path / "pairs.parquet")
    connection = duckdb.connect()
    connection.execute(f"create view pairs as from '{tmp_path}/pairs.parquet'")
    columns = [row[0] for row in connection.execute("describe pairs").fetchall()]
    assert cases.digest(connection, "pairs") == GOLDENS[name]["digest"]
    # Splink gathers the columns of a condition in a set: their order is not fixed.
    assert sorted(columns) == sorted(GOLDENS[name]["columns"])


@pytest.mark.parametrize("name", cases.INCREMENTS)
def test_pairs_of_new_records_are_splinks(tmp_path, name):
    settings, old, new, span = cases.INCREMENTS[name]
    connection, files = cases.connect(duckdb), {}
    for table, sql in {**old, **new}.items():
        files[table] = tmp_path / f"{table}.parquet"
        connection.execute(f"copy ({sql}) to '{files[table]}'")
    words = [word for table in new for word in ("--new", files[table])]
    done("predict", *(files[table] for table in old), *words, f"--{span}", "--model",
         write(tmp_path / "model.json", settings), "--out", tmp_path / "pairs.parquet")
    connection.execute(f"create view pairs as from '{tmp_path}/pairs.parquet'")
    assert cases.digest(connection, "pairs") == GOLDENS[name]["digest"]


@pytest.mark.parametrize("heads", [("value", "tf"), ("surname", "tf_surname")])
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_frequencies_from_elsewhere_count(tmp_path, heads, ending):
    path, out = tmp_path / f"names.{ending}", tmp_path / "pairs.parquet"
    duckdb.execute(f"copy (select 'Jones' as {heads[0]}, 0.125 as {heads[1]} union all select "
                   f"'Davies', 0.0625) to '{path}'")
    model = write(tmp_path / "model.json", {**cases.MODEL, "retain_matching_columns": True})
    done("predict", DATA / "fake_1000.csv", "--model", model, "--out", out, "--frequencies",
         f"surname={path}")
    assert duckdb.execute(
        "select distinct surname_l, tf_surname_l, surname_r, tf_surname_r from "
        f"'{out}' where surname_l = 'Jones' and surname_r in ('Jones', 'Taylor') order by 3"
    ).fetchall()[0] == ("Jones", 0.125, "Jones", 0.125)
    assert duckdb.execute(f"select count(*) from '{out}' where (surname_l in ('Jones', 'Davies')) "
                          "<> (tf_surname_l is not null)").fetchone() == (0,)


def test_wrong_frequencies_are_refused(tmp_path):
    words = ("predict", DATA / "fake_1000.csv", "--model", DATA / "fake_1000.model.json", "--out",
             tmp_path / "pairs.csv", "--frequencies")
    refused(2, "--frequencies takes C=FILE", *words, "names.csv")
    refused(66, "nobody.csv", *words, f"surname={tmp_path}/nobody.csv")
    names = write(tmp_path / "names.csv", f"value,tf\n{MARKER},0.5\n{MARKER}2,{MARKER}\n")
    refused(65, "row 2 of table names has no number", *words, f"surname={names}")
    write(names, f"value,count\n{MARKER},0.5\n")
    refused(65, "has neither column tf nor tf_surname", *words, f"surname={names}")
    write(names, f"value,tf\n{MARKER},1.5\n")
    refused(65, "is above 1", *words, f"surname={names}")


def test_new_pairs_are_those_between_and_within_once_each(tmp_path):
    settings, old, new, _ = cases.INCREMENTS["exploding, within"]
    connection = cases.connect(duckdb)
    for table, sql in {**old, **new}.items():
        connection.execute(f"copy ({sql}) to '{tmp_path}/{table}.parquet'")
    connection.execute(f"copy (from '{tmp_path}/old.parquet' union all from "
                       f"'{tmp_path}/new.parquet') to '{tmp_path}/all.parquet'")
    model = write(tmp_path / "model.json", settings)
    words = (tmp_path / "old.parquet", "--new", tmp_path / "new.parquet", "--model", model)
    for span in ("between", "within"):
        done("predict", *words, f"--{span}", "--out", tmp_path / f"{span}.parquet")
    done("predict", *words, "--out", tmp_path / "both.parquet")
    done("predict", tmp_path / "old.parquet", "--model", model, "--out", tmp_path / "o.parquet")
    done("predict", tmp_path / "all.parquet", "--model", model, "--out", tmp_path / "a.parquet")
    pairs = "select least(unique_id_l, unique_id_r) a, greatest(unique_id_l, unique_id_r) b, " \
            "match_key from '{}/{}.parquet'"
    both, parts, every, more = (set(connection.execute(" union all ".join(
        pairs.format(tmp_path, name) for name in names)).fetchall()) for names in (
            ["both"], ["between", "within"], ["a"], ["between", "within", "o"]))
    assert both == parts and every == more and len(both) > 1000


def test_new_records_are_asked_for_rightly(tmp_path):
    records, model = DATA / "fake_1000.csv", DATA / "fake_1000.model.json"
    words = ("predict", records, "--model", model, "--out", tmp_path / "pairs.csv")
    refused(2, "--between and --within need --new", *words, "--within")
    refused(2, "exclude each other", *words, "--new", records, "--within", "--between")
    refused(65, "row 1 of table fake_1000 and row 1 of table fake_1000 have the same unique_id",
            *words, "--new", records)
    assert os.listdir(tmp_path) == []


def test_every_part_of_a_weight_is_splinks(tmp_path):
    out = tmp_path / "pairs.parquet"
    done("predict", DATA / "fake_1000.csv", "--model", DATA / "fake_1000.model.json",
         "--min-probability", 0.001, "--out", out)
    connection = duckdb.connect()
    connection.execute(f"create view want as from '{DATA}/fake_1000.pairs.parquet'")
    connection.execute(f"create view got as from '{out}'")
    shared = [row[0] for row in connection.execute("describe want").fetchall()]
    numbers = [name for name in shared if name.startswith(("match_w", "match_p", "mw_"))]
    assert len(numbers) == 11
    worst = ", ".join(f"max(abs(w.{n} - g.{n}))" for n in numbers)
    same, *differences = connection.execute(
        f"select count(*) filter (w.match_key = g.match_key), {worst} from want w join got g "
        "using (unique_id_l, unique_id_r)").fetchone()
    assert same == 2276 == connection.execute("select count(*) from got").fetchone()[0]
    assert max(differences) < 1e-12


def clusters_differ(want, got):
    return duckdb.execute(
        f"select count(*) from '{want}' w full join '{got}' g on w.unique_id = g.unique_id "
        "where w.cluster_id is distinct from g.cluster_id").fetchone()[0]


@pytest.mark.parametrize("ending", ["parquet", "csv", "csv.gz", "jsonl"])
def test_clusters_are_splinks_by_way_of_any_file(tmp_path, ending):
    pairs, clusters = tmp_path / f"pairs.{ending}", tmp_path / f"clusters.{ending}"
    records, model = DATA / "fake_1000.csv", DATA / "fake_1000.model.json"
    done("predict", records, "--model", model, "--out", pairs, "--min-probability", 0.001)
    done("cluster", pairs, "--records", records, "--out", clusters, "--min-probability", 0.95)
    source = f"read_csv('{clusters}', all_varchar=true)" if "csv" in ending else f"'{clusters}'"
    differ = duckdb.execute(
        f"select count(*) from '{DATA}/fake_1000.clusters.parquet' w full join {source} g "
        "on w.unique_id = g.unique_id where w.cluster_id is distinct from g.cluster_id")
    assert differ.fetchone() == (0,)


def test_dedupe_is_predict_and_cluster(tmp_path):
    records, model = DATA / "fake_1000.csv", DATA / "fake_1000.model.json"
    ended = done("dedupe", records, "--model", model, "--out", tmp_path / "clusters.parquet",
                 "--pairs", tmp_path / "pairs.parquet")
    assert clusters_differ(f"{DATA}/fake_1000.clusters.parquet",
                           f"{tmp_path}/clusters.parquet") == 0
    joined, least = duckdb.execute("select count(*), min(match_probability) from "
                                   f"'{tmp_path}/pairs.parquet'").fetchone()
    count = duckdb.execute("select count(distinct cluster_id) from "
                           f"'{tmp_path}/clusters.parquet'").fetchone()[0]
    assert ended.stdout == f"1000 records, {joined} joined pairs, {count} clusters\n"
    assert least >= 0.95


def test_dedupe_and_explain_explode_lists_too(tmp_path):
    files, model = tables_of(tmp_path, "explode between others")
    done("predict", *files, "--model", model, "--out", tmp_path / "pairs.parquet",
         "--min-probability", 0.9)
    done("dedupe", *files, "--model", model, "--pairs", tmp_path / "joined.parquet",
         "--min-probability", 0.9)
    want, got = (duckdb.execute("select unique_id_l, unique_id_r, match_key from "
                                f"'{tmp_path}/{name}.parquet' order by all").fetchall()
                 for name in ("pairs", "joined"))
    assert want == got and {"0", "1", "2"} == {key for *_, key in got}
    left, right, _ = next(row for row in got if row[2] == "1")
    assert "blocking rule 1: l.names = r.names" in done(
        "explain", *files, "--model", model, left, right).stdout


@pytest.mark.slow
def test_fifty_thousand_records_are_linked_as_splink_does(tmp_path):
    pairs, clusters = tmp_path / "pairs.parquet", tmp_path / "clusters.parquet"
    done("predict", HISTORICAL, "--model", DATA / "historical_50k.model.json",
         "--min-probability", 0.001, "--out", pairs)
    done("cluster", pairs, "--records", HISTORICAL, "--min-probability", 0.95, "--out", clusters)
    connection = duckdb.connect()
    connection.execute("create table record as select unique_id, row_number() over (order by "
                       f"unique_id) - 1 n from '{HISTORICAL}'")
    connection.execute(f"create table want as select l, l + r_after_l as r, match_key, "
                       f"match_weight from '{DATA}/historical_50k.pairs-*.parquet'")
    connection.execute(
        "create table got as select a.n l, b.n r, match_key, match_weight, match_probability "
        f"from '{pairs}' p join record a on a.unique_id = unique_id_l join record b "
        "on b.unique_id = unique_id_r")
    both, keys, weight, chance = connection.execute(
        "select count(*), count(*) filter (w.match_key::varchar <> g.match_key), "
        "max(abs(w.match_weight - g.match_weight)), "
        "max(abs(1 / (1 + 2 ** -w.match_weight) - g.match_probability)) "
        "from want w join got g using (l, r)").fetchone()
    assert both == 251362 == connection.execute("select count(*) from got").fetchone()[0]
    assert keys == 0
    assert weight < 1e-12 and chance < 1e-12
    connection.execute("create table head as select row_number() over () - 1 n, head "
                       f"from '{DATA}/historical_50k.clusters.parquet'")
    assert connection.execute(
        f"select count(*) from '{clusters}' c join record r using (unique_id) join head using (n) "
        "join record f on f.unique_id = c.cluster_id where f.n <> head").fetchone() == (0,)


@pytest.mark.slow
def test_any_number_of_threads_gives_the_same_bytes(tmp_path):
    digests = set()
    for threads in (1, 2, 5):
        out = tmp_path / f"{threads}.parquet"
        done("predict", HISTORICAL, "--model", DATA / "historical_50k.model.json", "--threads",
             threads, "--min-weight", -5, "--out", out)
        digests.add(hashlib.sha256(out.read_bytes()).hexdigest())
    assert len(digests) == 1


def test_clusters_of_several_files_are_named_with_their_source(tmp_path):
    files, model = tables_of(tmp_path, "link_and_dedupe, numbers")
    pairs, clusters = tmp_path / "pairs.csv", tmp_path / "clusters.csv"
    done("predict", f"east={files[0]}", f"west={files[1]}", "--model", model, "--out", pairs)
    done("cluster", pairs, "--records", f"east={files[0]}", "--records", f"west={files[1]}",
         "--out", clusters, "--min-weight", 3)
    rows = duckdb.execute(f"from read_csv('{clusters}', all_varchar=true)").fetchall()
    assert len(rows) == 1000
    heads = {(source, number) for head, source, number in rows if head == f"{source}-__-{number}"}
    assert {tuple(head.split("-__-")) for head, *_ in rows} == heads
    assert {source for _, source, _ in rows} == {"east", "west"}


# ---- explain ---------------------------------------------------------------------------------
def test_explain_adds_up(tmp_path):
    records, model = DATA / "fake_1000.csv", DATA / "fake_1000.model.json"
    pair = duckdb.execute(f"select * from '{DATA}/fake_1000.pairs.parquet' where match_key = '2' "
                          "order by match_weight limit 1").fetchone()
    weight, left, right = pair[0], pair[2], pair[3]
    text = done("explain", records, "--model", model, left, right).stdout
    bits = [float(part) for line in text.splitlines()[1:] if not line.startswith((" ", "match"))
            for part in line[70:].split() if "blocking" not in line]
    assert abs(sum(bits) - weight) < 0.01
    assert f"match weight{'':60}{weight:8.3f}" in text
    assert 'blocking rule 2: l."dob" = r."dob"' in text


def test_explain_says_when_no_rule_yields_a_pair():
    records, model = DATA / "fake_1000.csv", DATA / "fake_1000.model.json"
    assert "no blocking rule yields" in done("explain", records, "--model", model, 0, 999).stdout
    refused(66, "there is no such record", "explain", records, "--model", model, 0, "1000")


# ---- what is refused -------------------------------------------------------------------------
def people(tmp_path, *rows):
    lines = ["unique_id,first_name,surname,dob,city,email", *rows]
    return write(tmp_path / "people.csv", "\n".join(lines) + "\n")


def changed(tmp_path, **settings):
    return write(tmp_path / "model.json", {**copy.deepcopy(cases.MODEL), **settings})


def with_condition(tmp_path, condition, **level):
    made = {"sql_condition": condition, **level}
    comparison = {"output_column_name": "name", "comparison_levels": [
        made, {"sql_condition": "ELSE"}]}
    return changed(tmp_path, comparisons=[comparison])


ROWS = (f"a,{MARKER},{MARKER},1971-06-24,{MARKER},{MARKER}",
        f"b,{MARKER},Allen,1971-06-24,{MARKER},x@y", "c,Bo,Allen,1980-01-01,Rome,")


@pytest.mark.parametrize("condition, said", [
    ("nonsense(first_name_l, first_name_r) > 1", "nonsense"),
    ("first_name_l === first_name_r =", "at character"),
    ("nobody_l = nobody_r", "there is no column nobody in table people"),
    ("first_name_l = (select 'x')", "subquery"),
    ("first_name_l = first_name_r, 1", "exactly one expression"),
    ("random() > 0.5 and first_name_l = first_name_r", "random()"),
    ("now() > '2020-01-01' or first_name_l = first_name_r", "now()"),
    ("uuid() = first_name_l", "uuid()"),
    ("first_name_l || first_name_r", "neither true nor false"),
    ("levenshtein(first_name_l, 1) + levenshtein(first_name_r, 1) = 2", "levenshtein"),
    ("first_name = first_name_r", "column first_name is of neither side"),
    ("cast(first_name_l as integer) = cast(first_name_r as integer)", "raised an error"),
    ("cast(first_name_l || first_name_r as integer) = 1", "raised an error"),
    ("jaccard(coalesce(email_l, ''), coalesce(email_r, '')) > 1", "jaccard"),
])
def test_a_wrong_condition_is_named_by_comparison_and_level(tmp_path, condition, said):
    files = people(tmp_path, *ROWS), with_condition(tmp_path, condition)
    out = tmp_path / "pairs.csv"
    message = refused(65, said, "predict", files[0], "--model", files[1], "--out", out)
    assert "comparison name" in message and "level 1: " in message
    assert sorted(os.listdir(tmp_path)) == ["model.json", "people.csv"]


def test_a_wrong_model_is_refused(tmp_path):
    records, out = people(tmp_path, *ROWS), tmp_path / "pairs.csv"
    wrong = {
        "not JSON at line 1": "{",
        "unknown key speed": changed(tmp_path, speed=1).read_text(),
        "m_probability is not between 0 and 1": with_condition(
            tmp_path, "first_name_l = first_name_r", m_probability=1.01).read_text(),
        "comparisons is missing": changed(tmp_path, comparisons=[]).read_text(),
        "sql_dialect is not duckdb": changed(tmp_path, sql_dialect="spark").read_text(),
        "blocking rule 1: ": changed(tmp_path, blocking_rules_to_generate_predictions=[
            "l.dob = r.dob", "l.dob = "]).read_text(),
    }
    for said, text in wrong.items():
        model = write(tmp_path / "model.json", text)
        refused(65, said, "predict", records, "--model", model, "--out", out)
    assert not out.exists()


def test_wrong_records_are_refused(tmp_path):
    model, out = DATA / "fake_1000.model.json", tmp_path / "pairs.csv"
    predict = ("--model", model, "--out", out)
    refused(65, "row 1 of table people and row 2 of table people have the same unique_id",
            "predict", people(tmp_path, f"{MARKER},a,,,,", f"{MARKER},b,,,,"), *predict)
    refused(65, "row 2 of table people has no unique_id", "predict",
            people(tmp_path, "1,a,,,,", f",{MARKER},,,,"), *predict)
    refused(65, "there is no column", "predict",
            write(tmp_path / "people.csv", f"unique_id,first_name\n1,{MARKER}\n"), *predict)
    refused(66, "nobody.csv", "predict", tmp_path / "nobody.csv", *predict)
    refused(66, "nobody.json", "predict", people(tmp_path, *ROWS), "--model",
            tmp_path / "nobody.json", "--out", out)
    assert not out.exists()


def test_a_file_without_records_has_no_pairs(tmp_path):
    model, out = DATA / "fake_1000.model.json", tmp_path / "pairs.csv"
    done("predict", people(tmp_path), "--model", model, "--out", out)
    assert duckdb.execute(f"select count(*) from '{out}'").fetchone() == (0,)
    assert done("dedupe", people(tmp_path), "--model", model).stdout == \
        "0 records, 0 joined pairs, 0 clusters\n"


def test_a_pair_of_an_unknown_record_is_refused(tmp_path):
    pairs = write(tmp_path / "pairs.csv",
                  f"unique_id_l,unique_id_r,match_probability\na,b,0.99\na,{MARKER},0.99\n")
    refused(65, "row 2 of table pairs names a record that is in no records file", "cluster", pairs,
            "--records", people(tmp_path, *ROWS), "--out", tmp_path / "clusters.csv")


def test_wrong_usage_is_told(tmp_path):
    records, model = people(tmp_path, *ROWS), DATA / "fake_1000.model.json"
    for words in (["predict"], ["predict", records], ["cluster", records], ["dedupe"],
                  ["explain", records, "--model", model], ["predict", records, "--modell", model],
                  ["predict", records, "--model", model, "--out", tmp_path / "x.csv",
                   "--min-probability", "2"],
                  ["predict", records, "--model", model, "--out", tmp_path / "x.csv",
                   "--min-probability", "0.5", "--min-weight", "1"],
                  ["predict", records, "--model", model, "--out", tmp_path / "x.pdf"]):
        ended = run(*words)
        assert ended.returncode == 2, (words, ended.stderr)
        assert ended.stderr.startswith(f"joinder {words[0]}: ")
    assert sorted(os.listdir(tmp_path)) == ["people.csv"]


def test_no_such_folder_is_told(tmp_path):
    refused(74, "nowhere", "predict", people(tmp_path, *ROWS), "--model",
            DATA / "fake_1000.model.json", "--out", tmp_path / "nowhere/pairs.csv")


def test_an_interrupted_run_leaves_no_file(tmp_path):
    model = json.loads((DATA / "historical_50k.model.json").read_text())
    model["blocking_rules_to_generate_predictions"] = []  # 1,279 million pairs
    out = tmp_path / "pairs.parquet"
    command = [JOINDER, "predict", HISTORICAL, "--model", write(tmp_path / "model.json", model),
               "--out", out, "--min-weight", "30"]
    process = subprocess.Popen([str(word) for word in command], stderr=subprocess.PIPE, text=True)
    time.sleep(3)
    process.send_signal(signal.SIGINT)
    message = process.communicate(timeout=120)[1]
    assert process.returncode == 130
    assert "stopped" in message
    assert sorted(os.listdir(tmp_path)) == ["model.json"]


def limited(folder, what, size, *words):
    """Run with a limit of the system; what it ended with, and what it left."""
    process = subprocess.run(
        [str(word) for word in (JOINDER, *words)], capture_output=True, text=True,
        preexec_fn=lambda: resource.setrlimit(what, (size, size)))
    return process, sorted(os.listdir(folder))


@pytest.mark.parametrize("verb, ending", [
    ("predict", "parquet"), ("predict", "csv"), ("predict", "csv.gz"), ("predict", "jsonl"),
    ("dedupe", "parquet"), ("dedupe", "csv")])
def test_a_file_that_cannot_grow_is_told_and_not_left(tmp_path, verb, ending):
    process, left = limited(
        tmp_path, resource.RLIMIT_FSIZE, 100_000, verb, HISTORICAL, "--model",
        DATA / "historical_50k.model.json", "--out", tmp_path / f"out.{ending}")
    assert process.returncode == 74, process.stderr
    assert process.stderr.endswith(
        f"out.{ending}: the file is larger than the system lets it be\n")
    assert len(process.stderr.splitlines()) == 1 and left == []


@pytest.mark.slow  # sanitizers need more addresses than any limit here
@pytest.mark.parametrize("size", [150, 200, 260, 320, 380, 500])
def test_too_little_memory_is_told_and_no_file_left(tmp_path, size):
    # Not RLIMIT_AS: a stack that cannot grow under it has no other way to tell than SIGSEGV.
    process, left = limited(
        tmp_path, resource.RLIMIT_DATA, size << 20, "predict", HISTORICAL, "--model",
        DATA / "historical_50k.model.json", "--out", tmp_path / "out.parquet", "--threads", 2)
    assert process.returncode in (0, 65, 74), process.stderr
    assert len(process.stderr.splitlines()) == (process.returncode != 0)
    assert "memory" in process.stderr or process.returncode == 0
    assert left == (["out.parquet"] if process.returncode == 0 else [])


def test_help_tells_every_option():
    for verb in ("predict", "cluster", "dedupe", "explain"):
        text = done(verb, "--help").stdout
        assert text.startswith(f"usage: joinder {verb} ")
        assert "--threads N" in text and "--help" in text


def test_frequencies_that_are_written_weigh_a_few_records_as_all_were(tmp_path):
    fake, model = DATA / "fake_1000.csv", DATA / "fake_1000.model.json"
    folder = tmp_path / "frequencies"
    done("train", fake, "--settings", model, "--out", tmp_path / "m.json", "--keep-u",
         "--frequencies-out", folder)
    names = sorted(path.stem for path in folder.iterdir())
    assert names == ["city", "email", "first_name", "surname"]
    for name in names:
        want = duckdb.execute(
            f"select {name}, count(*) / (select count({name}) from '{fake}') from '{fake}' where "
            f"{name} is not null group by all order by all").fetchall()
        got = duckdb.execute(f"select {name}, tf_{name} from '{folder}/{name}.parquet' order by all"
                             ).fetchall()
        assert got == want
    words = [word for name in names
             for word in ("--frequencies", f"{name}={folder}/{name}.parquet")]
    few = tmp_path / "few.parquet"
    duckdb.execute(f"copy (select * from read_csv('{fake}', all_varchar=true) limit 30) to '{few}'")
    done("predict", fake, "--model", model, "--out", tmp_path / "all.parquet")
    done("predict", few, "--model", model, "--out", tmp_path / "few-pairs.parquet", *words)
    n, same = duckdb.execute(
        f"select count(*), count(*) filter (a.match_weight = f.match_weight) from "
        f"'{tmp_path}/few-pairs.parquet' f join '{tmp_path}/all.parquet' a using (unique_id_l, "
        "unique_id_r)").fetchone()
    assert n == same > 20


def test_frequencies_that_cannot_be_written_are_told(tmp_path):
    fake = DATA / "fake_1000.csv"
    settings = copy.deepcopy(cases.MODEL)
    settings["comparisons"][3]["comparison_levels"][1]["tf_adjustment_column"] = "n"
    settings["comparisons"][3]["comparison_levels"] = [
        {"sql_condition": '"n_l" is null or "n_r" is null', "is_null_level": True},
        {"sql_condition": '"n_l" = "n_r"', "tf_adjustment_column": "n"}, {"sql_condition": "ELSE"}]
    duckdb.execute(f"copy (select *, 1 as n from read_csv('{fake}', all_varchar=true)) to "
                   f"'{tmp_path}/people.parquet'")
    model = write(tmp_path / "s.json", settings)
    words = ("train", tmp_path / "people.parquet", "--settings", model, "--out",
             tmp_path / "m.json", "--keep-u", "--frequencies-out")
    refused(65, "column n is none", *words, tmp_path / "folder")
    write(tmp_path / "file", "")
    refused(74, "is no folder", *words, tmp_path / "file")
