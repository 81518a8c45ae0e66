#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fail on a word that has no place where it stands.

Below cli: what prints, ends the process, reads the environment, follows the locale, overruns.
Outside base/alloc.c: the C library's memory.  Outside os/: files, time, threads, the platform.
In every tracked file: marks of unfinished work, a missing licence line.
"""
import pathlib
import re
import subprocess
import sys

OUTSIDE = {"cli", "server"}
NEVER = """strcpy strcat sprintf vsprintf gets strtok atoi atol atof strtod strtof setlocale rand
    srand alloca exit _exit quick_exit abort getenv putenv setenv signal sigaction system popen
    printf vprintf puts putchar fputs fputc perror scanf sscanf localeconv longjmp setjmp
    asctime ctime strerror""".split()
MEMORY = "malloc calloc realloc free strdup strndup aligned_alloc posix_memalign".split()
SYSTEM = """fopen fdopen freopen fclose fread fwrite fprintf fflush fseek ftell fgets getline
    remove rename tmpfile open close read write pread pwrite lseek fsync fdatasync ftruncate
    stat fstat lstat unlink mkdir rmdir opendir readdir mmap munmap time clock clock_gettime
    gettimeofday localtime gmtime mktime strftime nanosleep sleep fork execv thrd_create""".split()
SYSTEM_HEADERS = """unistd.h fcntl.h pthread.h dirent.h time.h threads.h stdatomic.h signal.h
    poll.h dlfcn.h ftw.h sys/.*""".split()
# The one place of a thing: (folder/file, word).
ALLOWED = {
    ("base/number.c", "strtod"), ("base/number.c", "localeconv"),
    ("base/alloc.c", "realloc"), ("base/alloc.c", "free"),
}
PLATFORM = re.compile(r"\b(_POSIX_C_SOURCE|_GNU_SOURCE|_XOPEN_SOURCE|__linux__|__APPLE__|_WIN32)\b")
CALL = re.compile(r"(?<![\w.>])(\w+)\s*\(")
HEADER = re.compile(r"\s*#\s*include\s*<([^>]+)>")
MARK = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
STRING_OR_COMMENT = re.compile(
    r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|//[^\n]*|/\*.*?\*/', re.S)
LICENSED = {".c", ".h", ".py", ".sh", ".build", ".scd", ".ts", ".sql"}


def code_alone(text):
    """The code without strings and comments, its line numbers kept."""
    return STRING_OR_COMMENT.sub(lambda m: '""' + "\n" * m[0].count("\n"), text)


def words_of(folder, file):
    """What may not be called in this file."""
    banned = set(NEVER) | set(MEMORY)
    if folder != "os":
        banned |= set(SYSTEM)
    return {word for word in banned if (file, word) not in ALLOWED}


def check_source(root):
    for path in sorted(root.glob("src/**/*.[ch]")):
        file = path.relative_to(root / "src").as_posix()
        folder = file.split("/")[0]
        if folder in OUTSIDE:
            continue
        banned = words_of(folder, file)
        for number, line in enumerate(code_alone(path.read_text()).splitlines(), 1):
            for word in CALL.findall(line):
                if word in banned:
                    yield f"src/{file}:{number}: {word}() has no place here"
            header = HEADER.match(line)
            if folder == "os":
                continue
            if header and any(re.fullmatch(name, header[1]) for name in SYSTEM_HEADERS):
                yield f"src/{file}:{number}: <{header[1]}> is for os/"
            if PLATFORM.search(line):
                yield f"src/{file}:{number}: the platform is os/'s concern"


def check_tracked(root):
    listed = subprocess.run(["git", "ls-files", "-z", "--cached"], cwd=root,
                            capture_output=True, text=True, check=True)
    for name in filter(None, listed.stdout.split("\0")):
        path = root / name
        if path.suffix not in LICENSED | {".md", ""} or not path.is_file():
            continue
        if name.startswith("tests/data/") or path.stat().st_size > 1 << 20:
            continue
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if MARK.search(line):
                yield f"{name}:{number}: a mark of unfinished work"
        has_line = "SPDX-License-Identifier: Apache-2.0" in text[:400]
        if path.suffix in LICENSED and not has_line:
            yield f"{name}: no SPDX-License-Identifier line"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    wrong = [*check_source(root), *check_tracked(root)]
    print("\n".join(wrong) if wrong else "no banned word")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
