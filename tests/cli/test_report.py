# SPDX-License-Identifier: Apache-2.0
"""report: each table against predict, cluster and evaluate; the page drawn, safe and the same."""
import collections
import csv
import io
import json
import math
import pathlib
import random
import re
import shutil
import subprocess

import duckdb
import plain
import pytest
from plain import MARKER

DATA = pathlib.Path(__file__).resolve().parent.parent / "data/linkage"
PEOPLE, MODEL = DATA / "fake_1000.csv", DATA / "fake_1000.model.json"
TRUTH = ("--truth", f"{PEOPLE}:cluster")


def report(*words):
    return json.loads(plain.done("report", *words, "--format", "json").stdout)


def refused(code, said, *words):
    plain.refused(code, said, "report", *words)


def rows_of(path):
    with open(path, encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, rows[0].keys())
        out.writeheader()
        out.writerows(rows)
    return path


def data_of(page):
    return re.search(r'<script id="data" type="application/json">(.*?)</script>',
                     pathlib.Path(page).read_text("utf-8"), re.DOTALL)[1]


@pytest.fixture(scope="module")
def people():
    return rows_of(PEOPLE)


@pytest.fixture(scope="module")
def body():
    return report(PEOPLE, "--model", MODEL, *TRUTH, "--by", "dob:decade", "--cluster", "244")


@pytest.fixture(scope="module")
def predicted(tmp_path_factory):
    path = tmp_path_factory.mktemp("predicted") / "pairs.parquet"
    model = json.loads(MODEL.read_text())
    model["retain_intermediate_calculation_columns"] = model["retain_matching_columns"] = True
    settings = path.parent / "model.json"
    settings.write_text(json.dumps(model))
    plain.done("predict", PEOPLE, "--model", settings, "--out", path)
    found = duckdb.sql(f"select * from '{path}'")
    return path, [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def gammas(pair):
    return tuple(value for key, value in pair.items() if key.startswith("gamma_"))


# ---- tables ----------------------------------------------------------------------------------
def test_levels_are_those_of_the_model(body):
    settings = json.loads(MODEL.read_text())
    given = {}
    for comparison in settings["comparisons"]:
        levels = comparison["comparison_levels"]
        gamma = sum(not level.get("is_null_level") for level in levels)
        for level in levels:
            gamma -= not level.get("is_null_level")
            key = comparison["output_column_name"], -1 if level.get("is_null_level") else gamma
            given[key] = level
    assert len(body["levels"]) == len(given) == 26
    for level in body["levels"]:
        of = given[level["comparison"], level["gamma"]]
        assert level["label"] == of["label_for_charts"]
        assert level["u"] == of.get("u_probability")
        if "m_probability" in of:
            assert level["m"] == of["m_probability"]
        else:  # Splink's defaults
            assert level["m"] == (pytest.approx(0.05 / 4) if level["gamma"] >= 0 else None)
        if level["m"] is not None:
            assert level["weight"] == pytest.approx(math.log2(level["m"] / level["u"]), abs=1e-12)
    weight = body["head"]["prior_weight"]
    assert 1 / (1 + 2 ** -weight) == pytest.approx(
        settings["probability_two_random_records_match"])


def test_weights_and_rules_count_what_predict_gives(body, predicted):
    pairs = predicted[1]
    steps = collections.Counter(math.floor(p["match_weight"] / 0.5 + 1e-9) * 0.5 for p in pairs)
    assert {row["weight"]: row["pairs"] for row in body["weights"] if row["pairs"]} == steps
    threshold = math.log2(0.95 / 0.05)
    assert body["head"]["threshold"] == pytest.approx(threshold)
    links = [p for p in pairs if p["match_weight"] >= body["head"]["threshold"]]
    assert (body["head"]["pairs"], body["head"]["links"]) == (len(pairs), len(links))
    by_rule = collections.Counter(p["match_key"] for p in pairs)
    links_by_rule = collections.Counter(p["match_key"] for p in links)
    for row in body["rules"]:
        assert row["pairs"] == by_rule[str(row["rule"])]
        assert row["links"] == links_by_rule[str(row["rule"])]
    assert sum(row["links"] for row in body["rules"]) == len(links)


def test_vectors_and_their_examples_are_predicts(body, predicted, people):
    pairs = predicted[1]
    counts = collections.Counter(map(gammas, pairs))
    person = {row["unique_id"]: row["cluster"] for row in people}
    right = collections.Counter(
        gammas(p) for p in pairs if person[p["unique_id_l"]] == person[p["unique_id_r"]])
    assert body["head"]["vectors"] == len(counts)
    assert body["head"]["vectors_shown"] == len(body["vectors"]) > 300
    assert body["head"]["pairs_covered"] == sum(row["pairs"] for row in body["vectors"])
    for row in body["vectors"]:
        key = tuple(row["gamma"])
        assert row["pairs"] == counts[key] and row["right"] == right[key]
        assert row["wrong"] == counts[key] - right[key]
        of = [p["match_weight"] for p in pairs if gammas(p) == key]
        assert (row["least"], row["most"]) == (min(of), max(of))
    known = {(p["unique_id_l"], p["unique_id_r"]): p for p in pairs}
    seen = collections.Counter(pair["vector"] for pair in body["examples"])
    for pair in body["examples"]:
        of = known[pair["id_l"], pair["id_r"]]
        assert (pair["weight"], pair["probability"]) == (of["match_weight"],
                                                         of["match_probability"])
        assert tuple(pair["gamma"]) == gammas(of)
        assert tuple(body["vectors"][pair["vector"]]["gamma"]) == gammas(of)
        assert str(pair["rule"]) == of["match_key"]
        assert pair["tf"][0] == of["mw_tf_adj_first_name"]
        values = body["shown"][pair["l"]]["values"]
        assert values[body["shown_columns"].index("surname")] == of["surname_l"]
    assert all(seen[row["vector"]] == min(2, row["pairs"]) for row in body["vectors"])


def test_thresholds_and_truth_are_those_of_evaluate(body, predicted, tmp_path):
    clusters = tmp_path / "clusters.csv"
    plain.done("dedupe", PEOPLE, "--model", MODEL, "--out", clusters)
    other = json.loads(plain.done(
        "evaluate", clusters, *TRUTH, "--pairs", predicted[0], "--step", "0.5", "--by",
        "dob:decade", "--format", "json").stdout)
    assert body["thresholds"] == other["thresholds"]
    assert body["groups"] == other["groups"] and body["ratios"] == other["ratios"]
    for key in ("records", "labelled", "persons", "clusters", "pairs", "b_cubed", "wrong", "split"):
        assert body["truth"][key] == other[key]
    given = report(PEOPLE, "--model", MODEL, *TRUTH, "--clusters", clusters)
    assert given["truth"] == {**body["truth"], "groups": 0}
    assert given["sizes"] == body["sizes"] and given["head"]["clusters_are_given"]
    assert [c["cluster"] for c in given["clusters"]][1:9] != []


def test_errors_are_all_real_pairs_that_are_no_link(predicted, people):
    """With every real pair looked at, what is missed is exact; a threshold of -20 gives false
    links too, of which the heaviest are listed."""
    person = {row["unique_id"]: row["cluster"] for row in people}
    body = report(PEOPLE, "--model", MODEL, *TRUTH, "--min-weight=-8")
    links = {(p["unique_id_l"], p["unique_id_r"]): p["match_weight"]
             for p in predicted[1] if p["match_weight"] >= -8}
    found = {(p["unique_id_l"], p["unique_id_r"]) for p in predicted[1]}
    groups = collections.defaultdict(list)
    for i, of in person.items():
        groups[of].append(i)
    real = {tuple(sorted((a, b))) for of in groups.values() for a in of for b in of if a != b}
    linked = {tuple(sorted(pair)) for pair in links}
    false = sorted((w for pair, w in links.items() if person[pair[0]] != person[pair[1]]),
                   reverse=True)
    told = body["truth"]["links"]
    assert told == {"real": len(real), "looked_at": len(real), "false": len(false),
                    "missed": len(real - linked),
                    "by_no_rule": len(real - {tuple(sorted(pair)) for pair in found})}
    assert 60 < len(false)
    listed = [e for e in body["errors"] if e["error"] == "false link"]
    assert [e["weight"] for e in listed] == false[:60]
    missed = [e for e in body["errors"] if e["error"] == "missed link"]
    assert len(missed) == 60
    for e in missed:
        pair = tuple(sorted((e["id_l"], e["id_r"])))
        assert pair in real - linked and e["is_right"]
        assert (e["rule"] is None) == ((e["id_l"], e["id_r"]) not in found)


def test_clusters_are_drawn_with_their_bridges(body, predicted, tmp_path):
    edges = tmp_path / "edges.parquet"
    plain.done("cluster", predicted[0], "--records", PEOPLE, "--out", tmp_path / "c.csv",
               "--edge-metrics", edges, "--min-weight", body["head"]["threshold"])
    known = {(a, b): bridge for a, b, bridge in duckdb.sql(
        f"select unique_id_l, unique_id_r, is_bridge from '{edges}'").fetchall()}
    clusters = rows_of(tmp_path / "c.csv")
    members = collections.defaultdict(set)
    for row in clusters:
        members[row["cluster_id"]].add(row["unique_id"])
    sizes = collections.Counter(len(of) for of in members.values())
    assert {row["records"]: row["clusters"] for row in body["sizes"]} == sizes
    assert [c["chosen"] for c in body["clusters"]][0] == "asked for"
    assert "244" in members[body["clusters"][0]["cluster"]]
    names = [c["cluster"] for c in body["clusters"]]
    assert len(set(names)) == len(names) == 25
    largest = [c["records"] for c in body["clusters"] if c["chosen"] == "largest"]
    assert largest == sorted(largest, reverse=True) and largest[0] == max(sizes)
    n_bridges = 0
    for cluster in body["clusters"]:
        of = members[cluster["cluster"]]
        assert {body["shown"][node["record"]]["id"] for node in cluster["nodes"]} == of
        links = {(e["id_l"], e["id_r"]): e["is_bridge"] for e in cluster["edges"] if e["is_link"]}
        assert links == {pair: bridge for pair, bridge in known.items() if pair[0] in of}
        assert cluster["links"] == len(links)
        assert cluster["density"] == pytest.approx(len(links) / math.comb(len(of), 2))
        assert len(cluster["edges"]) == math.comb(len(of), 2)
        n_bridges += cluster["bridges"]
    assert n_bridges == sum(e["is_bridge"] for c in body["clusters"] for e in c["edges"]) > 0


def test_columns_are_profiled(body, people):
    for row in body["completeness"]:
        filled = sum(r[row["column"]] != "" for r in people)
        assert (row["source"], row["records"], row["filled"]) == ("fake_1000", 1000, filled)
    for row in body["columns"]:
        counts = collections.Counter(r[row["column"]] for r in people if r[row["column"]])
        assert row["distinct"] == len(counts)
        assert row["once"] == sum(n == 1 for n in counts.values())
        assert row["most"] == max(counts.values())
        top = [v for v in body["values"] if v["column"] == row["column"]]
        assert [v["records"] for v in top] == [n for _, n in counts.most_common(10)]
        assert all(counts[v["value"]] == v["records"] for v in top)
    assert body["shown_columns"] == ["first_name", "surname", "dob", "city", "email"]


def test_a_record_against_itself(body, predicted, people, tmp_path):
    """Two equal records in two sources weigh what one weighs against itself."""
    rows = [dict(row) for row in people]
    twice = write(tmp_path / "twice.csv", rows + [{**row, "unique_id": "x" + row["unique_id"]}
                                                  for row in rows])
    model = json.loads(MODEL.read_text())
    model["blocking_rules_to_generate_predictions"] = [
        {"blocking_rule": "concat('x', l.unique_id) = r.unique_id", "sql_dialect": "duckdb"}]
    settings = tmp_path / "model.json"
    settings.write_text(json.dumps(model))
    plain.done("predict", twice, "--model", settings, "--out", tmp_path / "p.parquet")
    weights = [w for w, in duckdb.sql(
        f"select match_weight from '{tmp_path}/p.parquet'").fetchall()]
    assert len(weights) == 1000
    for row in body["unlinkable"]:
        assert row["below"] == sum(w < row["weight"] - 1e-9 for w in weights)
        assert row["share"] == row["below"] / 1000
    assert body["head"]["unlinkable"] == sum(w < body["head"]["threshold"] for w in weights)
    london = next(v for v in body["values"] if v["value"] == "London")
    shown = [p for p in predicted[1] if p["city_l"] == p["city_r"] == "London"]
    assert london["adjustment"] == shown[0]["mw_tf_adj_city"]
    total = collections.Counter()
    for row in body["adjustments"]:
        total[row["comparison"]] += row["records"]
    assert total["city"] == sum(r["city"] != "" for r in people)


def test_a_section_is_a_table_or_csv(body):
    done = plain.done("report", PEOPLE, "--model", MODEL, "--section", "levels", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert len(rows) == 26
    assert [float(row["m"]) for row in rows if row["m"]] == [
        level["m"] for level in body["levels"] if level["m"] is not None]
    done = plain.done("report", PEOPLE, "--model", MODEL, *TRUTH, "--section", "truth",
                      "--format", "table")
    assert re.search(r"^b_cubed\.f1 +0\.88", done.stdout, re.MULTILINE)
    done = plain.done("report", PEOPLE, "--model", MODEL, "--format", "table")
    assert "Tables (--section): levels (26) rules (4)" in done.stdout
    assert plain.done("report", PEOPLE, "--model", MODEL, "--section", "truth").stdout == "null\n"


def test_the_history_of_a_training(tmp_path):
    history, model = tmp_path / "h.csv", tmp_path / "m.json"
    plain.done("train", PEOPLE, "--settings", MODEL, "--out", model, "--history", history,
               "--u-pairs", "100000", "--em", "l.dob = r.dob", "--em", "l.surname = r.surname")
    body = report(PEOPLE, "--model", model, "--history", history)
    rows = rows_of(history)
    assert len(body["history"]) == len(rows) > 100
    for told, row in zip(body["history"], rows, strict=True):
        assert told["step"] == row["step"] and str(told["iteration"]) == row["iteration"]
        for key in ("m_probability", "u_probability", "probability_two_random_records_match"):
            assert told[key] == (float(row[key]) if row[key] else None)


def test_between_two_files_pairs_within_one_are_no_candidates(people, tmp_path):
    model = json.loads(MODEL.read_text())
    model["link_type"] = "link_only"
    settings = tmp_path / "model.json"
    settings.write_text(json.dumps(model))
    halves = [write(tmp_path / f"{name}.csv", people[k::2]) for k, name in enumerate("ab")]
    body = report(*halves, "--model", settings, "--truth", f"{halves[0]}:cluster", "--truth",
                  f"{halves[1]}:cluster")
    assert {row["source"] for row in body["completeness"]} == {"a", "b"}
    edges = [e for c in body["clusters"] for e in c["edges"]]
    assert any(e["is_link"] for e in edges)
    for e in edges:
        within = e["id_l"][0] == e["id_r"][0]
        assert not within or (e["rule"] is None and not e["is_link"])
    assert sum(row["pairs"] for row in body["rules"]) == body["head"]["pairs"]


def test_ids_may_have_another_name(people, tmp_path, body):
    model = json.loads(MODEL.read_text())
    model["unique_id_column_name"] = "pid"
    settings = tmp_path / "model.json"
    settings.write_text(json.dumps(model))
    path = write(tmp_path / "fake_1000.csv", [
        {"pid" if key == "unique_id" else key: value for key, value in row.items()}
        for row in people])
    other = report(path, "--model", settings, "--truth", f"{path}:cluster", "--by", "dob:decade",
                   "--cluster", "244")
    assert other == body


# ---- the page --------------------------------------------------------------------------------
def test_the_same_records_give_the_same_bytes(people, tmp_path):
    shuffled = [dict(row) for row in people]
    random.Random(7).shuffle(shuffled)
    pages = []
    for name, rows, threads in (("a", people, 1), ("b", people, 2), ("c", shuffled, 2)):
        folder = tmp_path / name
        folder.mkdir()
        path = write(folder / "people.csv", rows)
        plain.done("report", path, "--model", MODEL, "--truth", f"{path}:cluster", "--out",
                   folder / "page.html", "--threads", threads)
        pages.append((folder / "page.html").read_bytes())
    assert pages[0] == pages[1] == pages[2]
    plain.done("report", PEOPLE, "--model", MODEL, "--seed", "5", "--out", tmp_path / "s.html")
    plain.done("report", PEOPLE, "--model", MODEL, "--out", tmp_path / "t.html")
    seeds = [json.loads(data_of(tmp_path / f"{k}.html")) for k in "st"]
    assert seeds[0]["examples"] != seeds[1]["examples"]
    assert seeds[0]["vectors"] == seeds[1]["vectors"]


def test_without_values_none_is_in_the_page(people, tmp_path):
    page = tmp_path / "page.html"
    plain.done("report", PEOPLE, "--model", MODEL, "--no-values", "--out", page)
    text = page.read_text()
    for row in people:
        assert row["email"] == "" or row["email"] not in text
    data = json.loads(data_of(page))
    assert data["head"]["shows_values"] is False
    assert all(row["value"] is None for row in data["values"])
    plain.done("report", PEOPLE, "--model", MODEL, "--out", page)
    assert sum(row["email"] in page.read_text() for row in people if row["email"]) > 300


def test_a_large_linkage_is_a_bounded_page(tmp_path):
    page = tmp_path / "page.html"
    records = DATA / "historical_50k.records.parquet"
    done = plain.done("report", records, "--model", DATA / "historical_50k.model.json", "--truth",
                      f"{records}:cluster", "--by", "birth_place", "--out", page)
    assert done.stdout == "50578 records, 450741 pairs, 166848 links, 11894 clusters\n"
    assert page.stat().st_size < 4 << 20
    data = json.loads(data_of(page))
    assert len(data["vectors"]) <= 400 < data["head"]["vectors"]
    assert len(data["groups"]) <= 200 < data["truth"]["groups"]
    assert data["clusters"][0]["chosen"] == "two persons in one"
    for cluster in data["clusters"]:
        assert len(cluster["nodes"]) <= 80 and len(cluster["edges"]) <= 240
        links = [e for e in cluster["edges"] if e["is_link"]]
        assert sum(e["is_bridge"] for e in links) == cluster["bridges"]
        # What is drawn holds together.
        joined = {node["record"]: node["record"] for node in cluster["nodes"]}
        for e in links:
            old, new = joined[e["l"]], joined[e["r"]]
            joined = {k: new if v == old else v for k, v in joined.items()}
        assert len(set(joined.values())) == 1
    assert data["truth"]["links"]["looked_at"] == 200000


def test_of_a_cluster_of_too_many_a_sample_is_drawn_and_said_to_be_one(people, tmp_path):
    # 899 alike, of which one has another email that leads to one record more: a bridge.
    rows = [{**people[0], "unique_id": f"a{i}", "email": "a@b.c"} for i in range(899)]
    rows.append({**dict.fromkeys(people[0], ""), "unique_id": "z", "email": "a@b.c"})
    page = tmp_path / "page.html"
    plain.done("report", write(tmp_path / "one.csv", rows), "--model", MODEL, "--min-weight=-50",
               "--out", page)
    cluster, = json.loads(data_of(page))["clusters"]
    assert (cluster["records"], cluster["looked_into"], cluster["density"]) == (900, 400, 1)
    assert cluster["bridges"] is None and not any(e["is_bridge"] for e in cluster["edges"])
    assert cluster["other_pairs"] == 0 and len(cluster["nodes"]) == 80
    assert {node["degree"] for node in cluster["nodes"]} == {899}
    drawn = draw(page, tmp_path)
    assert "A sample: of 900 records 400 were looked into" in drawn
    for n, looked in ((800, 800), (801, 400)):
        body = report(write(tmp_path / "some.csv", rows[:n]), "--model", MODEL, "--min-weight=-50")
        assert body["clusters"][0]["looked_into"] == looked
        assert body["clusters"][0]["bridges"] == (0 if looked == n else None)


def test_a_sample_holds_the_records_with_most_links(people, tmp_path):
    # Ten hubs with all 900; the others with the hubs alone, by two rules.
    rows = [{**dict.fromkeys(people[0], ""), "unique_id": f"s{i:03}", "city": f"c{i}",
             "email": "a@b.c"} for i in range(900)]
    rows += [{**rows[0], "unique_id": f"h{i}", "city": f"h{i}", "surname": "x"} for i in range(10)]
    model = json.loads(MODEL.read_text())
    model["blocking_rules_to_generate_predictions"] = [
        "l.email = r.email and (l.surname <> '' or r.surname <> '')"]
    (tmp_path / "model.json").write_text(json.dumps(model))
    body = report(write(tmp_path / "hubs.csv", rows), "--model", tmp_path / "model.json",
                  "--min-weight=-50", "--cluster", "s007")
    cluster = body["clusters"][0]
    assert (cluster["chosen"], cluster["records"], cluster["looked_into"]) == (
        "asked for", 910, 400)
    degrees = sorted((node["degree"] for node in cluster["nodes"]), reverse=True)
    assert degrees[:10] == [909] * 10 and set(degrees[10:]) == {10}
    assert cluster["other_pairs"] == 390 * 389 // 2


def test_untrained_levels_are_marked(tmp_path):
    body = report(PEOPLE, "--model", MODEL)
    settings = json.loads(MODEL.read_text())
    marks = {(row["comparison"], row["gamma"]): (row["m_is_default"], row["u_is_default"])
             for row in body["levels"]}
    for comparison in settings["comparisons"]:
        given = [level for level in comparison["comparison_levels"]
                 if not level.get("is_null_level")]
        for i, level in enumerate(given):
            assert marks[comparison["output_column_name"], len(given) - 1 - i] == (
                "m_probability" not in level, "u_probability" not in level)
        assert marks[comparison["output_column_name"], -1] == (False, False)
    assert sum(m for m, u in marks.values()) == 1
    page = tmp_path / "page.html"
    plain.done("report", PEOPLE, "--model", MODEL, "--out", page)
    assert draw(page, tmp_path).count(">m untrained<") == 1


def test_empty_and_single_records(people, tmp_path):
    head = ",".join(people[0])
    for n in (0, 1):
        path = tmp_path / f"few{n}.csv"
        path.write_text("\n".join([head, *[",".join(r.values()) for r in people[:n]]]) + "\n")
        body = report(path, "--model", MODEL, "--truth", f"{path}:cluster")
        assert body["head"]["records"] == n and body["weights"] == [] == body["clusters"]
        plain.done("report", path, "--model", MODEL, "--out", tmp_path / "p.html")
        assert "needs scripts" not in draw(tmp_path / "p.html", tmp_path)


HOSTILE = ["</script><script>document.title='taken'</script>", "<!--<script>",
           "<img src=x onerror=document.title='taken'>", "&lt;b&gt;\"'`${document.title='taken'}",
           "\u2028\u202e\x1b[31m", "<svg onload=document.title='taken'>",
           "]]>--><style>*{all:unset}"]


def draw(page, tmp_path):
    chromium = shutil.which("chromium")
    assert chromium, "chromium is not installed"
    done = subprocess.run(
        [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
         "--no-first-run", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", f"--user-data-dir={tmp_path}/profile", "--virtual-time-budget=5000",
         "--dump-dom", f"file://{page}"],
        capture_output=True, text=True, timeout=120, check=True)
    return done.stdout.replace(data_of(page), "").split("<script", 1)[0]


def test_hostile_values_stay_text(people, tmp_path):
    """In every field, id, source, group and person, in the names of columns and files."""
    rows = []
    for i, row in enumerate(people[:120]):
        bad = HOSTILE[i % len(HOSTILE)]
        rows.append({key: value + bad for key, value in row.items()} | {"group": bad})
    model = json.loads(MODEL.read_text())
    bad = HOSTILE[0]
    model["comparisons"][0]["output_column_name"] = bad
    for comparison in model["comparisons"]:
        for level in comparison["comparison_levels"]:
            level["label_for_charts"] = HOSTILE[2]
    settings = tmp_path / "m.json"
    settings.write_text(json.dumps(model))
    path = write(tmp_path / "<script>document.title='taken'<!--<script>.csv".replace("/", ""), rows)
    page = tmp_path / "page.html"
    plain.done("report", f"{path}", "--model", settings, "--truth", f"{path}:cluster", "--by",
               "group", "--cluster", rows[0]["unique_id"], "--out", page)
    data = data_of(page)
    assert "<" not in data and len(json.loads(data)["shown"]) > 30
    drawn = draw(page, tmp_path)
    assert "<title>joinder: a linkage</title>" in drawn
    assert "A linkage of 120 records" in drawn and "Records too poor to be linked" in drawn
    # Of the tags that the values spell none has become one.
    assert not re.search(r"<(img|script|style[^>]*>\*)", drawn.split("</head>")[1])
    assert "onerror=document" in drawn and "<img" not in drawn


def test_the_page_is_drawn_and_asks_no_network(tmp_path):
    history, model, page = tmp_path / "h.parquet", tmp_path / "m.json", tmp_path / "page.html"
    plain.done("train", PEOPLE, "--settings", MODEL, "--out", model, "--history", history,
               "--u-pairs", "100000", "--em", "l.dob = r.dob", "--em", "l.surname = r.surname")
    plain.done("report", PEOPLE, "--model", model, *TRUTH, "--by", "dob:decade", "--history",
               history, "--out", page)
    drawn = draw(page, tmp_path)
    assert "needs scripts" not in drawn
    for title in ("The model", "Weights", "Right and wrong", "Pairs", "Clusters", "Training",
                  "Records"):
        assert f"<h2>{title}</h2>" in drawn
    assert 'class="graph"' in drawn and 'class="fall"' in drawn and 'class="threshold"' in drawn
    assert "Treat the file as you treat the records" in drawn
    assert "undefined" not in drawn and "NaN" not in drawn and "[object" not in drawn
    text = page.read_text()
    assert text.count("http") == text.count("http://www.w3.org") + text.count("http-equiv")
    assert "default-src 'none'" in text


# ---- refusals --------------------------------------------------------------------------------
def test_what_is_refused(people, tmp_path):
    rows = [{**row, "surname": MARKER} for row in people[:20]]
    path = write(tmp_path / "people.csv", rows)
    ok = (path, "--model", MODEL)
    refused(2, "--model is needed", path)
    refused(2, "--out ends in .html", *ok, "--out", tmp_path / "people.csv")
    refused(2, "--truth takes FILE:COLUMN", *ok, "--truth", "cluster")
    refused(2, "--by is of --truth", *ok, "--by", "city")
    refused(2, "--section is one of levels|", *ok, "--section", "tables")
    refused(2, "--format csv needs --section", *ok, "--format", "csv")
    refused(2, "--column is of --clusters", *ok, "--column", "c")
    refused(2, "--step", *ok, "--step", "0")
    refused(2, "--seed", *ok, "--seed", "x")
    refused(66, "--cluster names no record", *ok, "--cluster", MARKER)
    refused(65, "no column who in table people", *ok, "--truth", f"{path}:who")
    refused(65, "no column step in table people", *ok, "--history", path)
    refused(74, "cannot be written", *ok, "--out", tmp_path / "none/page.html")
    clusters = write(tmp_path / "c.csv", [{"unique_id": r["unique_id"], "cluster_id": MARKER}
                                          for r in rows[:-1]])
    refused(65, "record 20 is in no cluster of table c", *ok, "--clusters", clusters)
    twice = [{"unique_id": rows[0]["unique_id"], "cluster_id": MARKER}] * 2
    twice = write(tmp_path / "t.csv", twice)
    refused(65, "row 2 of table t is of a record once more", *ok, "--clusters", twice)
    other = write(tmp_path / "o.csv", [{"unique_id": MARKER, "cluster_id": MARKER}])
    refused(65, "row 1 of table o is of no record", *ok, "--clusters", other)
    history = write(tmp_path / "h.csv", [dict.fromkeys(
        ("step", "iteration", "comparison", "level", "label", "m_probability", "u_probability",
         "probability_two_random_records_match"), MARKER)])
    refused(65, "row 1 of table h: iteration is wrong", *ok, "--history", history)
    assert not (tmp_path / "page.html").exists()
