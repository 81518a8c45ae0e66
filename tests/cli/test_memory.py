# SPDX-License-Identifier: Apache-2.0
"""--memory: the wall around a process that would fill the machine."""

import os
import pathlib
import re
import resource
import subprocess
import time

import pytest
from hostile import (
    CHIEF,
    DATA,
    DATA_ERROR,
    JOINDER,
    MARKER,
    MODEL,
    USAGE,
    make_folder,
    refused,
    run,
    write,
)

MIB = 1 << 20
ENDLESS = "with recursive t as (select 1 as id union all select id + 1 from t) select id from t"


@pytest.mark.parametrize("size", ["", "0", "1", "255M", "M", "-1G", "x", "2Q", "300 M", "300MB",
                                  "1e3G", "16777216T", "99999999999999999999", "0x1G"])
def test_a_size_is_a_whole_number_and_its_unit(size, tmp_path):
    refused(USAGE, "--memory takes a size from 256M", "check", tmp_path, "--memory", size)


def test_a_size_is_said_once_for_any_verb(tmp_path):
    store = tmp_path / "store"
    for size in ("256M", "1G", "16777215T", str(1 << 30), "262144k"):
        assert run("synth", store, "--people", "x", "--memory", size).returncode == USAGE
        assert run("init", store, "--operator", "a@b", "--memory", size).returncode == 0, size
        assert run("check", store, "--memory", size).returncode == 0
        subprocess.run(["rm", "-r", str(store)], check=True)


def test_work_that_fits_gives_the_same_bytes(tmp_path):
    model = write(tmp_path / "model.json", MODEL)
    words = ("dedupe", DATA / "linkage/fake_1000.csv", "--model", model, "--threads", 2, "--out")
    for name, size in (("a.csv", ()), ("b.csv", ("--memory", "400M"))):
        ended = run(*words, tmp_path / name, *size)
        assert ended.returncode == 0, ended.stderr
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


# DuckDB does not count the memory of these, nor hears an interrupt while it makes them.
HUNGRY = [
    "select replace(replace(repeat('x', 60000), 'x', repeat('y', 60000)), 'y', 'zz') as id from x",
    "select replace(repeat(name, 6000), '{0}', repeat('y', 60000)) as id from x, range(90)",
    "select regexp_replace(repeat(name, 6000), 'K', repeat('y', 60000), 'g') as id from x",
    "select list_transform(range, lambda a: repeat(name, 6000)) as id from x, "
    "(select list(range) as range from range(60000))",
]


def run_measured(words, **options):
    """(exit code, standard error, the most memory that it held)."""
    with subprocess.Popen([JOINDER, *map(str, words)], stderr=subprocess.PIPE,
                          stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          **options) as process:
        message = process.stderr.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, message, usage.ru_maxrss * 1024


@pytest.mark.slow  # also: a sanitizer ends the process where memory runs out
@pytest.mark.parametrize("sql", HUNGRY, ids=range(len(HUNGRY)))
def test_a_statement_that_fills_memory_ends_in_one_line(empty, tmp_path, sql):
    folder = make_folder(tmp_path / "a", {
        "person.sql": sql.replace("{0}", MARKER), "x.csv": f"id,name\n1,{MARKER}\n"})

    code, message, peak = run_measured(
        ["ingest", empty, folder, *CHIEF, "--memory", "500M"])

    assert code == DATA_ERROR, message
    assert re.fullmatch(r"joinder ingest: .*person.sql: more memory [^\n]*\n", message)
    assert MARKER not in message
    assert peak < 600 * MIB
    assert sorted(os.listdir(folder)) == ["agency.json", "person.sql", "x.csv"]


def wall_of(words, **options):
    """What the system says of the wall, in bytes, while the command is at work."""
    with subprocess.Popen(words, stderr=subprocess.DEVNULL, **options) as process:
        try:
            for _ in range(500):
                limits = pathlib.Path(f"/proc/{process.pid}/limits").read_text()
                wall = re.search(r"Max data size +(\d+|unlimited) ", limits)[1]
                if wall != "unlimited":
                    return int(wall)
                time.sleep(0.02)
        finally:
            process.kill()
    return None


@pytest.fixture
def at_work(empty, tmp_path):
    folder = make_folder(tmp_path / "a", {"person.sql": ENDLESS})
    return [JOINDER, "ingest", str(empty), str(folder), *CHIEF]


def mapped():
    """What is mapped before any work: the shadow of a sanitizer, or a few MiB."""
    return 2**45 if "ASAN_OPTIONS" in os.environ else 64 * MIB


def test_the_wall_is_four_fifths_of_the_machine_if_nothing_is_said(at_work):
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    assert 0 < wall_of(at_work) <= machine // 5 * 4 + mapped()


def test_the_wall_is_where_it_is_said_to_be(at_work):
    assert 300 * MIB < wall_of([*at_work, "--memory", "300M"]) <= 300 * MIB + mapped()


@pytest.mark.slow  # a sanitizer has mapped more than this when it begins
def test_the_wall_never_lies_above_the_users_own(at_work):
    def lower():
        resource.setrlimit(resource.RLIMIT_DATA, (280 * MIB, 1 << 40))
    assert wall_of([*at_work, "--memory", "300M"], preexec_fn=lower) == 280 * MIB


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may show another control group")
@pytest.mark.parametrize("lines, file, size", [
    ("0::/", "memory.max", 400 * MIB),
    ("0::/a/b", "a/memory.max", 400 * MIB),
    ("3:cpu,cpuacct:/c\n4:memory:/a/b\n0::/", "memory/a/b/memory.limit_in_bytes", 400 * MIB),
    ("4:memory:/gone", "memory/memory.limit_in_bytes", 400 * MIB),
])
def test_a_control_group_counts_as_the_machine(at_work, tmp_path, lines, file, size):
    write(tmp_path / "cgroup", lines + "\n")
    groups = tmp_path / "groups"
    (groups / file).parent.mkdir(parents=True)
    write(groups / file, f"{size}\n")
    shown = (f"mount --bind {groups} /sys/fs/cgroup && "
             f"mount --bind {tmp_path}/cgroup /proc/$$/cgroup && exec \"$@\"")
    unshared = ["unshare", "--mount", "sh", "-c", shown, "sh"]
    if subprocess.run([*unshared, "true"], capture_output=True).returncode != 0:
        pytest.skip("this machine allows no mounts")
    wall = wall_of([*unshared, *at_work])
    assert size // 5 * 4 < wall <= size // 5 * 4 + mapped()
