# SPDX-License-Identifier: Apache-2.0
"""Agencies' folders that are wrong, or wish harm."""

import csv
import json
import os
import pathlib
import signal
import subprocess
import time

import pytest
from hostile import (
    AGENCY,
    CHIEF,
    DATA_ERROR,
    DEEP,
    DENIED,
    ESCAPES,
    FILES,
    INTERRUPTED,
    JOINDER,
    MARKER,
    MISSING,
    PERSON,
    USAGE,
    ingest,
    make_folder,
    make_store,
    refused,
    run,
    write,
)

def without(key):
    return {name: value for name, value in AGENCY.items() if name != key}


AGENCIES = {
    "empty": ("", "not JSON"),
    "cut": ('{"id": "a"', "not JSON: line 1"),
    "a list": ([], "not an object"),
    "deep": (DEEP, "not JSON"),
    "large": ({**AGENCY, "name": "x" * 2000000}, "larger than"),
    "without an id": (without("id"), "id is missing"),
    "without a zone": (without("zone"), "zone is missing"),
    "an id with a slash": ({**AGENCY, "id": "a/b"}, "a slash"),
    "an id that paints": ({**AGENCY, "id": "a\x1b[31m"}, "a control character"),
    "an id that paints in two bytes": ({**AGENCY, "id": "a\x9b31m"}, "a control character"),
    "an id of a number": ({**AGENCY, "id": 1}, "id is not a short text"),
    "an unknown key": ({**AGENCY, "sha\x1bring": []}, "no such key: sha?ring"),
    "keys that stand twice": ('{"id": "a", "id": "b"}', "not JSON"),
    "a zone of Mars": ({**AGENCY, "zone": "Mars/Olympus"}, "no such time zone"),
    "a zone that is a path": ({**AGENCY, "zone": "../../etc/passwd"}, "no such time zone"),
    "laws of a text": ({**AGENCY, "laws": "us"}, "laws is not a list"),
    "people of numbers": ({**AGENCY, "people": [1]}, "people is not an object"),
    "people that paint": ({**AGENCY, "people": [{"id": "\x1b[2J", "role_kind": "d"}]}, "people"),
    "an unknown answer": ({**AGENCY, "sharing": [{"to": "*", "role_kind": "*", "item": "*",
                                                  "answer": "everything"}]}, "answer"),
    "an unknown table": ({**AGENCY, "tables": {"peson": {}}}, "no standard table is peson"),
    "an unknown delivery": ({**AGENCY, "tables": {"person": {"delivery": "x"}}}, "delivery"),
    "a date pattern of nothing": ({**AGENCY, "tables": {"person": {"dates": ["q"]}}}, "person"),
    "an unknown encoding": ({**AGENCY, "files": {"a.csv": {"encoding": "x"}}}, "encoding"),
}


@pytest.mark.parametrize("name", AGENCIES)
def test_a_wrong_agency_is_bad_data(empty, tmp_path, name):
    agency, said = AGENCIES[name]
    refused(DATA_ERROR, said, "ingest", empty,
            make_folder(tmp_path / "a", {"person.csv": PERSON}, agency), *CHIEF)


def test_a_folder_says_who_it_is_of(empty, tmp_path):
    refused(MISSING, "agency.json", "ingest", empty, make_folder(tmp_path / "a", {}, None), *CHIEF)
    refused(MISSING, "agency.json", "ingest", empty, tmp_path / "nowhere", *CHIEF)


def test_a_table_is_given_once(empty, tmp_path):
    both = make_folder(tmp_path / "a", {"person.csv": PERSON, "person.sql": "select 1 as id"})
    refused(DATA_ERROR, "person.csv and person.sql both", "ingest", empty, both, *CHIEF)
    one = make_folder(tmp_path / "b", {"person.csv": PERSON})
    refused(DATA_ERROR, "two folders of one agency", "ingest", empty, one, one, *CHIEF)


def test_a_link_or_a_pipe_is_not_followed(empty, tmp_path):
    secret = write(tmp_path / "secret.csv", "id,name\n1,SECRET\n")
    outside = write(tmp_path / "agency.json", AGENCY)
    for i, (name, target) in enumerate([
            ("person.csv", secret), ("person.csv", None), ("agency.json", outside),
            ("agency.json", None), ("person.sql", secret)]):
        folder = make_folder(tmp_path / str(i), {}, None if name == "agency.json" else AGENCY)
        os.symlink(target, folder / name) if target else os.mkfifo(folder / name)
        refused(DENIED, "a link or no plain file", "ingest", empty, folder, *CHIEF, timeout=20)
    folder = make_folder(tmp_path / "x", {"person.sql": "select * from secret"})
    os.symlink(secret, folder / "secret.csv")
    refused(DENIED, "a link or no plain file", "ingest", empty, folder, *CHIEF)


STATEMENTS = {
    "select id from x; select id from x": (DATA_ERROR, "exactly one SELECT"),
    "select id from x; copy x to 'y.csv'": (DATA_ERROR, "exactly one SELECT"),
    "copy (select 1 as id) to 'y.csv'": (DATA_ERROR, "exactly one SELECT"),
    "attach 'y.db'": (DATA_ERROR, "exactly one SELECT"),
    "install httpfs": (DATA_ERROR, "exactly one SELECT"),
    "pragma database_list": (DATA_ERROR, "exactly one SELECT"),
    "set memory_limit = '1TB'": (DATA_ERROR, "exactly one SELECT"),
    "-- nothing": (DATA_ERROR, "exactly one SELECT"),
    "select from where": (DATA_ERROR, "at character 13"),
    "select nobody from x": (DATA_ERROR, "nobody"),
    "show tables": (DATA_ERROR, "SHOW"),
    "select column0 as id from '/etc/passwd'": (MISSING, "no file or WITH"),
    "select id from \"../x.csv\"": (MISSING, "no file or WITH"),
    "select id from 'https://example.com/x.csv'": (MISSING, "no file or WITH"),
    "select * from read_text('/etc/passwd')": (DENIED, "read_text()"),
    "select * from glob('/etc/*')": (DENIED, "glob()"),
    "select * from query('select 1 as id')": (DENIED, "query()"),
    "select name as id from duckdb_secrets()": (DENIED, "duckdb_secrets()"),
    "select table_name as id from information_schema.tables": (DATA_ERROR, "no table"),
    "select getenv('HOME') as id from x": (DATA_ERROR, "getenv()"),
    "select random() as id from x": (DATA_ERROR, "random()"),
    "select error(name) as id from x": (DATA_ERROR, "error()"),
    "select cast(name as integer) as id from x": (DATA_ERROR, "a value that its type does not"),
    "select string_agg(repeat('x', 60000), '') as id from range(10000000)": (
        DATA_ERROR, "more memory"),
    "select a.range as id from range(10000000000) a, range(1000) b": (DATA_ERROR, "rows"),
    b"select '\xff' as id": (DATA_ERROR, "not UTF-8"),
}


@pytest.mark.parametrize("sql", STATEMENTS, ids=range(len(STATEMENTS)))
def test_a_strangers_sql_reads_its_folder_and_nothing_else(empty, tmp_path, sql):
    code, said = STATEMENTS[sql]
    folder = make_folder(tmp_path / "a", {"person.sql": sql, "x.csv": f"id,name\n1,{MARKER}\n"})
    refused(code, said, "ingest", empty, folder, *CHIEF)
    assert sorted(os.listdir(folder)) == ["agency.json", "person.sql", "x.csv"]
    assert os.listdir(tmp_path) == ["a"]


def test_a_statement_that_loops_for_ever_stops_at_ctrl_c(empty, tmp_path):
    sql = "with recursive t as (select 1 as id union all select id + 1 from t) select id from t"
    folder = make_folder(tmp_path / "a", {"person.sql": sql})
    command = [JOINDER, "ingest", str(empty), str(folder), *CHIEF]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        message = process.communicate(timeout=20)[1]
    assert process.returncode == INTERRUPTED, message
    assert message.count(b"\n") == 1


@pytest.mark.parametrize("name", ["empty.csv", "random.csv", "latin.csv", "few-fields.csv",
                                  "open-quote.csv", "half.parquet", "cut.jsonl"])
def test_a_wrong_file_keeps_the_whole_folder_out(empty, tmp_path, name):
    content, said = FILES[name]
    name = "person" + pathlib.Path(name).suffix
    folder = make_folder(tmp_path / "a", {name: content, "event.csv": "id,kind\n1,arrest\n"})
    refused(DATA_ERROR, said, "ingest", empty, folder, *CHIEF)


# ---- rows ------------------------------------------------------------------------------------
@pytest.fixture
def store(tmp_path):
    return make_store(tmp_path / "store")


def test_rows_are_rejected_for_five_reasons_only(store, tmp_path):
    files = {
        "person.csv": f"id,name\n1,{MARKER}\n2,{MARKER}\n2,x{MARKER}\n,{MARKER}\n3,same\n3,same\n",
        "event.csv": f"id,kind,status\ne,arrest,{MARKER}\nf,,{MARKER}\n,arrest,{MARKER}\n",
        "role.csv": "kind,record_id,event_id,role\n"
                    f"person,{MARKER},e,suspect\nperson,1,{MARKER},suspect\n"
                    f"{MARKER},1,e,suspect\nperson,1,e,\nperson,1,e,suspect\n",
        "relation.csv": "kind,from_kind,from_id,to_kind,to_id\n"
                        f"owns,person,1,phone,{MARKER}\n"
                        ",person,1,person,1\nknows-of,person,1,person,3\n",
    }
    tables, rejected, issues = ingest(store, make_folder(tmp_path / "a", files))
    lines = [(file, int(row), column) for _, file, row, column, _ in rejected]
    assert sorted(lines) == [
        ("event.csv", 2, "kind"), ("event.csv", 3, "id"), ("person.csv", 2, ""),
        ("person.csv", 3, ""), ("person.csv", 4, "id"), ("relation.csv", 1, "to_id"),
        ("relation.csv", 2, "kind"), ("role.csv", 1, "record_id"), ("role.csv", 2, "event_id"),
        ("role.csv", 3, "kind"), ("role.csv", 4, "role"),
    ]
    assert issues == []
    assert {name: table["accepted"] for name, table in tables.items()} == {
        "person": 3, "event": 1, "role": 1, "relation": 1}


def test_a_bad_field_is_an_issue_and_its_row_stays(store, tmp_path):
    dates = ["2020-02-30", "1970-13-01", "32/13/2020", "-1", MARKER, "20200230"]
    people = "".join(f"{i},{MARKER},{date}\n" for i, date in enumerate(dates))
    files = {
        "person.csv": "id,name,birth_date\n" + people,
        "organization.csv": f'id,aliases\n1,"{";".join([MARKER] * 1500)}"\n'
                            f"{MARKER * 7000},x\n",
        "phone.csv": f"id,number,note\n1,{MARKER * 7000},x\n2,614-555-0100,{MARKER * 7000}\n",
        "event.csv": f"id,kind,at\n1,arrest,{MARKER}\n2,arrest,2017-03-12T02:30:00\n"
                     "3,arrest,2017-11-05T01:30:00\n",
        "vehicle.csv": f"id,vin,known_at\n1,1,{MARKER}\n2,2,2999-01-01\n",
    }
    tables, rejected, issues = ingest(store, make_folder(tmp_path / "a", files))
    # An id is no field: without it there is no row.
    assert [(file, int(row)) for _, file, row, _, _ in rejected] == [("organization.csv", 2)]
    lines = {(file, int(row), column) for _, file, row, column, _ in issues}
    assert {("person.csv", i + 1, "birth_date") for i in range(len(dates))} <= lines
    assert {("organization.csv", 1, "aliases"), ("vehicle.csv", 1, "known_at"),
            ("vehicle.csv", 2, "known_at"), ("phone.csv", 1, "number"),
            ("phone.csv", 2, "")} <= lines
    assert {("event.csv", row, "at") for row in (1, 2, 3)} <= lines
    assert sum(table["rejected"] for table in tables.values()) == 1


def test_a_table_without_its_columns_is_rejected_row_by_row(store, tmp_path):
    files = {"person.csv": f"{MARKER}\n1\n2\n", "role.csv": f"x\n{MARKER}\n"}
    tables, rejected, _ = ingest(store, make_folder(tmp_path / "a", files))
    assert tables["person"]["rejected"] == 2 and tables["role"]["rejected"] == 1
    assert len(rejected) == 3


def test_an_id_may_be_anything_and_finds_its_record(store, tmp_path):
    ids = ["a/b/c", "//", "with blank", "x" * 60000, ESCAPES, "\u0301", "-"]
    with open(make_folder(tmp_path / "a", {}) / "person.csv", "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([["id"], *[[one] for one in ids]])
    assert ingest(store, tmp_path / "a")[0]["person"]["accepted"] == len(ids)
    for one in ids:
        ended = run("show", store, "a/person/" + one, *CHIEF, "--format", "json")
        assert json.loads(ended.stdout)["name"] == "a/person/" + one


def test_what_is_delivered_again_adds_nothing_and_what_is_missing_is_not_lost(store, tmp_path):
    people = [f"{i},{MARKER}\n" for i in range(100)]
    folder = make_folder(tmp_path / "a", {"person.csv": "id,name\n" + "".join(people)})
    assert ingest(store, folder)[0]["person"]["inserted"] == 100
    again = ingest(store, folder)[0]["person"]
    assert (again["inserted"], again["replaced"], again["same"]) == (0, 0, 100)
    write(folder / "person.csv", "id,name\n" + "".join(people[:90]))
    refused(DATA_ERROR, "would withdraw 10 of 100 rows", "ingest", store, folder, *CHIEF)
    assert run("show", store, "a/person/99", *CHIEF).returncode == 0
    refused(USAGE, "--withdraw-up-to", "ingest", store, folder, *CHIEF, "--withdraw-up-to", "nan")
    assert run("ingest", store, folder, *CHIEF, "--withdraw-up-to", 0.1).returncode == 0
    refused(MISSING, "no such record", "show", store, "a/person/99", *CHIEF)
