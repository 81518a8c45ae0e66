#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Five small agencies' folders into one store: the one that docs/guide/questions.md asks.
#
#   examples/questions/run.sh [JOINDER [DIR]]       the store goes to DIR (new if not said)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
joinder=${1:-$here/../../build/joinder}
store=${2:-$(mktemp -d)}/store
operator=(--as me@here --purpose evaluation --now 2018-06-01 --format csv --receipt /dev/null)

"$joinder" init "$store" --operator me@here --now 2018-06-01
"$joinder" ingest "$store" "$here"/*/ "${operator[@]}" >/dev/null
"$joinder" resolve "$store" "${operator[@]}"
echo "store: $store"
