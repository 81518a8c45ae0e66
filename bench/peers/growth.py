# SPDX-License-Identifier: Apache-2.0
"""How predict grows with the records: time by candidates, memory by records, joinder alone.

    growth.py [--rows N]... [--build DIR] [--folder DIR]

One model, trained on the smallest number of records, predicts on each (0.1, 1 and 10 million
unless --rows says others).  Candidates are what `joinder block` counts.
"""
import argparse
import json
import pathlib

import compare
import records as made_up
import work

HERE = pathlib.Path(__file__).resolve().parent


def train(build, folder, records):
    model = folder / "growth-model.json"
    settings = folder / "growth-settings.json"
    settings.write_text(json.dumps(work.SETTINGS))
    words = ["--settings", settings, "--out", model, "--recall", work.RECALL, "--u-pairs",
             work.U_PAIRS, "--em-without-frequencies"]
    for rule in work.PRIOR:
        words += ["--deterministic", rule]
    for rule in work.EM:
        words += ["--em", rule]
    compare.run(build / "joinder", "train", records, "--threads", work.THREADS, *words)
    return model


def measure(build, folder, model, rows):
    file = folder / f"records-{rows}.parquet"
    if not file.exists():
        made_up.write(rows, file)
    printed, took = compare.run(build / "bench/bench_predict", file, model, work.THREADS,
                                work.MIN_PROBABILITY)
    counted, _ = compare.run(build / "joinder", "block", file, "--model", model,
                             "--format", "json")
    return {"alone": json.loads(printed), "memory": took["memory"], "rows": rows,
            "candidates": sum(
                rule["alone"] for rule in json.loads(counted)["rules"] if rule["by"] == "rule")}


def main():
    words = argparse.ArgumentParser()
    words.add_argument("--rows", type=int, action="append")
    words.add_argument("--build", type=pathlib.Path, default=HERE.parent.parent / "build")
    words.add_argument("--folder", type=pathlib.Path)
    asked = words.parse_args()
    folder = asked.folder or asked.build / "bench-peers"
    folder.mkdir(parents=True, exist_ok=True)
    numbers = sorted(asked.rows or [100_000, 1_000_000, 10_000_000])
    smallest = folder / f"records-{numbers[0]}.parquet"
    if not smallest.exists():
        made_up.write(numbers[0], smallest)
    model = train(asked.build.resolve(), folder, smallest)
    for rows in numbers:
        found = measure(asked.build.resolve(), folder, model, rows)
        cpu = found["alone"]["block_cpu"] + found["alone"]["score_cpu"]
        print(f"{rows:10} records {found['candidates']:12} candidates "
              f"{found['alone']['pairs']:10} kept {cpu:8.2f} s of processor "
              f"{1e9 * cpu / found['candidates']:6.1f} ns each "
              f"{found['memory'] / rows:7.0f} bytes a record", flush=True)


if __name__ == "__main__":
    main()
