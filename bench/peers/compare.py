# SPDX-License-Identifier: Apache-2.0
"""The same work by Splink and by joinder, side by side: equal results first, then the times.

    compare.py [--rows N] [--runs N] [--only linkage|predict|kernels]... [--build DIR]
               [--folder DIR] [--json FILE]

The sides take turns, run by run.  A time is a median; beside the wall clock stands processor
time (user and system, with all children), which other work on the machine moves less.  Memory
is the largest resident set of a process.  bench/README.md says what each row is.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

import duckdb
import kernels
import records as made_up
import work

HERE = pathlib.Path(__file__).resolve().parent
MOST_WEIGHT = 1e-12  # what weights by one model may differ by
MOST_TRAINED = 1e-9  # and parameters, and weights by models that were trained apart


def run(*words):
    """Run a program: what it printed, and what it took."""
    start = time.perf_counter()
    process = subprocess.Popen([str(word) for word in words], stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE)
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{words[0]} {words[1]} ended with {process.returncode}")
    return printed.decode(), {"wall": time.perf_counter() - start,
                              "cpu": usage.ru_utime + usage.ru_stime,
                              "memory": usage.ru_maxrss * 1024}


class Sides:
    """Both programs, and the folder in which each has one of its own."""

    def __init__(self, build, folder, rows):
        self.build, self.folder = build, folder
        self.records = folder / f"records-{rows}.parquet"
        for side in ("splink", "joinder"):
            (folder / side).mkdir(parents=True, exist_ok=True)
        if not self.records.exists():
            made_up.write(rows, self.records)

    def splink(self, what):
        printed, took = run(sys.executable, HERE / "work.py", what, self.records,
                            self.folder / "splink")
        stages = json.loads(printed.splitlines()[-1])
        return {"process": took, "stages": stages}

    def joinder(self, verb, *words):
        return run(self.build / "joinder", verb, self.records, "--threads", work.THREADS, *words)[1]

    def joinder_linkage(self):
        folder = self.folder / "joinder"
        (folder / "settings.json").write_text(json.dumps(work.SETTINGS))
        words = ["--settings", folder / "settings.json", "--out", folder / "model.json",
                 "--recall", work.RECALL, "--u-pairs", work.U_PAIRS, "--em-without-frequencies"]
        for rule in work.PRIOR:
            words += ["--deterministic", rule]
        for rule in work.EM:
            words += ["--em", rule]
        train = self.joinder("train", *words)
        whole = self.joinder(
            "train", *words, "--min-probability", work.JOIN_AT,
            "--pairs", folder / "pairs.parquet", "--clusters", folder / "clusters.parquet")
        return {"process": whole,
                "stages": {"train": train["wall"], "train_cpu": train["cpu"]}}

    def joinder_predict(self):
        folder = self.folder / "joinder"
        took = self.joinder(
            "predict", "--model", self.folder / "splink/model.json", "--min-probability",
            work.MIN_PROBABILITY, "--out", folder / "pairs.parquet")
        printed, _ = run(self.build / "bench/bench_predict", self.records,
                         self.folder / "splink/model.json", work.THREADS, work.MIN_PROBABILITY)
        return {"process": took, "alone": json.loads(printed)}


def fail(what):
    raise SystemExit(f"results are not equal: {what}")


def check_pairs(folder, most):
    """Both files hold the same pairs with the same keys, and weights as near as that."""
    ours, theirs = folder / "joinder/pairs.parquet", folder / "splink/pairs.parquet"
    n, only, keys, weights, probabilities = duckdb.sql(
        f"select count(*), count(*) filter (o.match_key is null or t.match_key is null), "
        f"count(*) filter (o.match_key is distinct from t.match_key), "
        f"max(abs(o.match_weight - t.match_weight)), "
        f"max(abs(o.match_probability - t.match_probability)) "
        f"from '{ours}' o full join '{theirs}' t using (unique_id_l, unique_id_r)").fetchone()
    if only or keys or weights > most or probabilities > most:
        fail(f"of {n} pairs {only} on one side only, {keys} keys; weights differ by {weights}")
    return n


def check_alone(folder, sums):
    """What bench_predict kept is what stands in the file."""
    want = duckdb.sql(
        f"select count(*), sum(unique_id_l), sum(unique_id_r), "
        f"sum(unique_id_l * unique_id_r % 1000003), sum(match_key::int), sum(match_weight) "
        f"from '{folder}/joinder/pairs.parquet'").fetchone()
    got = [sums[name] for name in ("pairs", "ids_l", "ids_r", "products", "keys", "weights")]
    if list(want[:5]) != got[:5] or abs(want[5] - got[5]) > 1e-9 * abs(want[5]):
        fail("bench_predict kept other pairs than joinder predict wrote")


def check_clusters(folder):
    wrong = duckdb.sql(
        f"select count(*) from '{folder}/joinder/clusters.parquet' o full join "
        f"'{folder}/splink/clusters.parquet' t using (unique_id) "
        f"where o.cluster_id is distinct from t.cluster_id").fetchone()[0]
    if wrong:
        fail(f"{wrong} records are in another cluster")


def check_models(folder):
    """The prior and u are equal, m within what sums in another order may do."""
    models = [json.loads((folder / side / "model.json").read_text())
              for side in ("joinder", "splink")]
    prior = [m["probability_two_random_records_match"] for m in models]
    if abs(prior[0] - prior[1]) > MOST_TRAINED * prior[1]:
        fail("the prior")
    for ours, theirs in zip(models[0]["comparisons"], models[1]["comparisons"], strict=True):
        for a, b in zip(ours["comparison_levels"], theirs["comparison_levels"], strict=True):
            for what, most in (("m_probability", MOST_TRAINED), ("u_probability", 0)):
                x, y = a.get(what), b.get(what)
                if (x is None) != (y is None) or (x is not None and abs(x - y) > most):
                    fail(f"{what} of {ours['output_column_name']}: {x}, {y}")


def median(runs, *path):
    values = []
    for taken in runs:
        for name in path:
            taken = taken[name]
        values.append(taken)
    return statistics.median(values)


def row(what, unit, joinder, splink):
    return {"what": what, "unit": unit, "joinder": joinder, "splink": splink,
            "ratio": splink / joinder}


def both_times(what, ours, theirs):
    """Wall clock and processor time of what (runs, where, name) says of each side."""
    return [row(what + add, "s", *(median(runs, where, cpu_of(name) if add else name)
                                   for runs, where, name in (ours, theirs)))
            for add in ("", ", processor time")]


def cpu_of(name):
    return "cpu" if name == "wall" else name + "_cpu"


def rows_of_processes(what, ours, theirs):
    """A whole process of each: wall clock, processor time, memory."""
    memory = [median(side, "process", "memory") / 2**20 for side in (ours, theirs)]
    return [*both_times(what, (ours, "process", "wall"), (theirs, "process", "wall")),
            row(f"{what}, peak memory", "MiB", *memory)]


def measure_linkage(sides, n_runs):
    ours, theirs = [], []
    for _ in range(n_runs):
        theirs.append(sides.splink("linkage"))
        ours.append(sides.joinder_linkage())
    # Behind the runs: what this process holds would count as the memory of those it starts.
    check_models(sides.folder)
    check_pairs(sides.folder, MOST_TRAINED)
    check_clusters(sides.folder)
    return [*both_times("train", (ours, "stages", "train"), (theirs, "stages", "train")),
            *rows_of_processes("whole linkage", ours, theirs)], {}


def measure_predict(sides, n_runs):
    ours, theirs = [], []
    if not (sides.folder / "splink/model.json").exists():
        sides.splink("linkage")
    for _ in range(n_runs):
        theirs.append(sides.splink("predict"))
        ours.append(sides.joinder_predict())
    n_pairs = check_pairs(sides.folder, MOST_WEIGHT)
    for taken in ours:
        check_alone(sides.folder, taken["alone"])
        for cpu in ("", "_cpu"):
            taken["alone"]["predict" + cpu] = sum(
                taken["alone"][stage + cpu] for stage in ("block", "score"))
    stages = {name: median(ours, "alone", name) for name in (
        "read", "read_cpu", "block", "block_cpu", "score", "score_cpu")}
    rows = both_times("predict alone", (ours, "alone", "predict"), (theirs, "stages", "predict"))
    return rows + rows_of_processes("predict, whole process", ours, theirs), \
        {"kept_pairs": n_pairs, "stages": stages}


def print_rows(rows):
    for one in rows:
        print(f"{one['what']:40} joinder {one['joinder']:9.3f} {one['unit']:4}"
              f"Splink {one['splink']:9.3f} {one['unit']:4}{one['ratio']:6.1f} x")


def print_kernels(rows):
    for one in rows:
        print(f"{one['kernel']:20} {one['column']:15} joinder {one['joinder_ns']:7.2f} ns  "
              f"RapidFuzz {one['rapidfuzz_ns']:7.2f} ns {one['ratio']:6.2f} x")


def main():
    words = argparse.ArgumentParser()
    words.add_argument("--rows", type=int, default=1_000_000)
    words.add_argument("--runs", type=int, default=3)
    words.add_argument("--only", action="append", choices=["linkage", "predict", "kernels"])
    words.add_argument("--build", type=pathlib.Path, default=HERE.parent.parent / "build")
    words.add_argument("--folder", type=pathlib.Path)
    words.add_argument("--json", type=pathlib.Path)
    asked = words.parse_args()
    folder = asked.folder or asked.build / "bench-peers"
    folder.mkdir(parents=True, exist_ok=True)
    sides = Sides(asked.build.resolve(), folder.resolve(), asked.rows)
    parts = asked.only or ["linkage", "predict", "kernels"]
    found = {"rows": asked.rows, "runs": asked.runs, "threads": work.THREADS,
             "load_before": os.getloadavg()}
    for part, measure in (("linkage", measure_linkage), ("predict", measure_predict)):
        if part in parts:
            rows, more = measure(sides, asked.runs)
            found[part] = {"rows": rows, **more}
            print_rows(rows)
    if "kernels" in parts:
        found["kernels"] = kernels.compare(
            sides.records, sides.folder, sides.build / "bench/bench_kernels")
        print_kernels(found["kernels"])
    found["load_after"] = os.getloadavg()
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
