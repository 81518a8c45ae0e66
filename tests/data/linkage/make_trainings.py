#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write trainings.json: what Splink makes of the trainings in trainings.py.

Needs: tools/setup.sh peers; then .deps/peers/bin/python make_trainings.py
"""
import json
import logging
import pathlib

import duckdb
import splink
from trainings import TRAININGS, ask_splink

logging.disable(logging.WARNING)
goldens = {}
for name, training in TRAININGS.items():
    goldens[name] = ask_splink(duckdb, splink, *training)
    print(name, goldens[name]["prior"], goldens[name]["iterations"])
out = pathlib.Path(__file__).parent / "trainings.json"
out.write_text(json.dumps(goldens, indent=1) + "\n")
