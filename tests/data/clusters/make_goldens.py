#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write what Splink makes of made-up pairs: best links, thresholds, measures of the graph.

Needs: pip install splink==5.0.0 duckdb==1.5.5 igraph==1.0.0
"""
import logging
import pathlib
import random

import duckdb
from splink import DuckDBAPI, Linker, SettingsCreator
from splink.internals.clustering import cluster_pairwise_predictions_at_multiple_thresholds

logging.disable(logging.WARNING)
HERE = pathlib.Path(__file__).parent
SOURCES = {"court": 60, "police": 80, "prison": 50}
THRESHOLDS = [0.5, 0.9, 0.99]


def make_pairs():
    """People with up to three records a source; some scores are tied, some pairs wrong."""
    rng = random.Random(20261128)
    records = [(source, f"{source[:2]}{i}", rng.randrange(70))
               for source, n in SOURCES.items() for i in range(n)]
    pairs = []
    for i, (source_l, id_l, person_l) in enumerate(records):
        for source_r, id_r, person_r in records[i + 1:]:
            if person_l == person_r and rng.random() < 0.85:
                score = rng.choice([0.8, 0.95, 0.999, round(rng.uniform(0.3, 1), 6)])
            elif rng.random() < 0.006:
                score = rng.choice([0.8, 0.95, round(rng.uniform(0, 1), 6)])
            else:
                continue
            pairs.append((score, source_l, id_l, source_r, id_r))
    rng.shuffle(pairs)
    return records, pairs


connection = duckdb.connect()
api = DuckDBAPI(connection)
records, pairs = make_pairs()
connection.execute("create table records (source_dataset text, unique_id text)")
connection.executemany("insert into records values (?, ?)", [row[:2] for row in records])
connection.execute("create table pairs (match_probability double, source_dataset_l text, "
                   "unique_id_l text, source_dataset_r text, unique_id_r text)")
connection.executemany("insert into pairs values (?, ?, ?, ?, ?)", pairs)
for table in ("records", "pairs"):
    connection.execute(f"copy {table} to '{HERE}/{table}.csv'")
connection.execute("create table records_x as select *, 'x' as x from records")
inputs = []
for source in SOURCES:
    connection.execute(f"create table input_{source} as from records_x "
                       f"where source_dataset = '{source}'")
    inputs.append(api.register(connection.table(f"input_{source}"), dataset_display_name=source))
linker = Linker(inputs, SettingsCreator(link_type="link_and_dedupe"))
predicted = linker.table_management.register_table_predict(api.register("pairs"))


def save(name, sql):
    connection.execute(f"copy ({sql}) to '{HERE}/{name}.csv'")
    print(name, connection.execute(f"select count(*) from ({sql})").fetchone())


KEYS = "source_dataset, unique_id"
for name, free in {"all": list(SOURCES), "police": ["police"],
                   "two": ["court", "prison"]}.items():
    columns = []
    for ties in ("lowest_id", "drop"):
        for threshold in (0.5, 0.9):
            clusters = linker.clustering.cluster_using_single_best_links(
                predicted, duplicate_free_datasets=free, ties_method=ties,
                threshold_match_probability=threshold)
            column = f"{ties}_{str(threshold).replace('.', '_')}"
            connection.execute(f"create or replace table {column} as select {KEYS}, "
                               f"cluster_id as {column} from {clusters.physical_name}")
            columns.append(column)
    joined = " join ".join([columns[0]] + [f"{c} using ({KEYS})" for c in columns[1:]])
    save(f"best-link-{name}", f"select {KEYS}, {', '.join(columns)} from {joined} order by all")

# Whatever pairs connect, at several thresholds, over node ids as link modes write them.
ID = "source_dataset{0} || '-__-' || unique_id{0}"
connection.execute(f"create table nodes as select {ID.format('')} as unique_id from records")
connection.execute(f"create table edges as select match_probability, {ID.format('_l')} as "
                   f"unique_id_l, {ID.format('_r')} as unique_id_r from pairs")
several = cluster_pairwise_predictions_at_multiple_thresholds(
    "nodes", "edges", api, node_id_column_name="unique_id",
    match_probability_thresholds=THRESHOLDS)
save("thresholds", f"from {several.physical_name} order by all")

clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
    predicted, threshold_match_probability=0.9)
measured = linker.clustering.compute_graph_metrics(
    predicted, clusters, threshold_match_probability=0.9)
for what in ("nodes", "edges", "clusters"):
    save(f"measures-{what}", f"from {getattr(measured, what).physical_name} order by all")
