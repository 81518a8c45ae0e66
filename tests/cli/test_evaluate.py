# SPDX-License-Identifier: Apache-2.0
"""evaluate: clusters against a truth, by hand, by brute force, by group; what is refused."""
import csv
import io
import itertools
import json
import pathlib
import random

import plain
import pytest
from plain import MARKER

DATA = pathlib.Path(__file__).resolve().parent.parent / "data"


def evaluate(*words):
    return json.loads(plain.done("evaluate", *words, "--format", "json").stdout)


def write(path, *lines):
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def refused(code, said, *words):
    plain.refused(code, said, "evaluate", *words)


@pytest.fixture
def small(tmp_path):
    """p is three records, of which one is in q's cluster; r is whole; x has no label."""
    clusters = write(tmp_path / "clusters.csv", "cluster_id,unique_id", "a,a", "a,b", "c,c", "c,d",
                     "e,e", "e,f", "c,x")
    truth = write(tmp_path / "truth.csv", "unique_id,who,sex,born,name", "a,p,f,1871-05-01,Ada",
                  "b,p,f,1879,Ådå", "c,p,m,,Аня", "d,q,m,1880-01-01,Ada Аня", "e,r,f,ca. 1880,12",
                  "f,r,,1880,Ada", "x,,m,1890,Ada")
    return clusters, f"{truth}:who"


def test_a_small_case_by_hand(small):
    body = evaluate(small[0], "--truth", small[1])
    assert body["records"] == 7 and body["labelled"] == 6
    assert body["persons"] == 3 and body["clusters"] == 3
    # Given: ab, cd, ef.  Real: ab, ac, bc, ef.  Both: ab, ef.
    assert body["pairs"] == {"both": 2, "given": 3, "real": 4, "precision": pytest.approx(2 / 3),
                             "recall": 0.5, "f1": pytest.approx(4 / 7)}
    # a, b, e, f: all of their cluster is right; c, d: half of it.
    assert body["b_cubed"]["precision"] == pytest.approx((4 + 0.5 + 0.5) / 6)
    assert body["b_cubed"]["recall"] == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1 + 1) / 6)
    # p and q each have a record beside another's; p is split.
    assert body["wrong"] == {"persons": 2, "per_10000": pytest.approx(20000 / 3), "clusters": 1}
    assert body["split"] == {"persons": 1, "per_10000": pytest.approx(10000 / 3)}


def brute_force(clusters, truth):
    """Pairwise and B-cubed figures, all pairs and all records looked at."""
    ids = [i for i in clusters if truth.get(i)]
    pairs = list(itertools.combinations(ids, 2))
    given = sum(clusters[a] == clusters[b] for a, b in pairs)
    real = sum(truth[a] == truth[b] for a, b in pairs)
    both = sum(clusters[a] == clusters[b] and truth[a] == truth[b] for a, b in pairs)
    precision = recall = 0
    for a in ids:
        shared = sum(clusters[a] == clusters[b] and truth[a] == truth[b] for b in ids)
        precision += shared / sum(clusters[a] == clusters[b] for b in ids)
        recall += shared / sum(truth[a] == truth[b] for b in ids)
    wrong = {truth[a] for a in ids
             if any(clusters[a] == clusters[b] and truth[a] != truth[b] for b in ids)}
    return both, given, real, precision / len(ids), recall / len(ids), len(wrong)


@pytest.mark.parametrize("seed", range(5))
def test_agrees_with_looking_at_all_pairs(tmp_path, seed):
    rng = random.Random(seed)
    clusters = {f"r{i}": f"c{rng.randrange(20)}" for i in range(60)}
    truth = {i: rng.choice(["", *(f"p{k}" for k in range(15))]) for i in clusters}
    rows = [f"{c},{i}" for i, c in clusters.items()]
    answers = [f"{i},{p}" for i, p in truth.items()]
    rng.shuffle(answers)
    body = evaluate(write(tmp_path / "c.csv", "cluster_id,unique_id", *rows), "--truth",
                    f"{write(tmp_path / 't.csv', 'unique_id,who', *answers)}:who")
    both, given, real, precision, recall, wrong = brute_force(clusters, truth)
    assert [body["pairs"][key] for key in ("both", "given", "real")] == [both, given, real]
    assert body["b_cubed"]["precision"] == pytest.approx(precision, abs=1e-12)
    assert body["b_cubed"]["recall"] == pytest.approx(recall, abs=1e-12)
    assert body["wrong"]["persons"] == wrong


def test_what_has_no_denominator_is_null(tmp_path):
    clusters = write(tmp_path / "c.csv", "cluster_id,unique_id", "a,a", "b,b")
    truth = write(tmp_path / "t.csv", "unique_id,who", "a,p", "b,q")
    body = evaluate(clusters, "--truth", f"{truth}:who")
    assert body["pairs"] == {"both": 0, "given": 0, "real": 0, "precision": None, "recall": None,
                             "f1": None}
    assert body["b_cubed"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    truth = write(tmp_path / "t.csv", "unique_id,who", "a,", "b,")
    body = evaluate(clusters, "--truth", f"{truth}:who")
    assert body["labelled"] == 0 and body["b_cubed"]["f1"] is None
    assert body["wrong"]["per_10000"] is None


# ---- groups ----------------------------------------------------------------------------------
def test_groups_count_both_ends_of_links(small):
    body = evaluate(small[0], "--truth", small[1], "--by", "sex")
    groups = {group["group"]: group for group in body["groups"]}
    assert list(groups) == ["f", "m", "(none)"]
    # f: a, b (joined with each other), e (with f): 3 links, none false; a, b miss c, each once.
    assert groups["f"] == {"by": "sex", "group": "f", "records": 3, "links": 3, "false_links": 0,
                           "false_rate": 0.0, "real_links": 5, "missed_links": 2,
                           "missed_rate": 0.4, "compared": False}
    # m: c and d hold each other wrongly; c misses a and b.
    assert (groups["m"]["links"], groups["m"]["false_links"]) == (2, 2)
    assert (groups["m"]["real_links"], groups["m"]["missed_links"]) == (2, 2)
    assert groups["(none)"]["records"] == 1


def test_groups_by_decade_and_script(small):
    body = evaluate(small[0], "--truth", small[1], "--by", "born:decade", "--by", "name:script")
    assert [(g["by"], g["group"], g["records"]) for g in body["groups"]] == [
        ("born:decade", "1870s", 2), ("born:decade", "1880s", 3), ("born:decade", "(none)", 1),
        ("name:script", "Cyrillic", 1), ("name:script", "Latin", 2),
        ("name:script", "Latin with marks", 1), ("name:script", "mixed", 1),
        ("name:script", "(none)", 1)]


def people_of_two_groups(folder, n, missed):
    """n persons of two records in each of two groups; of f every `missed`-th is not found."""
    clusters, truth = ["cluster_id,unique_id"], ["unique_id,who,sex"]
    for i in range(n):
        for sex, every in (("f", missed), ("m", 4 * missed)):
            apart = i % every == 0
            clusters += [f"{sex}{i},{sex}{i}", f"{sex}{i}{'b' if apart else ''},{sex}{i}b"]
            truth += [f"{sex}{i},{sex}{i},{sex}", f"{sex}{i}b,{sex}{i},{sex}"]
    return write(folder / "c.csv", *clusters), f"{write(folder / 't.csv', *truth)}:who"


def test_a_ratio_above_one_and_a_half_is_a_defect(tmp_path):
    clusters, truth = people_of_two_groups(tmp_path, 800, 4)
    body = evaluate(clusters, "--truth", truth, "--by", "sex")
    ratios = {ratio["of"]: ratio for ratio in body["ratios"]}
    assert ratios["missed links"] == {"by": "sex", "of": "missed links", "highest": "f",
                                      "lowest": "m", "ratio": 4.0, "is_defect": True,
                                      "may_be_chance": False}
    assert ratios["false links"]["ratio"] == 1.0 and not ratios["false links"]["is_defect"]
    table = plain.run("evaluate", clusters, "--truth", truth, "--by", "sex",
                      "--format", "table").stdout
    assert "DEFECT: sex: missed links are 4.0 times as frequent for f as for m" in table


def test_few_records_are_not_compared_and_chance_is_said(tmp_path):
    clusters, truth = people_of_two_groups(tmp_path, 40, 4)
    body = evaluate(clusters, "--truth", truth, "--by", "sex")
    assert not any(group["compared"] for group in body["groups"]) and body["ratios"] == []
    clusters, truth = people_of_two_groups(tmp_path, 60, 20)
    ratio = evaluate(clusters, "--truth", truth, "--by", "sex")["ratios"][1]
    assert ratio["is_defect"] and ratio["may_be_chance"]


# ---- thresholds ------------------------------------------------------------------------------
def test_pairs_at_steps_of_weight(small, tmp_path):
    pairs = write(tmp_path / "pairs.csv", "unique_id_l,unique_id_r,match_weight", "a,b,3.2",
                  "b,a,1", "c,a,-0.5", "c,d,2", "d,x,9", "e,f,")
    body = evaluate(small[0], "--truth", small[1], "--pairs", pairs)
    got = [(row["weight"], row["tp"], row["fp"], row["fn"]) for row in body["thresholds"]]
    # ab counts once, with its higher weight; x has no label; ef has no weight: it is missed.
    assert got == [(-1.0, 2, 1, 2), (0.0, 1, 1, 3), (1.0, 1, 1, 3), (2.0, 1, 1, 3), (3.0, 1, 0, 3)]
    first = body["thresholds"][0]
    assert first["probability"] == pytest.approx(1 / 3)
    assert first["precision"] == pytest.approx(2 / 3) and first["recall"] == 0.5
    halves = evaluate(small[0], "--truth", small[1], "--pairs", pairs, "--step", "0.5")
    assert [row["weight"] for row in halves["thresholds"]][:3] == [-0.5, 0.0, 0.5]


# ---- files and formats -----------------------------------------------------------------------
def test_sources_and_columns_are_told_apart(tmp_path):
    clusters = write(tmp_path / "c.csv", "cluster_p_0_9,source_dataset,id", "1,east,1", "1,west,1")
    east, west = (write(tmp_path / f"{name}.csv", "id,who", "1,p") for name in ("east", "west"))
    base = [clusters, "--truth", f"{east}:who", "--truth", f"west={west}:who", "--id", "id"]
    assert evaluate(*base, "--column", "cluster_p_0_9")["pairs"]["both"] == 1
    refused(65, "there is no column cluster_id in table c", *base)


def test_every_format_tells_the_same(small, tmp_path):
    pairs = write(tmp_path / "pairs.csv", "unique_id_l,unique_id_r,match_weight", "a,b,3")
    words = ["evaluate", small[0], "--truth", small[1], "--by", "sex", "--pairs", pairs]
    rows = list(csv.DictReader(io.StringIO(plain.run(*words, "--format", "csv").stdout)))
    cell = {(r["table"], r["by"], r["group"], r["measure"]): r["value"] for r in rows}
    assert cell["pairs", "", "", "both"] == "2"
    assert float(cell["pairs", "", "", "precision"]) == pytest.approx(2 / 3)
    assert cell["groups", "sex", "f", "missed_links"] == "2"
    assert cell["thresholds", "weight", "3", "tp"] == "1"
    table = plain.run(*words, "--format", "table").stdout
    assert "precision 0.6667" in table and "(none)" in table
    assert plain.run(*words, "--format", "xml").returncode == 2


def test_wrong_files_are_refused(small, tmp_path):
    truth = small[1]
    for lines, said in [
            (["cluster_id,unique_id", "a,a", "a,a"], "records 1 and 2 have the same unique_id"),
            (["cluster_id,unique_id", ",a"], "row 1 of table c has no cluster"),
            (["unique_id", "a"], "there is no column cluster_id in table c"),
            (["cluster_id", "a"], "there is no column unique_id in table c"),
            (["cluster_id,unique_id", f"a,{MARKER}"], "row 1 of table truth is in no cluster")]:
        refused(65, said, write(tmp_path / "c.csv", *lines), "--truth", truth)
    twice = write(tmp_path / "twice.csv", "unique_id,who", "a,p", "a,q")
    refused(65, "row 2 of table twice: the record has a truth already", small[0], "--truth",
            f"{twice}:who")
    refused(65, "there is no column what in table truth", small[0], "--truth", truth[:-3] + "what")
    refused(65, "there is no column race in table truth", small[0], "--truth", truth, "--by",
            "race")
    refused(66, "", small[0], "--truth", f"{tmp_path}/nowhere.csv:who")


@pytest.mark.parametrize("words", [[], ["--truth", "x.csv"], ["--truth", ":who"],
                                   ["--truth", "t.csv:who", "--step", "1"],
                                   ["--truth", "t.csv:who", "--pairs", "p.csv", "--step", "0"]])
def test_wrong_usage_is_told(small, words):
    ended = plain.run("evaluate", small[0], *words)
    assert ended.returncode == 2 and ended.stderr.startswith("joinder evaluate: ")
