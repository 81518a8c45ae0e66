# SPDX-License-Identifier: Apache-2.0
"""Who asks a store for what is not there or not his; values that would paint a terminal."""

import os
import pty
import subprocess

import pytest
from hostile import (
    AGENCY,
    CHIEF,
    DENIED,
    ESCAPES,
    IO_ERROR,
    JOINDER,
    MARKER,
    MISSING,
    PERSON,
    USAGE,
    controls,
    make_folder,
    make_store,
    refused,
    write,
)

ANN = ("--as", "ann@a", "--purpose", "investigation", "--case", "k", "--now", "2018-06-01")


def on_a_terminal(*words):
    """What the command writes when both its streams are a terminal."""
    process, terminal = pty.fork()
    if process == 0:
        os.execve(JOINDER, [JOINDER, *map(str, words)], {**os.environ, "NO_COLOR": "1"})
    text = b""
    try:
        while chunk := os.read(terminal, 65536):
            text += chunk
    except OSError:
        pass  # the other end is closed
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), text.decode()


@pytest.mark.parametrize("form", ["table", "csv", "json"])
@pytest.mark.parametrize("words", [
    ("show", "a/person/1"), ("show", "a/event/1"), ("show", "a/case/" + ESCAPES),
    ("show", "a/person/" + ESCAPES), ("why", "a/person/1", "a/person/" + ESCAPES),
    ("reach", "a/person/1")], ids=range(6))
def test_no_value_reaches_the_terminal_raw(full, words, form):
    code, text = on_a_terminal(words[0], full, *words[1:], *CHIEF, "--format", form)
    assert code == 0 and len(text) > 300
    # A mark of direction inside JSON is data, as it is in any text; it moves no cursor.
    assert [c for c in controls(text) if form != "json" or c != "\u202e"] == []


def test_no_argument_reaches_the_terminal_raw(tmp_path):
    for words in (("show", f"{tmp_path}/{ESCAPES}", "x", *CHIEF), ("show", "--" + ESCAPES),
                  (ESCAPES,), ("init", tmp_path / "s", "--operator", ESCAPES + "@a")):
        code, text = on_a_terminal(*words)
        assert code in (USAGE, MISSING) and "\x1b" not in text and "\x9b" not in text


def test_a_store_is_made_in_an_empty_place_by_somebody(tmp_path):
    store = make_store(tmp_path / "store")
    chief = ("--operator", "chief@records")
    refused(IO_ERROR, "is not empty", "init", store, *chief)
    refused(IO_ERROR, "is not empty", "init", tmp_path, *chief)
    refused(IO_ERROR, "cannot be made", "init", write(tmp_path / "file", "x"), *chief)
    refused(USAGE, "who runs the store?", "init", tmp_path / "other")
    for name in ("", "chief", "@records", "chief@", "x" * 5000 + "@a", "a\x1b@b"):
        refused(USAGE, "operator", "init", tmp_path / "other", "--operator", name)
    assert sorted(os.listdir(tmp_path)) == ["file", "store"]


@pytest.mark.parametrize("asker, code, said", [
    ((), USAGE, "who asks"),
    (("--as", "ann@a"), USAGE, "who asks"),
    (("--as", MARKER, "--purpose", "investigation", "--case", "k"), USAGE, "PERSON@AGENCY"),
    (("--as", f"{MARKER}@a", "--purpose", "investigation", "--case", "k"), DENIED, "no agency"),
    (("--as", f"ann@{MARKER}", "--purpose", "investigation", "--case", "k"), DENIED, "no agency"),
    (("--as", "ann@a", "--purpose", "investigation"), DENIED, "needs a case"),
    (("--as", "ann@a", "--purpose", "investigation", "--case", MARKER), DENIED, "needs a case"),
    (("--as", "ann@a", "--purpose", "audit"), DENIED, "operator"),
    (("--as", "ann@a", "--purpose", MARKER), DENIED, "a purpose is"),
    ((*ANN, "--as-of", MARKER), USAGE, "as-of takes a day"),
    ((*ANN, "--known-at", "2020-02-30"), USAGE, "known-at takes a day"),
    ((*ANN[:-1], "2020-02-30"), USAGE, "--now takes a day"),
    ((*ANN, "--format", MARKER), USAGE, "--format is"),
    ((*ANN, "--threads", "-1"), USAGE, "--threads takes"),
    ((*ANN, "--receipt", "/nowhere/receipt"), IO_ERROR, "could not be written"),
])
def test_who_may_not_ask_is_told_so_and_nothing_else(full, asker, code, said):
    refused(code, said, "show", full, "a/person/1", *asker)


@pytest.mark.parametrize("name, code", [
    ("", USAGE), ("x", USAGE), ("//", USAGE), ("a/person", USAGE), ("a/person/", USAGE),
    ("a/person/" + MARKER, MISSING), (MARKER + "/person/1", MISSING), ("a/peson/1", MISSING),
    ("a/b/c/d", MISSING), ("\x1b/\x1b/\x1b", MISSING), ("a/person/" + "x" * 99999, MISSING),
])
def test_a_name_that_names_nothing_is_not_repeated(full, name, code):
    said = "AGENCY/KIND/ID" if code == USAGE else "no such record, event or case"
    refused(code, said, "show", full, name, *CHIEF)


def test_bounds_of_a_question_are_checked(full):
    for words in (("reach", "a/person/1", "--steps", "13"), ("search", "--limit", "-1", "x"),
                  ("extend", "a/person/1", "--steps", "x"), ("search",), ("search", ""),
                  ("extend", "a/person/1", "--max-bits", "nan"), ("search", "x", "--kind", MARKER),
                  ("why", "a/person/1"), ("why", "a/person/1", "a/person/1"),
                  ("show", "a/person/1", "--speed", "1"), ("show", "a/person/1", "--as")):
        refused(USAGE, "", words[0], full, *words[1:], *CHIEF)


def test_only_the_operator_acts_on_all(full, tmp_path):
    other = make_folder(tmp_path / "b", {"person.csv": PERSON}, {**AGENCY, "id": "b"})
    refused(DENIED, "the operator's", "resolve", full, *ANN)
    refused(DENIED, "the operator's", "ingest", full, other, *ANN)



def test_a_full_stdout_is_told(full):
    with open("/dev/full", "w") as stdout:
        ended = subprocess.run([JOINDER, "show", str(full), "a/person/1", *CHIEF, "--receipt",
                                "/dev/null"], stdout=stdout, stderr=subprocess.PIPE)
    assert ended.returncode == IO_ERROR and ended.stderr.count(b"\n") == 1
