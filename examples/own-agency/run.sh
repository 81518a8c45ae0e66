#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Two small agencies' folders into one store, and four questions; see README.md.
#
#   examples/own-agency/run.sh [JOINDER [DIR]]      the store goes to DIR (new if not said)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
joinder=${1:-$here/../../build/joinder}
store=${2:-$(mktemp -d)}/store

operator=(--as me@here --purpose evaluation --format table --receipt /dev/null)
ann=(--as ann@my-pd --purpose investigation --case 17-0042 --format table --receipt /dev/null)

"$joinder" init "$store" --operator me@here
"$joinder" ingest "$store" "$here/my-pd" "$here/my-so" "${operator[@]}"
"$joinder" resolve "$store" "${operator[@]}"
"$joinder" search "$store" ashdown "${ann[@]}"
"$joinder" show "$store" my-pd/person/77 "${ann[@]}"
"$joinder" why "$store" my-pd/person/77 my-so/person/S-9 "${ann[@]}"
"$joinder" extend "$store" my-pd/case/17-0042 "${ann[@]}"
