#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# How far does person 1 of Project CAVIAR reach?  See README.md.
#
#   examples/caviar/run.sh [JOINDER [DIR]]      stores go to DIR (a new folder if not said)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
joinder=${1:-$here/../../build/joinder}
out=${2:-$(mktemp -d)}
mkdir -p "$out"

reach() { # AGENCY [OPTION]...: its folder into a store of its own, then what is near person 1
    local agency=$1
    shift
    local ask=(--as "analyst@$agency" --purpose evaluation)
    "$joinder" init "$out/$agency" --operator "analyst@$agency" >"$out/log"
    "$joinder" ingest "$out/$agency" "$here/${agency#caviar-}" "${ask[@]}" >>"$out/log" 2>&1
    "$joinder" reach "$out/$agency" "$agency/person/1" --steps 4 "${ask[@]}" "$@" \
        --format table 2>>"$out/log"
}

echo "ties: the whole network"
reach caviar-ties
echo
echo "calls: what was known by the end of the first phase"
reach caviar-calls --as-of 1994-06-30
