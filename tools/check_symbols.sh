#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Look at the built libraries: what they export, what they call, and that they hold no state.
#
#   tools/check_symbols.sh BUILD
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:-build}
bad=0
complain() {
    printf '%s\n' "$*"
    bad=1
}

# What prints, ends the process, reads the environment, sets a locale or a signal handler.
never='printf|vprintf|puts|putchar|putc|fputs|perror|exit|_exit|_Exit|quick_exit|abort|getenv|secure_getenv|putenv|setenv|setlocale|newlocale|uselocale|signal|sigaction|system|popen|gets|strcpy|strcat|sprintf|strtok|rand|srand'
for library in "$build"/src/libjoinder.so "$build"/src/libjoinder-store.so; do
    called=$(nm -D --undefined-only "$library" | awk '{ sub(/@.*/, "", $2); print $2 }')
    found=$(grep -xE "(__)?($never)(_chk)?" <<<"$called" | tr '\n' ' ' || true)
    [ -z "$found" ] || complain "$(basename "$library") calls $found"
    exported=$(nm -D --defined-only "$library" | awk '{ sub(/@.*/, "", $3); print $3 }')
    found=$(grep -vE '^jd_[a-z]' <<<"$exported" | tr '\n' ' ' || true)
    [ -z "${found// /}" ] || complain "$(basename "$library") exports $found"
done
found=$(nm -D "$build"/src/libjoinder.so | grep -oE '\b(duckdb|sqlite3|ucnv|u_)_?[a-z]\w*' | tr '\n' ' ' || true)
[ -z "$found" ] || complain "libjoinder.so knows of $found"

# No global and no thread-local state: nothing that can be written outside objects.
found=$(nm --format=sysv "$build"/src/libjd_*.a 2>/dev/null |
    awk -F'|' '$7 ~ /^\.(bss|data|tbss|tdata)/ && $7 !~ /^\.data\.rel\.ro/ && $4 ~ /OBJECT|TLS/ {
        gsub(/ /, "", $1); print $1 }' | tr '\n' ' ' || true)
[ -z "$found" ] || complain "state outside objects: $found"

[ $bad = 1 ] || echo "exports, calls and state are as they should be"
exit $bad
