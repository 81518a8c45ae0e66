# SPDX-License-Identifier: Apache-2.0
"""conflicts and recidivism: by hand, by brute force, and what is refused."""
import datetime
import json
import pathlib
import random
import re
import subprocess

import plain
import pytest
from plain import MARKER


ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples/who-came-back"
GUIDE = (ROOT / "docs/guide/who-came-back.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```\n\$ joinder (\S[^\n]*)\n(.*?)```", GUIDE, re.S)


def told(verb, *words):
    return json.loads(plain.done(verb, *words, "--format", "json").stdout)


def write(path, *lines):
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def lines(text):
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("command, shown", BLOCKS, ids=[block[0] for block in BLOCKS])
def test_the_guide_says_what_the_command_prints(command, shown, tmp_path):
    done = subprocess.run([EXAMPLE / "run.sh", pathlib.Path(plain.JOINDER).resolve(), tmp_path],
                          capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stderr
    words = [word.replace("$OUT", str(tmp_path)).replace("prison.csv", str(EXAMPLE / "prison.csv"))
             .replace("police.csv", str(EXAMPLE / "police.csv")) for word in command.split()]
    assert lines(plain.done(*words, "--format", "table").stdout) == lines(shown)


def test_the_guide_asks_every_question():
    assert re.findall(r"^## (\d+)\.", GUIDE, re.M) == ["5", "6", "7", "8"]


@pytest.fixture
def small(tmp_path):
    """A holds two numbers, 7 is in A and B; c and e have none."""
    clusters = write(tmp_path / "clusters.csv", "cluster_id,unique_id", "A,a", "A,b", "A,c", "B,d",
                     "B,e", "C,f", "C,g")
    numbers = write(tmp_path / "people.csv", "unique_id,sid,prints", "a,7,x", "b,8,x", "c,,",
                    "d,7,y", "e,,y", "f,9,", "g,9,z")
    return clusters, numbers


def test_conflicts_of_a_small_case_by_hand(small):
    clusters, numbers = small
    body = told("conflicts", clusters, "--of", f"{numbers}:sid", "--of", f"{numbers}:prints")
    assert body["numbers"] == [
        {"by": "sid", "records": 5, "values": 3, "clusters_with_more": 1,
         "values_with_more": 1},
        {"by": "prints", "records": 5, "values": 3, "clusters_with_more": 0,
         "values_with_more": 0}]
    assert body["clusters"] == [{"by": "sid", "group": "A", "values": 2, "records": 2}]
    assert body["values"] == [{"by": "sid", "group": "7", "clusters": 2, "records": 2}]
    table = plain.done("conflicts", clusters, "--of", f"{numbers}:sid", "--format", "table").stdout
    assert "clusters with more than one" in table and "values in more than one cluster" in table


def test_numbers_of_one_column_in_two_files_are_of_one_kind(tmp_path):
    clusters = write(tmp_path / "c.csv", "cluster_id,source_dataset,unique_id", "A,left,1",
                     "A,right,1", "B,right,2")
    left = write(tmp_path / "left.csv", "unique_id,sid", "1,x")
    right = write(tmp_path / "right.csv", "unique_id,sid", "1,y", "2,x")
    body = told("conflicts", clusters, "--of", f"{left}:sid", "--of", f"{right}:sid")
    assert body["numbers"] == [{"by": "sid", "records": 3, "values": 2, "clusters_with_more": 1,
                                "values_with_more": 1}]


@pytest.mark.parametrize("seed", range(4))
def test_conflicts_agree_with_looking_at_all(tmp_path, seed):
    rng = random.Random(seed)
    of = {f"r{i}": (f"c{rng.randrange(25)}", rng.choice(["", *(f"n{k}" for k in range(30))]))
          for i in range(80)}
    clusters = write(tmp_path / "c.csv", "cluster_id,unique_id", *(f"{c},{i}" for i, (c, _) in
                                                                  of.items()))
    numbers = write(tmp_path / "n.csv", "unique_id,n", *(f"{i},{n}" for i, (_, n) in of.items()))
    values, holders = {}, {}
    for cluster, value in of.values():
        if value:
            values.setdefault(cluster, set()).add(value)
            holders.setdefault(value, set()).add(cluster)
    body = told("conflicts", clusters, "--of", f"{numbers}:n", "--top", 1000)
    assert {row["group"]: row["values"] for row in body["clusters"]} == {
        c: len(v) for c, v in values.items() if len(v) > 1}
    assert {row["group"]: row["clusters"] for row in body["values"]} == {
        v: len(c) for v, c in holders.items() if len(c) > 1}
    counts = [row["values"] for row in body["clusters"]]
    assert counts == sorted(counts, reverse=True)
    assert len(told("conflicts", clusters, "--of", f"{numbers}:n", "--top", 2)["clusters"]) == 2


def test_recidivism_of_a_small_case_by_hand(tmp_path):
    """At 0.5 a's release and b's arrest are one man's; at 0.9 they are two men's."""
    clusters = write(tmp_path / "clusters.csv", "cluster_p_0_5,cluster_p_0_9,unique_id", "a,a,a",
                     "a,b,b", "c,c,c", "d,d,d", "e,e,e", "f,f,f")
    released = write(tmp_path / "prison.csv", "unique_id,out", "a,2012-02-29", "c,2012-06-01",
                     "c,2011-06-01", "d,2014-12-31", "e,2009-12-31", "f,")
    arrested = write(tmp_path / "police.csv", "unique_id,day", "b,2013-03-01", "c,2013-06-01",
                     "d,2014-12-31", "a,2012-02-01", "f,2013-01-01")
    words = ("--release", f"{released}:out", "--return", f"{arrested}:day", "--from", "2010-01-01",
             "--until", "2015-06-30")
    body = told("recidivism", clusters, *words)
    assert body["releases"] == 5 and body["returns"] == 5
    rows = {(row["by"], row["years"]): (row["released"], row["followed"], row["returned"])
            for row in body["rates"]}
    # a: one year ends on 2013-03-01, the day of b's arrest.  c: the first release counts, and he
    # comes back two years later to the day.  d: the same day is no return, and no whole year is
    # seen.  e: before the cohort.
    assert rows == {("cluster_p_0_5", 1): (3, 2, 1), ("cluster_p_0_5", 2): (3, 2, 2),
                    ("cluster_p_0_5", 3): (3, 2, 2), ("cluster_p_0_9", 1): (3, 2, 0),
                    ("cluster_p_0_9", 2): (3, 2, 1), ("cluster_p_0_9", 3): (3, 2, 1)}
    row = body["rates"][0]
    assert row["rate"] == 0.5 and 0 < row["rate_low"] < 0.5 < row["rate_high"] < 1
    assert "rate" in plain.done("recidivism", clusters, *words, "--format", "table").stdout
    one = told("recidivism", clusters, *words, "--within", 5, "--column", "cluster_p_0_9")
    assert [(row["followed"], row["rate"]) for row in one["rates"]] == [(0, None)]


def years_after(day, years):
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return datetime.date(day.year + years, 3, 1)


@pytest.mark.parametrize("seed", range(4))
def test_recidivism_agrees_with_looking_at_all(tmp_path, seed):
    rng = random.Random(seed)

    def day():
        return datetime.date(1890, 1, 1) + datetime.timedelta(days=rng.randrange(60000))

    of = {f"r{i}": f"c{rng.randrange(60)}" for i in range(120)}
    out = [(rng.choice(list(of)), day()) for _ in range(90)]
    back = [(rng.choice(list(of)), day()) for _ in range(200)]
    clusters = write(tmp_path / "c.csv", "cluster_id,unique_id", *(f"{c},{i}" for i, c in
                                                                  of.items()))
    released = write(tmp_path / "o.csv", "unique_id,d", *(f"{i},{d}" for i, d in out))
    returned = write(tmp_path / "b.csv", "unique_id,d", *(f"{i},{d}" for i, d in back))
    until = datetime.date(2040, 1, 1)
    body = told("recidivism", clusters, "--release", f"{released}:d", "--return", f"{returned}:d",
                "--until", until, "--within", 1, "--within", 13)
    for row in body["rates"]:
        firsts = {}
        for i, d in out:
            if d <= until:
                firsts[of[i]] = min(d, firsts.get(of[i], d))
        seen = {c: d for c, d in firsts.items() if years_after(d, row["years"]) <= until}
        again = sum(any(of[i] == c and d < at <= years_after(d, row["years"]) for i, at in back)
                    for c, d in seen.items())
        assert (row["released"], row["followed"], row["returned"]) == (len(firsts), len(seen),
                                                                       again)


def test_what_is_no_number_or_day_is_refused(small, tmp_path):
    clusters, numbers = small
    plain.refused(2, "--of FILE:COLUMN is needed", "conflicts", clusters)
    plain.refused(2, "--of is FILE:COLUMN", "conflicts", clusters, "--of", "x")
    plain.refused(65, "no column none in table people", "conflicts", clusters, "--of",
                  f"{numbers}:none")
    plain.refused(65, "no column other in table clusters", "conflicts", clusters, "--of",
                  f"{numbers}:sid", "--column", "other")
    stranger = write(tmp_path / "s.csv", "unique_id,sid", f"{MARKER},1")
    plain.refused(65, "row 1 of table s is in no cluster", "conflicts", clusters, "--of",
                  f"{stranger}:sid")
    loose = write(tmp_path / "loose.csv", "cluster_id,unique_id", ",a")
    plain.refused(65, "row 1 of table loose has no cluster", "conflicts", loose, "--of",
                  f"{numbers}:sid")
    days = write(tmp_path / "d.csv", "unique_id,day", "a,2012-01-01", f"b,{MARKER}")
    words = ("--release", f"{days}:day", "--return", f"{days}:day")
    plain.refused(2, "are needed", "recidivism", clusters, *words)
    plain.refused(2, "--until takes a day, YYYY-MM-DD", "recidivism", clusters, *words, "--until",
                  "2012")
    plain.refused(65, "row 2 of table d: day is no day", "recidivism", clusters, *words, "--until",
                  "2015-01-01")
    plain.refused(2, "--within is 1 to 100 years", "recidivism", clusters, *words, "--until",
                  "2015-01-01", "--within", "0")
    bare = write(tmp_path / "bare.csv", "x,unique_id", "1,a")
    good = write(tmp_path / "g.csv", "unique_id,day", "a,2012-01-01")
    words = ("--release", f"{good}:day", "--return", f"{good}:day", "--until", "2015-01-01")
    plain.refused(65, "begins with cluster_", "recidivism", bare, *words)
