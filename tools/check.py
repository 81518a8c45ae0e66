#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Run the checks, two at a time, and say in one line each how it went.

    tools/check.py fast      unit tests, corpus, layers, format: 30 seconds
    tools/check.py full      everything that must hold before a change lands
    tools/check.py nightly   thread sanitizer, valgrind, fuzzing by the clock, coverage, and
                             both commands of README.md on a bare Debian 12 (as root)
    tools/check.py peers     what others make of the same work, beside us
    tools/check.py full NAME...   only these checks, and what they stand on

A check that says nothing for too long is stopped with all that it began.  A check that fails
shows the end of its log; whole logs are in build-logs/.  The last line is
`N passed, N failed`: tests counted one by one, each other check as one.
"""
import concurrent.futures
import dataclasses
import os
import pathlib
import re
import shlex
import signal
import subprocess
import sys
import threading
import time
import xml.etree.ElementTree

ROOT = pathlib.Path(__file__).resolve().parent.parent
LOGS = ROOT / "build-logs"
BINARIES = ROOT / ".deps/venv/bin"
JOBS = 2
TAIL = 25  # lines of a failed check's log that are shown, and as many that tell of an error
TELLING = re.compile(r"\berror:|\bERROR\b|undefined reference|▶ .*FAIL")


@dataclasses.dataclass
class Check:
    """One command, or several joined by `&&`, run from the root."""
    name: str
    command: str
    levels: str = "full"
    after: tuple = ()  # names of checks that must have passed
    results: str = ""  # a JUnit file: its tests are counted instead of the command
    silence: int = 600  # seconds without a word in its log, after which it is stopped
    env: dict = dataclasses.field(default_factory=dict)


def meson_test(build, *arguments):
    return (f"meson test -C {build} --no-rebuild --num-processes 2 --print-errorlogs "
            f"{' '.join(arguments)}")


def pytest(build, *arguments):
    """The command's tests; none there yet is no failure."""
    return (f"python3 -m pytest -q --color=no -p no:cacheprovider --junitxml={build}/cli.xml "
            f"{' '.join(arguments)} tests/cli || [ $? = 5 ]")


SANITIZE = {
    "ASAN_OPTIONS": "detect_leaks=1:abort_on_error=0",
    "LSAN_OPTIONS": f"suppressions={ROOT}/tools/lsan.supp:print_suppressions=0",
    "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1",
}
CHECKS = [
    Check("layers", "tools/check_layers.py", "fast full"),
    Check("sizes", "tools/check_sizes.py", "fast full"),
    Check("banned", "tools/check_banned.py", "fast full"),
    Check("format", "tools/format.sh --check", "fast full"),
    Check("configure", "tools/configure.sh build-check -Dwerror=true",
          "fast full nightly peers"),
    Check("build", "ninja -j2 -k0 -C build-check", "fast full nightly peers", ("configure",)),
    Check("unit", meson_test("build-check", "--no-suite slow"), "fast full", ("build",),
          "build-check/meson-logs/testlog.junit.xml"),
    Check("build-asan", "tools/configure.sh build-asan -Dwerror=true "
          "-Db_sanitize=address,undefined && ninja -j2 -k0 -C build-asan"),
    # The longest begins first, so that no core is idle in the end.
    Check("cli-asan", pytest("build-asan", "-m 'not slow'"), "full", ("build-asan",),
          "build-asan/cli.xml", 900, {"JOINDER": str(ROOT / "build-asan/joinder"), **SANITIZE}),
    Check("peers", ".deps/peers/bin/python -m pytest -q --color=no -p no:cacheprovider "
          "--junitxml=build-check/peers.xml tests/peers", "peers", ("build",),
          "build-check/peers.xml", 1800, {"JOINDER": str(ROOT / "build-check/joinder")}),
    Check("symbols", "tools/check_symbols.sh build-check", "fast full", ("build",)),
    Check("docs", "tools/check_docs.py . $(ls build-check/joinder 2>/dev/null)", "fast full",
          ("build",)),
    Check("headers", "tools/check_headers.sh", "fast full"),
    Check("slow", meson_test("build-check", "--suite slow --logbase slow"), "full", ("build",),
          "build-check/meson-logs/slow.junit.xml"),
    Check("unit-asan", meson_test("build-asan", "--timeout-multiplier 5"), "full",
          ("build-asan",), "build-asan/meson-logs/testlog.junit.xml", 900, SANITIZE),
    Check("cli", pytest("build-check"), "full", ("build",), "build-check/cli.xml", 900,
          {"JOINDER": str(ROOT / "build-check/joinder")}),
    Check("analyzer", "tools/check_each.py analyzer build-check", "full", ("configure",)),
    Check("tidy", "tools/check_each.py tidy build-check", "full", ("configure",)),
    Check("cppcheck", "tools/check_each.py cppcheck build-check", "full", ("configure",)),
    Check("spelling", "tools/check_spelling.sh"),
    Check("python", "ruff check --no-cache tools tests bench"),
    Check("tools", "python3 -m pytest -q --color=no -p no:cacheprovider "
          "--junitxml=build-logs/tools.xml tests/tools", "full", (), "build-logs/tools.xml"),
    Check("shell", "shellcheck tools/*.sh examples/*/run.sh .ci/run"),
    Check("build-tsan", "tools/configure.sh build-tsan -Db_sanitize=thread && "
          "ninja -j2 -k0 -C build-tsan", "nightly"),
    Check("threads", meson_test("build-tsan", "--timeout-multiplier 10"), "nightly",
          ("build-tsan",), "build-tsan/meson-logs/testlog.junit.xml", 3600,
          {"TSAN_OPTIONS": "ignore_noninstrumented_modules=1:halt_on_error=1"}),
    Check("valgrind", meson_test("build-check", "--suite unit --timeout-multiplier 30",
          "--wrap='valgrind -q --error-exitcode=9 --leak-check=full "
          f"--suppressions={ROOT}/tools/valgrind.supp'"), "nightly", ("build",),
          "build-check/meson-logs/testlog-valgrind.junit.xml", 3600),
    Check("build-clang", "CC=clang-16 tools/configure.sh build-clang -Dwerror=true && "
          "ninja -j2 -C build-clang", "nightly"),
    Check("compilers", "python3 -m pytest -q --color=no -p no:cacheprovider "
          "--junitxml=build-clang/compilers.xml tests/nightly", "nightly",
          ("build", "build-clang"), "build-clang/compilers.xml",
          env={"JOINDER": str(ROOT / "build-check/joinder"),
               "JOINDER_TWIN": str(ROOT / "build-clang/joinder")}),
    Check("build-fuzz", "CC=clang-16 tools/configure.sh build-fuzz -Dfuzz=enabled "
          "-Db_lundef=false -Db_sanitize=address,undefined -Dc_args=-fsanitize=fuzzer-no-link "
          "&& ninja -j2 -C build-fuzz", "nightly"),
    Check("fuzz", "tools/fuzz.sh build-fuzz ${FUZZ_SECONDS:-60}", "nightly", ("build-fuzz",),
          silence=1800),
    Check("build-coverage", "tools/configure.sh build-coverage -Db_coverage=true && "
          "ninja -j2 -C build-coverage", "nightly"),
    Check("coverage", "tools/coverage.sh build-coverage", "nightly", ("build-coverage",),
          silence=1800),
    Check("bare", "tools/bare.sh", "nightly", silence=1800),
]


started = []  # processes, each the head of a group of its own
starting = threading.Lock()  # held while one begins, by the threads that run checks


def count(results):
    """(passed, failed) of a JUnit file."""
    passed = failed = 0
    for case in xml.etree.ElementTree.parse(results).iter("testcase"):
        bad = case.find("failure") is not None or case.find("error") is not None
        failed += bad
        passed += not bad and case.find("skipped") is None
    return passed, failed


def ends(process, log, silence):
    """Wait for its end; False once its log has not grown for so long.  How long it takes in all
    says more of the machine and who else is at work there than of the check."""
    size, since = -1, time.monotonic()
    while True:
        try:
            process.wait(timeout=1)
            return True
        except subprocess.TimeoutExpired:
            grown = os.fstat(log.fileno()).st_size
        if grown != size:
            size, since = grown, time.monotonic()
        elif time.monotonic() - since > silence:
            return False


def stop(process):
    """End it with all that it began."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)


def run(check):
    """Run one check; returns (seconds, passed, failed)."""
    start = time.monotonic()
    environment = {**os.environ, **check.env}
    environment["PATH"] = f"{BINARIES}:{environment['PATH']}"
    results = ROOT / check.results if check.results else None
    if results:
        results.unlink(missing_ok=True)
    with open(LOGS / f"{check.name}.log", "w") as log:
        log.write(f"$ {check.command}\n")
        log.flush()
        with starting:
            process = subprocess.Popen(["bash", "-c", check.command], cwd=ROOT,
                                       env=environment, stdin=subprocess.DEVNULL, stdout=log,
                                       stderr=log, start_new_session=True)
            started.append(process)
        if not ends(process, log, check.silence):
            stop(process)
            log.write(f"stopped after {check.silence} seconds without a word\n")
        code = process.wait()
    if results:
        passed, failed = count(results) if results.exists() else (0, 0)
    else:
        passed, failed = int(code == 0), 0
    if code != 0 and failed == 0:
        failed = 1
    return time.monotonic() - start, passed, failed


def show(check, seconds, passed, failed):
    tests = f"  {passed} passed" + (f", {failed} failed" if failed else "")
    print(f"{'FAILED' if failed else 'ok':6}  {check.name:12} {seconds:6.1f} s"
          + (tests if check.results else ""), flush=True)
    if failed:
        lines = (LOGS / f"{check.name}.log").read_text(errors="replace").splitlines()
        telling = [line for line in lines[:-TAIL] if TELLING.search(line)][:TAIL]
        for line in [*telling, *(["..."] if telling else []), *lines[-TAIL:]]:
            print(f"        | {line[:200]}")
        print(f"        the whole log: build-logs/{check.name}.log", flush=True)


def choose(level, names):
    """The checks of a level; with names only those and what they stand on."""
    chosen = [c for c in CHECKS if level in c.levels.split()]
    if not names:
        return chosen
    wanted = set(names)
    for check in reversed(CHECKS):
        if check.name in wanted:
            wanted |= set(check.after)
    return [c for c in CHECKS if c.name in wanted]


def main():
    level = sys.argv[1] if len(sys.argv) > 1 else "fast"
    waiting = choose(level, sys.argv[2:])
    if not waiting:
        sys.exit("no such level or check: " + shlex.join(sys.argv[1:]))
    LOGS.mkdir(exist_ok=True)
    start = time.monotonic()
    here = {c.name for c in waiting}
    ended, total = {}, [0, 0]
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        running = {}
        while waiting or running:
            for check in list(waiting):
                needs = [n for n in check.after if n in here]
                if any(ended.get(n) is False for n in needs):
                    waiting.remove(check)
                    ended[check.name] = False
                    total[1] += 1
                    print(f"FAILED  {check.name:12}    not run: it stands on {' '.join(needs)}",
                          flush=True)
                elif len(running) < JOBS and all(n in ended for n in needs):
                    waiting.remove(check)
                    running[pool.submit(run, check)] = check
            done, _ = concurrent.futures.wait(
                running, return_when=concurrent.futures.FIRST_COMPLETED)
            for future in done:
                check = running.pop(future)
                seconds, passed, failed = future.result()
                ended[check.name] = failed == 0
                total[0] += passed
                total[1] += failed
                show(check, seconds, passed, failed)
    print(f"{time.monotonic() - start:.0f} seconds")
    print(f"{total[0]} passed, {total[1]} failed")
    return bool(total[1])


def stop_all(*_):
    """On Ctrl-C or a request to end: none of what was begun goes on."""
    with starting:
        for process in started:
            stop(process)
        os._exit(130)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, stop_all)
    signal.signal(signal.SIGTERM, stop_all)
    sys.exit(main())
