#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fail when a file stands on something that is not below it.

A folder may include itself and folders of a lower number, never another of its own number.
The table of numbers is the architecture; ARCHITECTURE.md explains it.
"""
import pathlib
import re
import sys

NUMBER = {
    "base": 1,
    "os": 2,
    "text": 3,
    "data": 4,
    "facts": 5,
    "link": 6, "cluster": 6, "graph": 6, "flow": 6, "authority": 6, "ledger": 6,
    "automatic": 6, "calibrate": 6,
    "train": 7,
    "io": 8,
    "synth": 9, "store": 9,
    "engine": 10,
    "cli": 11, "server": 11,
}
# A public header is its folder's of the same name, but for these.
HEADER_OF = {"sql": "data", "block": "link", "questions": "engine",
             "joinder": "engine"}
# These have no public header: engine.h and questions.h are the only door to a store.
NO_HEADER = {"store", "facts", "graph", "flow", "authority"}
# These see public headers and their own files, nothing else.
OUTSIDE = {"cli", "server"}
# A library's headers, and who may see them.
FOREIGN = {
    r"duckdb.*\.h": {"io", "store"},
    r"unicode/.*": {"io", "store"},
    r"sodium.*": {"ledger", "store"},
    r"jansson\.h": {f for f, n in NUMBER.items() if n >= 6},
    r"microhttpd\.h|gnutls/.*|rhonabwy\.h": {"server"},
}
INCLUDE = re.compile(r'\s*#\s*include\s*(["<])([^">]+)[">]')


def may_use(folder, used):
    return folder == used or NUMBER[used] < NUMBER[folder]


def why_not_public(root, folder, name, inside_include):
    """A reason against `#include <joinder/NAME.h>` in this folder, or None."""
    if not (root / "include/joinder" / f"{name}.h").exists():
        return f"there is no include/joinder/{name}.h"
    used = HEADER_OF.get(name, name)
    if used not in NUMBER:
        return f"joinder/{name}.h belongs to no folder of the table"
    if not may_use(folder, used) and not (inside_include and name == folder):
        return f"{folder}/ may not include joinder/{name}.h of {used}/"
    return None


def why_not(root, folder, quote, target, inside_include):
    """A reason against this include, or None."""
    if ".." in target.split("/"):
        return f'"{target}" climbs out of its folder'
    public = re.fullmatch(r"joinder/([\w/]+)\.h", target)
    if quote == "<":
        if public:
            return why_not_public(root, folder, public[1], inside_include)
        for pattern, folders in FOREIGN.items():
            if re.fullmatch(pattern, target) and (inside_include or folder not in folders):
                return f"<{target}> is for {' '.join(sorted(folders))} only"
        return None
    if inside_include or public:
        return f'write <joinder/...> for a public header, not "{target}"'
    used, _, rest = target.partition("/")
    if not rest:
        return f'"{target}" names no folder: write "{folder}/{target}"'
    if used not in NUMBER:
        return f"{used}/ is not in the table of layers"
    if not (root / "src" / target).exists():
        return f"there is no src/{target}"
    if folder in OUTSIDE and used != folder:
        return f"{folder}/ may include public headers only, not {target}"
    if not may_use(folder, used):
        return f"{folder}/ ({NUMBER[folder]}) may not include {used}/ ({NUMBER[used]})"
    return None


def folder_of(root, path):
    if path.is_relative_to(root / "include/joinder"):
        name = path.relative_to(root / "include/joinder").with_suffix("").as_posix()
        return HEADER_OF.get(name, name)
    parts = path.relative_to(root / "src").parts
    return parts[0] if len(parts) > 1 else ""


def check(root):
    wrong = []
    files = [*root.glob("include/**/*.h"), *root.glob("src/**/*.[ch]")]
    for path in sorted(files):
        inside_include = path.is_relative_to(root / "include")
        folder = folder_of(root, path)
        shown = path.relative_to(root)
        if folder not in NUMBER:
            wrong.append(f"{shown}: its folder is not in the table of layers")
            continue
        if inside_include and folder in NO_HEADER:
            wrong.append(f"{shown}: {folder}/ has no public header")
        for number, line in enumerate(path.read_text().splitlines(), 1):
            used = INCLUDE.match(line)
            reason = used and why_not(root, folder, used[1], used[2], inside_include)
            if reason:
                wrong.append(f"{shown}:{number}: {reason}")
    names = {}
    for path in sorted(root.glob("src/**/*.[ch]")):
        if path.name in names:
            wrong.append(f"{path.relative_to(root)}: {names[path.name]} has this name already")
        names[path.name] = path.relative_to(root)
    return wrong


if __name__ == "__main__":
    found = check(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve())
    print("\n".join(found) if found else "every include goes downwards")
    sys.exit(bool(found))
