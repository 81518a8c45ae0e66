#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Run one analyzer over each C file of src/, with the flags of its build.

    tools/check_each.py analyzer|tidy|cppcheck BUILD

A file that passed is not looked at again until it, a header of it, its flags, or the settings
change: .deps/passed/ holds a mark named by a hash of all these.
"""
import concurrent.futures
import hashlib
import json
import pathlib
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PASSED = ROOT / ".deps/passed"
SETTINGS = [ROOT / ".clang-tidy", pathlib.Path(__file__)]
CPPCHECK = ["cppcheck", "--quiet", "--enable=warning,portability,performance", "--inline-suppr",
            "--error-exitcode=1", "--std=c11", "--suppress=missingIncludeSystem"]


def flags_of(entry):
    """The compiler's arguments but for input, output and dependency files."""
    words = shlex.split(entry["command"])
    if pathlib.Path(words[0]).name in ("ccache", "sccache", "distcc"):
        words = words[1:]
    kept, skip = [], False
    for word in words[1:]:
        if skip or word in ("-c", "-MD") or word == entry["file"]:
            skip = False
        elif word in ("-o", "-MF", "-MQ"):
            skip = True
        else:
            kept.append(word)
    return kept


def command(tool, build, entry, flags):
    source = str((pathlib.Path(entry["directory"]) / entry["file"]).resolve())
    if tool == "analyzer":
        flags = [f for f in flags if f not in ("-O2", "-Werror")]
        return ["gcc", *flags, "-O1", "-fanalyzer", "-Werror", "-c", source, "-o", "/dev/null"]
    if tool == "tidy":
        return ["clang-tidy-16", "-p", str(build), "--quiet", source]
    paths = [f for f in flags if f.startswith(("-I", "-D"))]
    return [*CPPCHECK, *paths, "-U__cplusplus", source]


def mark_of(tool, entry, flags, text):
    settings = b"".join(path.read_bytes() for path in SETTINGS)
    key = [tool.encode(), shlex.join(flags).encode(), settings, text]
    return PASSED / f"{tool}-{hashlib.sha256(b'|'.join(key)).hexdigest()[:32]}"


def check(tool, build, entry):
    """Returns (file, what it said) for a file that fails, or None."""
    flags = flags_of(entry)
    expanded = subprocess.run(["gcc", *flags, "-E", entry["file"]], cwd=entry["directory"],
                              capture_output=True)
    source = (pathlib.Path(entry["directory"]) / entry["file"]).resolve()
    mark = mark_of(tool, entry, flags, expanded.stdout + source.read_bytes())
    if mark.exists():
        return None
    ran = subprocess.run(command(tool, build, entry, flags), cwd=entry["directory"],
                         capture_output=True, text=True)
    if ran.returncode == 0:
        mark.touch()
        return None
    said = ran.stdout + (ran.stderr if tool != "tidy" or not ran.stdout else "")
    return str(source.relative_to(ROOT)), said


def main():
    tool, build = sys.argv[1], (ROOT / sys.argv[2]).resolve()
    PASSED.mkdir(parents=True, exist_ok=True)
    entries = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        source = (pathlib.Path(entry["directory"]) / entry["file"]).resolve()
        if source.is_relative_to(ROOT / "src") and source.suffix == ".c":
            entries[source] = entry
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        failed = [f for f in pool.map(lambda e: check(tool, build, e), entries.values()) if f]
    for file, said in failed:
        print(f"{file}:\n{said}")
    print(f"{tool}: {len(entries) - len(failed)} of {len(entries)} files pass"
          + "".join(f"\n  not: {file}" for file, _ in failed))
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
