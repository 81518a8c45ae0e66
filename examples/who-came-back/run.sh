#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Join a prison's and a police's records at two thresholds: what docs/guide/who-came-back.md asks.
#
#   examples/who-came-back/run.sh [JOINDER [DIR]]      results go to DIR (a new folder if not said)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
joinder=${1:-$here/../../build/joinder}
out=${2:-$(mktemp -d)}
mkdir -p "$out"

files=("$here/prison.csv" "$here/police.csv")
"$joinder" predict "${files[@]}" --model "$here/model.json" --out "$out/pairs.csv"
"$joinder" cluster "$out/pairs.csv" --records "${files[0]}" --records "${files[1]}" \
    --min-probability 0.5,0.99 --out "$out/clusters.csv"
echo "pairs and clusters are in $out"
