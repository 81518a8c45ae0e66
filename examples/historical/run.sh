#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Link 50,578 records of historical persons with a model that Splink trained; see README.md.
#
#   examples/historical/run.sh [JOINDER [DIR]]      results go to DIR (a new folder if not said)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
joinder=${1:-$here/../../build/joinder}
out=${2:-$(mktemp -d)}
data=$here/../../tests/data/linkage
records=$data/historical_50k.records.parquet
model=$data/historical_50k.model.json
mkdir -p "$out"

"$joinder" predict "$records" --model "$model" --min-probability 0.001 --out "$out/pairs.parquet"
"$joinder" cluster "$out/pairs.parquet" --records "$records" --out "$out/clusters.csv"
"$joinder" dedupe "$records" --model "$model"
"$joinder" explain "$records" Q2296770-10 Q2296770-14 --model "$model"
echo "pairs and clusters are in $out"
