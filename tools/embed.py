#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Make the files below a folder part of the library.

usage: embed.py ROOT OUT.c OUT.d FOLDER...

Writes OUT.c with a table of path (from ROOT) and bytes, sorted by path, and OUT.d so that the
build sees a file or folder that changes.
"""
import pathlib
import sys

HEAD = """\
/* Made by tools/embed.py from the files that it names. */
#include "synth/embedded.h"

"""


def main():
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    root, out, deps = (pathlib.Path(arg) for arg in sys.argv[1:4])
    paths = sorted(path for folder in sys.argv[4:] for path in (root / folder).rglob("*"))
    files = [path for path in paths if path.is_file() and path.suffix != ".md"]
    rows = []
    with open(out, "w", encoding="ascii") as source:
        source.write(HEAD)
        for number, path in enumerate(files):
            data = path.read_bytes()
            bytes_ = ",".join(str(byte if byte < 128 else byte - 256) for byte in data)
            source.write(f"static const char file_{number}[] = {{{bytes_ or 0}}};\n")
            name = path.relative_to(root).as_posix()
            rows.append(f'    {{"{name}", {{file_{number}, {len(data)}}}}},\n')
        source.write("\nconst struct jd__embedded jd__embedded_files[] = {\n")
        source.writelines(rows)
        source.write(f"}};\nconst size_t jd__embedded_n_files = {len(rows)};\n")
    folders = [root / folder for folder in sys.argv[4:]] + [path for path in paths if path.is_dir()]
    wanted = " ".join(str(path).replace(" ", "\\ ") for path in [*files, *folders])
    deps.write_text(f"{out}: {wanted}\n")


main()
