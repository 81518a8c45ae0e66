#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fail when a function or file is too long or too branched; list what is worth another look.

Lengths and complexity are pmccabe's.  A file of data, its name ending in _table.c, may be long.
"""
import pathlib
import re
import subprocess
import sys

LINES = {"look": 50, "fail": 70}
COMPLEXITY = {"look": 10, "fail": 15}
C_FILE = {"look": 600, "fail": 1000}
H_FILE = {"look": 250, "fail": 400}
FUNCTION = re.compile(r"^(\d+)\t(\d+)\t(\d+)\t(\d+)\t(\d+)\t(\S+)\((\d+)\): (.+)$")


def measure(root):
    """Yield (where, what, value, limits)."""
    files = sorted([*root.glob("src/**/*.c"), *root.glob("include/**/*.h"),
                    *root.glob("src/**/*.h"), *root.glob("fuzz/*.c")])
    for path in files:
        lines = path.read_text().count("\n")
        if not path.name.endswith("_table.c"):
            yield (str(path.relative_to(root)), "lines in the file", lines,
                   C_FILE if path.suffix == ".c" else H_FILE)
    sources = [str(path.relative_to(root)) for path in files if path.suffix == ".c"]
    if not sources:
        return
    report = subprocess.run(["pmccabe", *sources], cwd=root, capture_output=True, text=True,
                            check=True)
    for line in report.stdout.splitlines():
        found = FUNCTION.match(line)
        if found:
            where = f"{found[6]}:{found[7]}: {found[8]}"
            yield where, "lines", int(found[5]), LINES
            yield where, "complexity", int(found[1]), COMPLEXITY


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    wrong, look = [], []
    for where, what, value, limits in measure(root):
        if value > limits["fail"]:
            wrong.append(f"{where}: {what} {value}, at most {limits['fail']}")
        elif value > limits["look"]:
            look.append(f"look again: {where}: {what} {value}")
    print("\n".join(look + wrong) if look or wrong else "nothing is long")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
