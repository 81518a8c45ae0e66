#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Make a text file a C string that HEADER declares.

A line `@include NAME` of it is replaced by the file of that name beside it.

usage: embed_text.py FILE NAME HEADER OUT.c
"""
import pathlib
import re
import sys


def main():
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    path = pathlib.Path(sys.argv[1])
    text = re.sub(rb"^@include (\S+)\n",
                  lambda found: (path.parent / found[1].decode()).read_bytes(),
                  path.read_bytes(), flags=re.MULTILINE)
    numbers = ",".join(str(byte if byte < 128 else byte - 256) for byte in text)
    pathlib.Path(sys.argv[4]).write_text(
        f"/* Made by tools/embed_text.py from {path.name}. */\n"
        f'#include "{sys.argv[3]}"\n\nconst char {sys.argv[2]}[] = {{{numbers},0}};\n')


main()
