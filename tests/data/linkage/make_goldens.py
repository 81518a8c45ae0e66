#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write goldens.json: what Splink makes of the cases in cases.py.

Needs: pip install splink==5.0.0 duckdb==1.5.5
"""
import json
import logging
import pathlib

import duckdb
import splink
from cases import CASES, INCREMENTS, digest, increment_of, linker_of

logging.disable(logging.WARNING)
goldens = {}
for name, (settings, tables) in CASES.items():
    linker, connection = linker_of(duckdb, splink, settings, tables)
    pairs = linker.inference.predict().physical_name
    columns = [row[0] for row in connection.execute(f"describe {pairs}").fetchall()]
    goldens[name] = {"digest": digest(connection, pairs), "columns": columns}
    print(name, goldens[name]["digest"])
for name, increment in INCREMENTS.items():
    pairs, connection = increment_of(duckdb, splink, *increment)
    goldens[name] = {"digest": digest(connection, pairs)}
    print(name, goldens[name]["digest"])
out = pathlib.Path(__file__).parent / "goldens.json"
out.write_text(json.dumps(goldens, indent=1) + "\n")
