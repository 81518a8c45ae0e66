#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Run each libFuzzer target for some seconds, from its kept inputs.
#
#   tools/fuzz.sh BUILD SECONDS [NAME...]
#
# New inputs go to BUILD/corpus/NAME; what broke a target, to BUILD/found/NAME: put it into
# tests/data/hostile/NAME the same day.
set -euo pipefail
cd "$(dirname "$0")/.."
build=$1 seconds=$2
shift 2
if [ $# = 0 ]; then
    for target in fuzz/fuzz_*.c; do
        target=${target##*/fuzz_}
        set -- "$@" "${target%.c}"
    done
fi
bad=0
for name in "$@"; do
    mkdir -p "$build/corpus/$name" "$build/found/$name"
    kept=tests/data/hostile/$name
    [ -d "$kept" ] || kept=
    echo "== $name"
    "$build/fuzz/fuzz_$name" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=4096 \
        -artifact_prefix="$build/found/$name/" "$build/corpus/$name" ${kept:+"$kept"} || bad=1
done
exit $bad
