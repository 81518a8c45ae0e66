#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Run the tests of a build with -Db_coverage=true and hold src/ below cli against a floor.
#
#   tools/coverage.sh BUILD [FLOOR [EACH]]    percent of lines of all, 95, and of each file, 90
#
# Shown is each file with its lines that no test reaches, the worst last.
set -euo pipefail
cd "$(dirname "$0")/.."
build=$1
floor=${2:-95}
each=${3:-90}
PATH=$PWD/.deps/venv/bin:$PATH

find "$build" -name '*.gcda' -delete # else counts of other sources stay
meson test -C "$build" --no-rebuild --num-processes 2 --timeout-multiplier 5 --quiet
# A disk that takes no byte takes no counts either.
JOINDER=$build/joinder python3 -m pytest -q --color=no -p no:cacheprovider -k "not full_disk" tests/cli
gcovr --root . --filter 'src/' --exclude 'src/cli/' --sort-percentage --csv "$build/coverage.csv" \
    --txt - --fail-under-line "$floor" -j 2 "$build"
awk -F, -v each="$each" 'NR > 1 && $4 * 100 < each { print $1 ": below " each " %"; bad = 1 }
    END { exit bad }' "$build/coverage.csv"
