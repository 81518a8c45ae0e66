# SPDX-License-Identifier: Apache-2.0
"""Stores that were damaged: found on opening or by check, named by the byte."""

import fcntl
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import time

import pytest
from hostile import (
    AGENCY,
    CHIEF,
    DATA_ERROR,
    INTERRUPTED,
    IO_ERROR,
    JOINDER,
    MARKER,
    MISSING,
    make_folder,
    refused,
    run,
    write,
)

# ---- damage ----------------------------------------------------------------------------------
@pytest.fixture
def copied(full, tmp_path):
    return pathlib.Path(shutil.copytree(full, tmp_path / "store"))


def both_refuse(code, said, store):
    refused(code, said, "check", store)
    refused(code, said, "show", store, "a/person/1", *CHIEF)


def test_a_flipped_bit_anywhere_in_the_journal_is_found(copied):
    journal, rng = (copied / "journal").read_bytes(), random.Random(4)
    for at in [0, len(journal) - 1, *rng.sample(range(len(journal)), 10)]:
        damaged = bytearray(journal)
        damaged[at] ^= 1 << rng.randrange(8)
        write(copied / "journal", bytes(damaged))
        both_refuse(DATA_ERROR, "journal: byte ", copied)


def test_a_journal_that_is_cut_is_found(copied):
    journal = (copied / "journal").read_bytes()
    for n in (0, 1, len(journal) // 3, len(journal) - 1):
        write(copied / "journal", journal[:n])
        both_refuse(DATA_ERROR, "journal: byte ", copied)


def test_a_flipped_bit_in_the_salts_is_found(copied):
    salts = bytearray((copied / "journal.salts").read_bytes())
    salts[len(salts) // 2] ^= 1
    write(copied / "journal.salts", bytes(salts))
    refused(DATA_ERROR, ": byte ", "check", copied)


def test_what_stands_behind_the_journal_is_told_and_not_read(copied):
    journal = (copied / "journal").read_bytes()
    write(copied / "journal", journal + journal)
    refused(DATA_ERROR, "journal: byte ", "check", copied)
    assert run("show", copied, "a/person/1", *CHIEF).returncode == 0  # a torn write is cut off
    assert run("check", copied).returncode == 0


@pytest.mark.parametrize("content, said", [
    ("", "is damaged"), ("{", "is damaged"), ("[]", "is damaged"), ("{}", "is damaged"),
    ('{"format": "1"}', "is damaged"), ('{"format": 2}', "has format 2, this build reads 1"),
    ('{"format": 99999999999999999999}', "is damaged"), ("[" * 9999, "larger than"),
    (f'{{"format": 1, "store": "{MARKER}"}}', "is damaged"),
    (f'{{"format": 1, "store": "{"0" * 32}"}}', "is damaged"),
])
def test_a_store_of_another_format_is_not_opened(full, tmp_path, content, said):
    store = tmp_path / "store"
    store.mkdir()
    for name in ("journal", "journal.salts"):
        shutil.copy(full / name, store)
    write(store / "joinder.json", content)
    refused(DATA_ERROR, said, "show", store, "a/person/1", *CHIEF)


def test_what_is_no_store_is_not_found(tmp_path):
    for store in (tmp_path, tmp_path / "none", "/etc/passwd", ""):
        both_refuse(MISSING, "is no store", store)


def test_a_store_that_is_held_is_not_shared(copied):
    with open(copied / "journal") as journal:
        fcntl.flock(journal, fcntl.LOCK_EX)
        both_refuse(IO_ERROR, "is held by another", copied)
    assert run("check", copied).returncode == 0


def test_a_full_disk_leaves_the_store_as_it_was(copied, tmp_path):
    rows = "".join(f"{i},{MARKER}\n" for i in range(3000))
    folder = make_folder(tmp_path / "b", {"person.csv": "id,name\n" + rows}, {**AGENCY, "id": "b"})
    size = (copied / "journal").stat().st_size + 5000

    def nearly_full():
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    refused(IO_ERROR, "journal", "ingest", copied, folder, *CHIEF, restore_signals=False,
            preexec_fn=nearly_full)
    refused(MISSING, "no such record", "show", copied, "b/person/1", *CHIEF)
    assert run("check", copied).returncode == 0
    assert run("ingest", copied, folder, *CHIEF).returncode == 0


def test_a_demonstration_stops_at_ctrl_c(tmp_path):
    with subprocess.Popen([JOINDER, "demo", str(tmp_path / "demo"), "--people", "20000"],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert process.returncode == INTERRUPTED
    assert not (tmp_path / "demo/report.html").exists()
