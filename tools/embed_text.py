#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Make a text file a C string that HEADER declares.

usage: embed_text.py FILE NAME HEADER OUT.c
"""
import pathlib
import sys


def main():
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    text = pathlib.Path(sys.argv[1]).read_bytes()
    numbers = ",".join(str(byte if byte < 128 else byte - 256) for byte in text)
    pathlib.Path(sys.argv[4]).write_text(
        f"/* Made by tools/embed_text.py from {pathlib.Path(sys.argv[1]).name}. */\n"
        f'#include "{sys.argv[3]}"\n\nconst char {sys.argv[2]}[] = {{{numbers},0}};\n')


main()
