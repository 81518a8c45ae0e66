# SPDX-License-Identifier: Apache-2.0
"""What the tests of hostile input share: how the command is run, and what a refusal looks like.

MARKER stands in every field of every file; no message and no listed reason may show it.
"""

import csv
import json
import os
import pathlib
import random
import subprocess
import tempfile

import duckdb

JOINDER = os.environ.get("JOINDER", "build/joinder")
DATA = pathlib.Path(__file__).resolve().parents[1] / "data"
MARKER = "MARKERVALUE"
ESCAPES = "\x1b[31mred\x9b2J\x07\u202eabc\x7f\b"
DEEP = "[" * 100000 + "]" * 100000
USAGE, DATA_ERROR, MISSING, IO_ERROR, DENIED, INTERRUPTED = 2, 65, 66, 74, 77, 130
CHIEF = ("--as", "chief@records", "--purpose", "audit", "--now", "2018-06-01")
MODEL = json.loads((DATA / "linkage/fake_1000.model.json").read_text())
HEADER = "unique_id,first_name,surname,dob,city,email\n"
ROW = f"{{}},{MARKER},{MARKER},1971-06-24,{MARKER},{MARKER}\n"
RECORDS = HEADER + "".join(ROW.format(i) for i in range(50))


def run(*words, **options):
    return subprocess.run(
        [JOINDER, *map(str, words)], capture_output=True, stdin=subprocess.DEVNULL, **options
    )


def controls(text):
    return [c for c in text
            if c not in "\r\n" and (c < " " or "\x7f" <= c <= "\x9f" or c == "\u202e")]


def refused(code, said, *words, **options):
    """The command ends with this code, and says so in one harmless line."""
    ended = run(*words, **options)
    message = ended.stderr.decode()
    assert ended.returncode == code, message
    assert said in message
    assert message.startswith("joinder ") and message.count("\n") == 1
    assert MARKER not in message + ended.stdout.decode()
    assert controls(message) == []
    return message


def write(path, content):
    if isinstance(content, (dict, list)):
        content = json.dumps(content)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def parquet():
    with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
        duckdb.execute(f"copy (select '{MARKER}' || range as unique_id from range(99)) "
                       f"to '{file.name}'")
        return pathlib.Path(file.name).read_bytes()


PARQUET = parquet()
NOT_UTF8 = (HEADER + ROW.format("\xe9")).encode("latin-1")
FILES = {
    "empty.csv": ("", "line 1: no header"),
    "zeros.csv": (bytes(5000), "NUL byte"),
    "random.csv": (random.Random(1).randbytes(3000), "UTF-8"),
    "latin.csv": (NOT_UTF8, "line 2: not UTF-8"),
    "long-cell.csv": (HEADER + f"1,{MARKER}{'x' * 70000},a,b,c,d\n", "column first_name"),
    "few-fields.csv": (HEADER + f"1,{MARKER}\n", "line 2: another number of fields"),
    "many-fields.csv": (HEADER + f"1,{MARKER},a,b,c,d,e\n", "line 2: another number of fields"),
    "open-quote.csv": (HEADER + f'1,"{MARKER},a,b,c,d\n', "line 2: a quote"),
    "same-names.csv": (f"unique_id,a,a\n1,{MARKER},2\n", "two columns named a"),
    "same-ids.csv": (RECORDS + ROW.format(7), "row 8 of table same-ids and row 51"),
    "no-id.csv": (HEADER + ROW.format(""), "row 1 of table no-id has no unique_id"),
    "no-column.csv": (f"unique_id,first_name\n1,{MARKER}\n", "no column surname"),
    "no-id-column.csv": (f"first_name\n{MARKER}\n", "no column unique_id"),
    "not-gzip.csv.gz": (RECORDS, "not a gzip file"),
    "not-zstd.csv.zst": (RECORDS, "not a Zstandard file"),
    "half.parquet": (PARQUET[: len(PARQUET) // 2], "not a Parquet file"),
    "no-end.parquet": (PARQUET[:-3], "not a Parquet file"),
    "no-bytes.parquet": ("", "not a Parquet file"),
    "cut.jsonl": (f'{{"unique_id": "{MARKER}"\n', "record 1: not well-formed JSON"),
    "array.json": (f'[1, "{MARKER}"]', "not an object"),
    "deep.jsonl": ('{"unique_id":' + "[" * 20000 + "]" * 20000 + "}", "record 1"),
    "same-keys.jsonl": (f'{{"unique_id": 1, "unique_id": "{MARKER}"}}', "a key that stands twice"),
    "page.html": (f"<p>{MARKER}</p>", "no known ending"),
}


# ---- agencies' folders -----------------------------------------------------------------------
AGENCY = {"id": "a", "name": "A", "kind": "police", "country": "US", "zone": "America/New_York",
          "people": [{"id": "ann", "role_kind": "detective"}]}
PERSON = f"id,name,birth_date,note\n1,{MARKER},1970-01-01,{MARKER}\n"


def make_folder(path, files, agency=AGENCY):
    path.mkdir()
    if agency is not None:
        write(path / "agency.json", agency)
    for name, content in files.items():
        write(path / name, content)
    return path


def make_store(path):
    assert run("init", path, "--operator", "chief@records", "--now", "2018-06-01").returncode == 0
    return path


def ingest(store, *folders):
    """Take folders in: the report by table, and the lines of rejected.csv and issues.csv."""
    ended = run("ingest", store, *folders, *CHIEF, "--format", "json")
    assert ended.returncode == 0, ended.stderr
    tables = {table["table"]: table for table in json.loads(ended.stdout)["tables"]}
    for table in tables.values():
        assert table["read"] == table["accepted"] + table["rejected"]
    lists = []
    for name in ("rejected.csv", "issues.csv"):
        text = (store / name).read_text()
        assert MARKER not in text and controls(text) == []
        lists.append([tuple(line.values()) for line in csv.DictReader(text.splitlines())])
    assert MARKER not in ended.stderr.decode()
    return tables, *lists
