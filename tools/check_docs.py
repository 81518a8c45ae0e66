#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fail when something public is not documented, or a document points at nothing.

Every JD_API function, struct, enum and macro of include/joinder has a comment; every header
says Promise, Ownership, Threads, Cost in this order; every verb has a manual page that names
its options and no others; links between documents lead somewhere; ARCHITECTURE.md keeps to 200
lines.

    tools/check_docs.py [ROOT [JOINDER]]     JOINDER: the built command, for its verbs
"""
import pathlib
import re
import subprocess
import sys

WORDS = ["Promise:", "Ownership:", "Threads:", "Cost:"]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
PUBLIC = re.compile(r"^(JD_API\b|(?:struct|enum) jd_\w+ \{|typedef |#define JD_\w+ )")
NO_COMMENT_NEEDED = re.compile(r"^#define (JD_API|JD_CHECK_RESULT|JD_PRINTF)")


def check_header(path):
    text = path.read_text()
    places = [text.find(f"* {word}") for word in WORDS]
    if -1 in places or places != sorted(places):
        yield f"{path.name}: its head does not say {' '.join(WORDS)} in this order"
    if f"@file joinder/{path.name}" not in text:
        yield f"{path.name}: no line `@file joinder/{path.name}`"
    lines = text.splitlines()
    for i, line in enumerate(lines):
        if not PUBLIC.match(line) or NO_COMMENT_NEEDED.match(line):
            continue
        above = i - 1
        while above >= 0 and lines[above].startswith("#"):
            above -= 1
        if not lines[above].rstrip().endswith("*/"):
            yield f"{path.name}:{i + 1}: no comment above: {line.strip()}"


def check_links(root):
    listed = subprocess.run(["git", "ls-files", "*.md"], cwd=root, capture_output=True,
                            text=True, check=True)
    for name in listed.stdout.splitlines():
        path = root / name
        if not path.exists():
            continue
        for target in LINK.findall(path.read_text()):
            if "://" in target or target.startswith("mailto:"):
                continue
            if not (path.parent / target).exists():
                yield f"{name}: a link to {target}, which is not there"


def verbs_of(joinder):
    """The verbs that `joinder --help` lists: two spaces, `joinder`?, the verb."""
    shown = subprocess.run([joinder, "--help"], capture_output=True, text=True, check=True)
    return re.findall(r"^ {2,4}(?:joinder )?([a-z][a-z-]+)\b", shown.stdout, re.M)


def check_pages(root, joinder):
    pages = root / "docs/man"
    for verb in sorted(set(verbs_of(joinder))):
        page = pages / f"joinder-{verb}.1.scd"
        if not page.exists():
            yield f"joinder {verb}: no manual page docs/man/{page.name}"
            continue
        shown = subprocess.run([joinder, verb, "--help"], capture_output=True, text=True,
                               check=False)
        text = page.read_text().replace("\\", "")
        for option in sorted(set(re.findall(r"--[a-z][a-z-]+", shown.stdout))):
            if option not in text:
                yield f"docs/man/{page.name}: {option} of `joinder {verb} --help` is missing"
        for option in re.findall(r"^\*(--[a-z][a-z-]+)\*", text, re.M):
            if option not in shown.stdout:
                yield f"docs/man/{page.name}: {option} is not in `joinder {verb} --help`"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    wrong = []
    for path in sorted(root.glob("include/joinder/**/*.h")):
        wrong += check_header(path)
    wrong += check_links(root)
    if len(sys.argv) > 2:
        wrong += check_pages(root, sys.argv[2])
    long = root / "ARCHITECTURE.md"
    if long.exists() and long.read_text().count("\n") > 200:
        wrong.append("ARCHITECTURE.md: more than 200 lines")
    print("\n".join(wrong) if wrong else "everything public is documented")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
