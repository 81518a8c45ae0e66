#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Compile each public header alone, as C99, C17 and C++11, and each internal one as C17.
set -euo pipefail
cd "$(dirname "$0")/.."

warn=(-Wall -Wextra -pedantic -Werror -fsyntax-only -Iinclude)
for header in include/joinder/*.h; do
    name=${header#include/}
    for language in 'c -std=c99' 'c -std=c17' 'c++ -std=c++11'; do
        # shellcheck disable=SC2086 # two words
        printf '#include <%s>\n' "$name" | gcc "${warn[@]}" -x $language - ||
            { echo "$name does not stand alone as $language" && exit 1; }
    done
done
export PKG_CONFIG_PATH=$PWD/.deps/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
read -ra foreign <<<"$(pkg-config --cflags jansson libsodium icu-uc duckdb | sed 's/-I/-isystem /g')"
for header in src/*/*.h; do
    printf '#include "%s"\n' "${header#src/}" |
        gcc "${warn[@]}" "${foreign[@]}" -D_POSIX_C_SOURCE=200809L -Isrc -x c -std=c17 - ||
        { echo "$header does not stand alone" && exit 1; }
done
echo "every header stands alone"
