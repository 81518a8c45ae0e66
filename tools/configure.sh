#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Configure a build folder, and again when a folder or a fuzz target came or went.
#
#   tools/configure.sh BUILD [MESON_OPTION...]
set -euo pipefail
cd "$(dirname "$0")/.."
build=$1
shift
PATH=$PWD/.deps/venv/bin:$PATH
export PKG_CONFIG_PATH=$PWD/.deps/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}

shape=$({
    printf '%s\n' "$@"
    ls src/*/meson.build tests/unit/*/meson.build \
        fuzz/fuzz_*.c bench/meson.build examples/meson.build docs/man/* 2>/dev/null || true
    cat .deps/pkgconfig/duckdb.pc 2>/dev/null || true
} | sha256sum)
if [ ! -e "$build/build.ninja" ]; then
    rm -rf "$build"
    meson setup "$build" "$@"
elif [ "$(cat "$build/shape" 2>/dev/null)" != "$shape" ]; then
    meson setup --reconfigure "$build" "$@"
fi
printf '%s\n' "$shape" >"$build/shape"
