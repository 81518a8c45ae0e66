# SPDX-License-Identifier: Apache-2.0
"""Stores that several files of tests of hostile input ask."""

import pytest
from hostile import AGENCY, CHIEF, ESCAPES, ingest, make_folder, make_store, run


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """A store that nothing gets into."""
    store = make_store(tmp_path_factory.mktemp("empty") / "store")
    before = (store / "journal").read_bytes()
    yield store
    assert (store / "journal").read_bytes() == before


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    """A store of one agency, with a case of its own and escapes in every field."""
    folder = tmp_path_factory.mktemp("full")
    fields = f"{ESCAPES},{ESCAPES}"
    make_folder(folder / "a", {
        "person.csv": f"id,name,aliases,paint\x9b\n1,{fields},{ESCAPES}\n{ESCAPES},{fields},x\n",
        "event.csv": f"id,kind,at,case_numbers,status\n1,{ESCAPES},2017-01-01,k;{fields}\n",
        "role.csv": f"kind,record_id,event_id,role\nperson,1,1,{ESCAPES}\n"
                    f"person,{ESCAPES},1,suspect\nperson,x{ESCAPES},1,suspect\n",
    }, {**AGENCY, "name": ESCAPES, "contact": ESCAPES})
    store = make_store(folder / "store")
    assert ingest(store, folder / "a")[0]["role"]["accepted"] == 2
    assert run("resolve", store, *CHIEF).returncode == 0
    return store
