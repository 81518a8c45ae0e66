#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Make a text file a C string that a header declares.

usage: embed_text.py FILE NAME OUT.h
"""
import pathlib
import sys


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    text = pathlib.Path(sys.argv[1]).read_bytes()
    numbers = ",".join(str(byte if byte < 128 else byte - 256) for byte in text)
    pathlib.Path(sys.argv[3]).write_text(
        f"/* Made by tools/embed_text.py from {pathlib.Path(sys.argv[1]).name}. */\n"
        f"static const char {sys.argv[2]}[] = {{{numbers},0}};\n")


main()
