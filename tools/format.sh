#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Format the C files by .clang-format; with --check only say which are not.
#
#   tools/format.sh [--check] [FILE...]
set -euo pipefail
cd "$(dirname "$0")/.."
check=
if [ "${1:-}" = --check ]; then
    check=1
    shift
fi
if [ $# = 0 ]; then
    mapfile -t files < <(find include src tests fuzz bench examples -name '*.[ch]' \
        -not -path 'tests/data/*' 2>/dev/null | sort)
    set -- "${files[@]}"
fi
if [ -z "$check" ]; then
    exec clang-format-16 -i "$@"
fi
wrong=$(clang-format-16 --dry-run "$@" 2>&1 | grep -oE '^[^ :]+:[0-9]+' || true)
[ -n "$wrong" ] || exit 0
awk -F: '!n[$1]++ { first[$1] = $2; order[++k] = $1 }
    END { for (i = 1; i <= k; i++) printf "%s:%s: and %d more; run make format\n", order[i], first[order[i]], n[order[i]] - 1 }' <<<"$wrong"
exit 1
