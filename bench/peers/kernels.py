# SPDX-License-Identifier: Apache-2.0
"""String kernels beside RapidFuzz's cdist: the same pairs, equal values first, then the time.

The pairs are all of two lists of distinct values of a column of the records.  Both sides fill a
matrix with one thread; a time is processor time, the median of five runs over the matrix.
"""
import json
import statistics
import subprocess
import time

import duckdb
import numpy
from rapidfuzz import distance, process

RUNS = 5
NAMES = 1500
COLUMNS = ["first_name", "surname", "dob"]
KERNELS = {
    "jaro_winkler": (distance.JaroWinkler.similarity, numpy.float64),
    "levenshtein": (distance.Levenshtein.distance, numpy.int32),
    "damerau_levenshtein": (distance.DamerauLevenshtein.distance, numpy.int32),
}
# RapidFuzz sums a similarity in another order: the last bits may differ.
MOST_DIFFERENCE = 1e-12


def write_names(records, column, folder):
    """Two lists of values, as files of lines."""
    lists = []
    for which in ("a", "b"):
        rows = duckdb.sql(
            f"select {column} from '{records}' where {column} is not null group by {column} "
            f"order by hash({column}, '{which}') limit {NAMES}").fetchall()
        lists.append([row[0] for row in rows])
        (folder / f"{column}_{which}.txt").write_text("".join(f"{x}\n" for x in lists[-1]))
    return lists


def by_rapidfuzz(kernel, lists):
    scorer, kind = KERNELS[kernel]
    took = []
    for _ in range(RUNS):
        start = time.process_time()
        values = process.cdist(*lists, scorer=scorer, dtype=kind, workers=1)
        took.append((time.process_time() - start) * 1e9 / values.size)
    return statistics.median(took), values


def compare(records, folder, program):
    """For each column and kernel: nanoseconds a pair of both.  Unequal values are an error."""
    rows = []
    for column in COLUMNS:
        lists = write_names(records, column, folder)
        path = folder / "values.bin"
        ended = subprocess.run(
            [program, folder / f"{column}_a.txt", folder / f"{column}_b.txt", path],
            capture_output=True, text=True, check=True)
        ours = json.loads(ended.stdout)
        values = numpy.fromfile(path).reshape(len(KERNELS), len(lists[0]), len(lists[1]))
        for i, kernel in enumerate(KERNELS):
            theirs, want = by_rapidfuzz(kernel, lists)
            if numpy.abs(values[i] - want).max() > MOST_DIFFERENCE:
                raise SystemExit(f"{kernel} of {column}: values are not equal")
            rows.append({"kernel": kernel, "column": column, "joinder_ns": ours[kernel],
                         "rapidfuzz_ns": round(theirs, 2),
                         "ratio": round(theirs / ours[kernel], 2)})
        path.unlink()
    return rows
