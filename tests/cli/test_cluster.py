# SPDX-License-Identifier: Apache-2.0
"""cluster and dedupe: methods, thresholds, assertions, measures: what Splink gives, and more."""
import csv
import os
import pathlib
import random

import duckdb
import pytest
from plain import MARKER, done, refused, run

DATA = pathlib.Path(__file__).resolve().parent.parent / "data"
CLUSTERS = DATA / "clusters"


def rows_of(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def write(path, *lines):
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


def groups(rows, column, key=lambda row: (row["source_dataset"], row["unique_id"])):
    """The clusters of a column, as sets of records."""
    members = {}
    for row in rows:
        members.setdefault(row[column], set()).add(key(row))
    return set(map(frozenset, members.values()))


def cluster(out, *words, pairs=CLUSTERS / "pairs.csv", records=CLUSTERS / "records.csv"):
    done("cluster", pairs, "--records", records, "--out", out, *words)
    return rows_of(out)


@pytest.fixture
def small(tmp_path):
    """Six records; a chain a - b - c with a weak end, and two strangers."""
    records = write(tmp_path / "people.csv", "unique_id", *"abcdef")
    pairs = write(tmp_path / "pairs.csv", "unique_id_l,unique_id_r,match_weight,match_probability",
                  "a,b,9,0.998", "b,c,4,0.94", "d,e,2,0.8")
    return pairs, records


def clusters_of(small, tmp_path, *words):
    rows = cluster(tmp_path / "clusters.csv", *words, pairs=small[0], records=small[1])
    return "".join(row["cluster_id"] for row in rows)


# ---- the same as Splink ----------------------------------------------------------------------
@pytest.mark.parametrize("free", ["all", "police", "two"])
@pytest.mark.parametrize("ties", ["lowest-id", "drop"])
@pytest.mark.parametrize("threshold", [0.5, 0.9])
def test_best_links_are_splinks(tmp_path, free, ties, threshold):
    sources = {"all": [], "police": ["police"], "two": ["court", "prison"]}[free]
    words = [word for source in sources for word in ("--duplicate-free", source)]
    got = cluster(tmp_path / "clusters.csv", "--method", "best-link", "--ties", ties,
                  "--min-probability", threshold, *words)
    want = rows_of(CLUSTERS / f"best-link-{free}.csv")
    column = f"{ties}_{threshold}".replace("-", "_").replace(".", "_")
    assert len(got) == 190
    assert groups(got, "cluster_id") == groups(want, column)


def test_several_thresholds_are_splinks_in_columns_of_its_names(tmp_path):
    got = cluster(tmp_path / "clusters.csv", "--min-probability", "0.5,0.9,0.99")
    want = {row["unique_id"]: row for row in rows_of(CLUSTERS / "thresholds.csv")}
    for row in got:
        expected = want[f"{row['source_dataset']}-__-{row['unique_id']}"]
        for column in ("cluster_p_0_5", "cluster_p_0_9", "cluster_p_0_99"):
            assert row[column] == expected[column]


# ---- ids that are whole numbers ----------------------------------------------------------------
def number_records(tmp_path, ids):
    """Records of a Parquet file, whose ids are numbers."""
    path = tmp_path / "numbers.parquet"
    values = ", ".join("(NULL::BIGINT)" if i is None else f"({i}::BIGINT)" for i in ids)
    duckdb.sql(f"copy (from (values {values}) t(unique_id)) to '{path}' (format parquet)")
    return path


@pytest.mark.parametrize("ids", [[1, 2, 3, 4], [4, 2, 1, 3], [-7, 40, 5, 9000000000],
                                 [9000000000, -7, 40, 5]], ids=str)
def test_numbers_name_records_as_texts_do(tmp_path, ids):
    pairs = write(tmp_path / "pairs.csv", "unique_id_l,unique_id_r,match_probability",
                  f"{ids[0]},{ids[2]},0.99", f"{ids[3]},{ids[1]},0.99")
    got = cluster(tmp_path / "n.csv", pairs=pairs, records=number_records(tmp_path, ids))
    assert [int(row["unique_id"]) for row in got] == ids
    first, second = min(ids[0], ids[2]), min(ids[1], ids[3])  # by value, not by digits
    assert [int(row["cluster_id"]) for row in got] == [first, second, first, second]


@pytest.mark.parametrize("name", ["007", "+7", "7.0", " 7", "70", "8", "7x", "",
                                  "99999999999999999999"])
def test_a_name_that_is_no_records_number_is_refused(tmp_path, name):
    pairs = write(tmp_path / "pairs.csv", "unique_id_l,unique_id_r,match_probability",
                  f"7,{name},0.99")
    refused(65, "names a record that is in no records file", "cluster", pairs, "--records",
            number_records(tmp_path, [7, 9]), "--out", tmp_path / "n.csv")


def test_a_number_that_is_there_twice_or_missing_is_refused(tmp_path):
    pairs = write(tmp_path / "pairs.csv", "unique_id_l,unique_id_r,match_probability")
    for ids, said in (([5, 1, 3, 1, 5, 5], "records 2 and 4 have the same unique_id"),
                      ([3, 3, 3], "records 1 and 2 have the same unique_id"),
                      ([3, None, 1], "row 2 of table numbers has no unique_id")):
        refused(65, said, "cluster", pairs, "--records", number_records(tmp_path, ids),
                "--out", tmp_path / "n.csv")


# ---- thresholds ------------------------------------------------------------------------------
METHODS = [[], ["--method", "best-link"], ["--method", "average-linkage", "--missing", "-9"]]


@pytest.mark.parametrize("method", METHODS, ids=["connected", "best-link", "average"])
def test_clusters_of_a_higher_threshold_lie_within_those_of_a_lower(tmp_path, method):
    rows = cluster(tmp_path / "clusters.csv", "--min-probability", "0.9,0.4,0.99", *method)
    assert list(rows[0]) == ["cluster_p_0_9", "cluster_p_0_4", "cluster_p_0_99",
                             "source_dataset", "unique_id"]
    for high, low in (("cluster_p_0_99", "cluster_p_0_9"), ("cluster_p_0_9", "cluster_p_0_4")):
        within = groups(rows, low)
        assert all(any(inner <= outer for outer in within) for inner in groups(rows, high))
    assert len(groups(rows, "cluster_p_0_99")) > len(groups(rows, "cluster_p_0_4"))
    # The highest is what it is alone; where no cluster may be parted, each of them is.
    alone = cluster(tmp_path / "alone.csv", "--min-probability", "0.99", *method)
    assert groups(alone, "cluster_id") == groups(rows, "cluster_p_0_99")
    if "best-link" not in method:
        alone = cluster(tmp_path / "alone.csv", "--min-probability", "0.4", *method)
        assert groups(alone, "cluster_id") == groups(rows, "cluster_p_0_4")


def test_weights_name_columns_too(small, tmp_path):
    rows = cluster(tmp_path / "clusters.csv", "--min-weight=-1.5,3", pairs=small[0],
                   records=small[1])
    assert "".join(row["cluster_w_m1_5"] for row in rows) == "aaaddf"
    assert "".join(row["cluster_w_3"] for row in rows) == "aaadef"


# ---- the order of rows is nobody's business ---------------------------------------------------
@pytest.mark.parametrize("method", METHODS, ids=["connected", "best-link", "average"])
def test_the_order_of_rows_does_not_matter(tmp_path, method):
    got = []
    for seed in range(3):
        shuffled = {}
        for name in ("pairs", "records"):
            head, *lines = (CLUSTERS / f"{name}.csv").read_text().splitlines()
            random.Random(seed).shuffle(lines)
            shuffled[name] = write(tmp_path / f"{name}.csv", head, *lines)
        rows = cluster(tmp_path / "clusters.csv", "--min-probability", 0.7, *method, **shuffled)
        got.append(sorted(tuple(row.values()) for row in rows))
    assert got[0] == got[1] == got[2]


# ---- average linkage -------------------------------------------------------------------------
def test_a_mean_is_over_all_pairs_between_two_clusters(small, tmp_path):
    average = ["--method", "average-linkage", "--missing"]
    assert clusters_of(small, tmp_path, *average, "-4", "--min-weight", "0") == "aaaddf"
    assert clusters_of(small, tmp_path, *average, "-4.1", "--min-weight", "0") == "aacddf"
    assert clusters_of(small, tmp_path, "--method", "average-linkage") == "aacddf"  # -5, 0.5


def test_a_probability_is_a_weight_where_there_is_no_other(small, tmp_path):
    pairs = write(tmp_path / "bare.csv", "unique_id_l,unique_id_r,match_probability", "a,b,0.998",
                  "b,c,0.94", "d,e,0.8", "e,f,1")
    assert clusters_of((pairs, small[1]), tmp_path, "--method", "average-linkage") == "aacdee"


def test_dedupe_by_means_is_predict_and_cluster(tmp_path):
    records, model = DATA / "linkage/fake_1000.csv", DATA / "linkage/fake_1000.model.json"
    pairs, out = tmp_path / "pairs.parquet", tmp_path / "two.csv"
    ended = done("dedupe", records, "--model", model, "--method", "average-linkage", "--out",
                 tmp_path / "one.csv", "--min-probability", "0.5,0.9")
    done("predict", records, "--model", model, "--min-weight=-5", "--out", pairs)
    done("cluster", pairs, "--records", records, "--method", "average-linkage", "--out", out,
         "--min-probability", "0.5,0.9")
    assert out.read_text() == (tmp_path / "one.csv").read_text()
    rows = rows_of(out)
    for column in ("cluster_p_0_5", "cluster_p_0_9"):
        assert f"{len({row[column] for row in rows})} clusters ({column})" in ended.stdout


# ---- assertions ------------------------------------------------------------------------------
@pytest.mark.parametrize("method", [[], ["--method", "average-linkage", "--missing=-3"]],
                         ids=["connected", "average"])
def test_assertions_bind_from_the_start(small, tmp_path, method):
    said = write(tmp_path / "said.csv", "unique_id_l,unique_id_r,kind,basis",
                 "d,a,must-link,fingerprints", "b,a,cannot-link,court", "e,d,cannot-link,court")
    got = clusters_of(small, tmp_path, "--assertions", said, "--min-weight", "0", *method)
    assert got == "abbaef"


def test_assertions_bind_best_links(tmp_path):
    base = ["--method", "best-link", "--min-probability", "0.5"]
    plain = cluster(tmp_path / "plain.csv", *base)
    inside = max(groups(plain, "cluster_id"), key=lambda group: (len(group), sorted(group)))
    (source_l, id_l), (source_r, id_r) = sorted(inside)[:2]
    others = [group for group in groups(plain, "cluster_id") if len(group) == 1]
    (source_a, id_a), (source_b, id_b) = sorted(record for group in others for record in group)[:2]
    said = write(tmp_path / "said.csv",
                 "source_dataset_l,unique_id_l,source_dataset_r,unique_id_r,kind",
                 f"{source_l},{id_l},{source_r},{id_r},cannot-link",
                 f"{source_a},{id_a},{source_b},{id_b},must-link")
    rows = cluster(tmp_path / "bound.csv", *base, "--assertions", said)
    by_record = {(row["source_dataset"], row["unique_id"]): row["cluster_id"] for row in rows}
    assert by_record[source_l, id_l] != by_record[source_r, id_r]
    assert by_record[source_a, id_a] == by_record[source_b, id_b]


def test_wrong_assertions_are_refused(small, tmp_path):
    base = ["cluster", small[0], "--records", small[1], "--out", tmp_path / "clusters.csv",
            "--assertions"]
    head = "unique_id_l,unique_id_r,kind"
    for lines, said in [
            ([head, f"a,b,{MARKER}"], "row 1 of table said: kind is neither"),
            ([head, "a,b,"], "row 1 of table said: kind is neither"),
            ([head, f"a,{MARKER},must-link"], "row 1 of table said names a record that is in no"),
            ([head, "a,b,must-link", "b,c,must-link", "a,c,cannot-link"], "contradict each other"),
            ([head, "a,a,cannot-link"], "row 1 of table said parts a record from itself"),
            (["unique_id_l,unique_id_r", "a,b"], "there is no column kind in table said"),
            (["unique_id_l,kind", "a,must-link"], "there is no column unique_id_r")]:
        refused(65, said, *base, write(tmp_path / "said.csv", *lines))
    refused(66, "nowhere.csv", *base, tmp_path / "nowhere.csv")
    assert not (tmp_path / "clusters.csv").exists()


# ---- measures --------------------------------------------------------------------------------
def same_numbers(got, want, columns):
    """Numbers may be written 1 or 1.0; what is empty is empty in both."""
    return all((got[c] == want[c] == "") or float(got[c]) == float(want[c]) for c in columns)


def test_measures_are_splinks(tmp_path):
    files = {what: tmp_path / f"{what}.csv" for what in ("clusters", "nodes", "edges")}
    cluster(tmp_path / "out.csv", "--min-probability", "0.9", "--metrics", files["clusters"],
            "--node-metrics", files["nodes"], "--edge-metrics", files["edges"])
    got = {what: rows_of(path) for what, path in files.items()}
    want = {what: rows_of(CLUSTERS / f"measures-{what}.csv") for what in files}
    assert {what: len(rows) for what, rows in got.items()} == {
        what: len(rows) for what, rows in want.items()}
    by_id = {row["cluster_id"]: row for row in want["clusters"]}
    for row in got["clusters"]:
        assert same_numbers(row, by_id[row["cluster_id"]],
                            ("n_nodes", "n_edges", "density", "cluster_centralisation"))
    by_id = {row["composite_unique_id"]: row for row in want["nodes"]}
    for row in got["nodes"]:
        expected = by_id[f"{row['source_dataset']}-__-{row['unique_id']}"]
        assert row["cluster_id"] == expected["cluster_id"]
        assert same_numbers(row, expected, ("node_degree", "node_centrality"))
    by_id = {(row["composite_unique_id_l"], row["composite_unique_id_r"]): row["is_bridge"]
             for row in want["edges"]}
    for row in got["edges"]:
        ends = tuple(f"{row['source_dataset_' + s]}-__-{row['unique_id_' + s]}" for s in "lr")
        assert row["is_bridge"] == by_id[ends]
    assert {row["is_bridge"] for row in got["edges"]} == {"true", "false"}


def test_the_weakest_pair_is_the_last_that_holds_a_cluster(small, tmp_path):
    cluster(tmp_path / "out.csv", "--min-weight", "0", "--metrics", tmp_path / "metrics.csv",
            pairs=small[0], records=small[1])
    weakest = [(row["cluster_id"], row["weakest_l"], row["weakest_r"], row["weakest_match_weight"])
               for row in rows_of(tmp_path / "metrics.csv")]
    assert weakest == [("a", "b", "c", "4.0"), ("d", "d", "e", "2.0"), ("f", "", "", "")]


def test_measures_are_of_one_threshold(tmp_path):
    ended = run("cluster", CLUSTERS / "pairs.csv", "--records", CLUSTERS / "records.csv", "--out",
                tmp_path / "c.csv", "--metrics", tmp_path / "m.csv", "--min-weight", "1,2")
    assert ended.returncode == 2 and "one threshold" in ended.stderr


# ---- what is refused -------------------------------------------------------------------------
@pytest.mark.parametrize("words", [
    ["--method", "complete"], ["--min-probability", "0.5,"], ["--min-probability", "0.5,2"],
    ["--min-probability", "0.5,0.50"],
    ["--min-probability", ",".join(f"0.{i}" for i in range(10, 27))],
    ["--min-weight", "1,x"], ["--min-weight", "1", "--min-probability", "0.5"],
    ["--ties", "drop"], ["--method", "best-link", "--ties", "any"], ["--duplicate-free", "court"],
    ["--missing", "-3"], ["--method", "average-linkage", "--missing", "0"],
    ["--method", "average-linkage", "--min-weight", "-5"]])
def test_wrong_usage_is_told(tmp_path, words):
    ended = run("cluster", CLUSTERS / "pairs.csv", "--records", CLUSTERS / "records.csv", "--out",
                tmp_path / "clusters.csv", *words)
    assert ended.returncode == 2, ended.stderr
    assert ended.stderr.startswith("joinder cluster: ")
    assert os.listdir(tmp_path) == []


def test_best_links_without_sources_are_refused(small, tmp_path):
    base = ["--out", tmp_path / "clusters.csv", "--method", "best-link"]
    refused(65, "best links are between sources", "cluster", small[0], "--records", small[1], *base)
    refused(65, "no record is of a --duplicate-free source", "cluster", CLUSTERS / "pairs.csv",
            "--records", CLUSTERS / "records.csv", *base, "--duplicate-free", "navy")
