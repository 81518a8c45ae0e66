# SPDX-License-Identifier: Apache-2.0
"""sample --page: a page on which pairs are judged; what it saves is what calibrate reads.

The page runs in a browser without a window: keys are sent to it, and what it would save is caught.
"""
import csv
import io
import json
import pathlib
import re
import shutil
import subprocess

import duckdb
import pytest
from plain import MARKER, done, refused

DATA = pathlib.Path(__file__).resolve().parent.parent / "data/linkage"
FAKE, MODEL = DATA / "fake_1000.csv", DATA / "fake_1000.model.json"
CATCH = """<script>
URL.createObjectURL = (blob) => {
  blob.text().then((text) => {
    const kept = document.createElement("pre");
    kept.id = document.title = "saved";
    kept.textContent = JSON.stringify(text);
    document.body.append(kept);
  });
  return "#";
};
function press(keys) {
  for (const key of keys) dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true }));
}
function click(text) {
  [...document.querySelectorAll("button")].find((b) => b.textContent.startsWith(text)).click();
}
function give(text) {
  const input = document.querySelector("input[type=file]"), all = new DataTransfer();
  all.items.add(new File([text], "r.csv"));
  input.files = all.files;
  input.dispatchEvent(new Event("change"));
}
%s
</script></body>"""


def played(page, folder, script):
    """The page after a script was played on it, and what it saved."""
    chromium = shutil.which("chromium")
    assert chromium, "chromium is not installed"
    path = folder / "played.html"
    path.write_text(page.read_text().replace("</body>", CATCH % script))
    dom = subprocess.run(
        [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
         "--no-first-run", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", f"--user-data-dir={folder}/profile", "--virtual-time-budget=5000",
         "--dump-dom", f"file://{path}"],
        capture_output=True, text=True, timeout=120, check=True).stdout
    found = re.search(r'<pre id="saved">(.*?)</pre>', dom, re.DOTALL)
    text = found and json.loads(found[1].replace("&lt;", "<").replace("&gt;", ">").replace(
        "&amp;", "&"))
    return dom.split("<script id=\"data\"")[0], text


def rows_of(text):
    return list(csv.reader(io.StringIO(text)))


@pytest.fixture
def review(tmp_path):
    done("predict", FAKE, "--model", MODEL, "--out", tmp_path / "pairs.parquet")
    done("sample", tmp_path / "pairs.parquet", "--records", FAKE, "--out", tmp_path / "r.csv",
         "--page", tmp_path / "r.html", "--n", 40, "--outside", 5)
    return tmp_path


def test_what_is_judged_is_saved_and_can_be_calibrated(review):
    before = (review / "r.csv").read_text()
    keys = "ynuynyynnny" + "y" * 35
    dom, saved = played(review / "r.html", review,
                        f'press("{keys}"); click("save r.csv");')
    want = rows_of(before)
    assert [row[0] for row in want[1:]] == [""] * 45
    # "u" leaves a pair open, and it comes again when no other is: it is judged by the last key.
    judged = keys.replace("u", "")
    open_first = [i for i in range(45) if i != 2] + [2]
    for i, key in zip(open_first, judged, strict=True):
        want[1 + i][0] = "1" if key == "y" else "0"
    assert rows_of(saved) == want
    assert len(saved.splitlines()) == len(before.splitlines())
    assert "45 of 45 pairs are judged" in dom
    (review / "judged.csv").write_text(saved)
    body = json.loads(done("calibrate", review / "judged.csv", "--format", "json").stdout)
    assert (body["pairs"], body["judged"]) == (45, 40)


def test_a_saved_file_is_gone_on_with(review):
    lines = (review / "r.csv").read_text().splitlines(keepends=True)
    rows = rows_of("".join([lines[0], "yes" + lines[4], "n" + lines[7], "maybe" + lines[9],
                            lines[2], "1" + lines[0]]))
    # The columns of a saved file may stand in another order, with others between them.
    turned = io.StringIO()
    csv.writer(turned).writerows([["note", *reversed(row)] for row in rows])
    script = f"give({json.dumps(turned.getvalue())});"
    dom, _ = played(review / "r.html", review, script)
    assert "2 judgements were taken from the file" in dom
    dom, saved = played(review / "r.html", review,
                        script + 'setTimeout(() => click("save"), 500);')
    assert "2 of 45 pairs are judged" in dom
    assert {i: row[0] for i, row in enumerate(rows_of(saved)) if i > 0 and row[0]} == {
        4: "1", 7: "0"}


def test_the_page_shows_a_pair_and_hides_the_weight_until_asked(review):
    row = rows_of((review / "r.csv").read_text())[1]
    head = rows_of((review / "r.csv").read_text())[0]
    weight = f"{float(row[head.index('match_weight')]):.2f} bits"
    shown, _ = played(review / "r.html", review, "")
    assert "needs scripts" not in shown and "undefined" not in shown and "[object" not in shown
    assert "0 of 45 pairs are judged" in shown and weight not in shown and "email" in shown
    asked, _ = played(review / "r.html", review, 'click("what the model says");')
    assert weight in asked
    text = (review / "r.html").read_text()
    assert "http:" not in text and "https:" not in text and "default-src 'none'" in text


def test_hostile_values_stay_text_and_come_back_as_they_were(tmp_path):
    nasty = ['<script>document.title="taken"</script>', 'a "quoted" b', "two\nlines", "a,b",
             "</script><!--<script>", "ünï\U0001f600", "'", "{}", '"', "x\r\ny"]
    with open(tmp_path / "people.csv", "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["unique_id", "name", "<b>col</b>"])
        out.writerows([f"{i}<i>", text, text[::-1]] for i, text in enumerate(nasty))
    with open(tmp_path / "pairs.csv", "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["unique_id_l", "unique_id_r", "match_weight"])
        out.writerows([f"{i}<i>", f"{i + 1}<i>", i] for i in range(len(nasty) - 1))
    done("sample", tmp_path / "pairs.csv", "--records", tmp_path / "people.csv", "--out",
         tmp_path / "r.csv", "--page", tmp_path / "r.html")
    dom, saved = played(tmp_path / "r.html", tmp_path,
                        f'press("{"y" * (len(nasty) - 1)}"); click("save");')
    assert "<title>saved</title>" in dom and "<i>" not in dom and "<b>col" not in dom
    with open(tmp_path / "saved.csv", "w", encoding="utf-8", newline="") as file:
        file.write(saved)
    read = "select * from read_csv('{}', all_varchar = true, header = true)"
    before, after = (duckdb.execute(read.format(tmp_path / name)).fetchall()
                     for name in ("r.csv", "saved.csv"))
    assert [row[1:] for row in before] == [row[1:] for row in after]
    assert {row[0] for row in before} == {None} and {row[0] for row in after} == {"1"}


def test_pairs_of_a_record_are_all_heaviest_first(tmp_path):
    done("predict", FAKE, "--model", MODEL, "--out", tmp_path / "pairs.parquet")
    words = ("sample", tmp_path / "pairs.parquet", "--records", FAKE, "--out", tmp_path / "r.csv")
    done(*words, "--record", 244, "--record", 7)
    ask = "select unique_id_l::int, unique_id_r::int, match_weight from '{}'"
    want = duckdb.execute(ask.format(tmp_path / "pairs.parquet") + " where unique_id_l in "
                          "('244', '7') or unique_id_r in ('244', '7') order by 3 desc").fetchall()
    assert duckdb.execute(ask.format(tmp_path / "r.csv")).fetchall() == want and len(want) > 10
    done(*words, "--record", 244, "--n", 3)
    rows = duckdb.execute(ask.format(tmp_path / "r.csv")).fetchall()
    assert rows == [row for row in want if 244 in row[:2]][:3]
    refused(65, "row 1 of table r is of no stratum", "calibrate", tmp_path / "r.csv")


def test_what_is_refused(tmp_path):
    (tmp_path / "pairs.csv").write_text("unique_id_l,unique_id_r,match_weight\n1,2,3\n")
    words = ("sample", tmp_path / "pairs.csv", "--records", FAKE, "--out")
    out, page = tmp_path / "r.csv", tmp_path / "r.html"
    refused(2, "--page ends in .html", *words, out, "--page", tmp_path / "r.txt")
    refused(2, "--page needs an --out of .csv", *words, tmp_path / "r.parquet", "--page", page)
    refused(2, "--record draws nothing", *words, out, "--record", 1, "--outside", 3)
    refused(66, "--record names no record", *words, out, "--record", MARKER)
    refused(74, "cannot be written", *words, out, "--page", tmp_path / "none/r.html")
    (tmp_path / "pairs.csv").write_text("unique_id_l,unique_id_r,match_weight\n")
    done(*words, out, "--page", page)
    dom, _ = played(page, tmp_path, "")
    assert "0 of 0 pairs are judged" in dom
