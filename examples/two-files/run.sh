#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Join two small files by a model written by hand; see README.md.
#
#   examples/two-files/run.sh [JOINDER [DIR]]      results go to DIR (a new folder if not said)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
joinder=${1:-$here/../../build/joinder}
out=${2:-$(mktemp -d)}
mkdir -p "$out"

files=("$here/police.csv" "$here/court.csv")
"$joinder" dedupe "${files[@]}" --model "$here/model.json" --out "$out/clusters.csv" \
    --pairs "$out/pairs.csv"
cat "$out/clusters.csv"
"$joinder" explain "${files[@]}" P-1003 17CR0044 --model "$here/model.json"
echo "pairs and clusters are in $out"
