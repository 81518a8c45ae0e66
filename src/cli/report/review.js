// SPDX-License-Identifier: Apache-2.0
// Pairs to judge, one at a time; what is saved is the review as a file, with is_match filled in.
const data = JSON.parse(document.getElementById("data").textContent);
const page = document.getElementById("page");

function make(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes || {}))
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(key, value === true ? "" : value);
  for (const child of children.flat(Infinity)) if (child !== null && child !== undefined && child !== false) node.append(child);
  return node;
}

/* ---- the file: rows of cells, written again as they were ---- */

/* RFC 4180; a cell is its text as it stands there, with its quotes. */
function parse(text) {
  const rows = [];
  let row = [], at = 0;
  while (at < text.length) {
    const from = at;
    if (text[at] === '"') {
      for (at++; at < text.length && (text[at] !== '"' || text[at + 1] === '"'); at++) if (text[at] === '"') at++;
      at++;
    }
    while (at < text.length && !",\r\n".includes(text[at])) at++;
    row.push(text.slice(from, at));
    if (text[at] === ",") { at++; if (at < text.length) continue; row.push(""); }
    if (text[at] === "\r") at++;
    if (text[at] === "\n") at++;
    rows.push(row);
    row = [];
  }
  return rows;
}
const read = (cell) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
const write = (rows) => rows.map((row) => row.join(",") + "\n").join("");

const [columns, ...pairs] = parse(data.csv);
const names = columns.map(read);
const verdictAt = names.indexOf("is_match");
const own = new Set([verdictAt, ...["match_weight", "stratum", "stratum_from", "stratum_pairs"].map((name) => names.indexOf(name))]);
/* Both sides of each column, the ids last. */
const sides = names.map((name, i) => [name, i]).filter(([name, i]) => !own.has(i) && name.endsWith("_l"))
  .map(([name, i]) => [name.slice(0, -2), i, names.indexOf(name.slice(0, -1) + "r")]);
const idColumns = [...names.keys()].filter((i) => !own.has(i) && data.ids.includes(names[i].slice(0, -2)));
const keyOf = (row, head) => JSON.stringify(idColumns.map((i) => { const at = head ? head.indexOf(names[i]) : i; return at < 0 ? null : read(row[at] || ""); }));

/* ---- judgements: kept in this browser until they are saved ---- */

const place = new Map(pairs.map((row, i) => [keyOf(row), i]));
const verdicts = pairs.map((row) => read(row[verdictAt]));
const skipped = pairs.map(() => false);
let saved = true, at = 0, showsWeight = false;
const hash = (text) => { let h = 0x811c9dc5; for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16777619); return (h >>> 0).toString(16); };
const store = "joinder review " + data.name + " " + hash([...place.keys()].join("\n"));
/* Only places and judgements are kept, no value of a record; a browser may keep nothing. */
function keep() { try { localStorage.setItem(store, JSON.stringify(verdicts)); } catch { /* then only what is saved stays */ } }
function recall() {
  try {
    const kept = JSON.parse(localStorage.getItem(store));
    if (Array.isArray(kept) && kept.length === pairs.length) kept.forEach((verdict, i) => { if (["0", "1"].includes(verdict)) { verdicts[i] = verdict; saved = false; } });
  } catch { /* nothing was kept */ }
}

const isOpen = (i) => verdicts[i] === "";
function next(from) {
  const order = [...pairs.keys()].map((k) => (from + 1 + k) % pairs.length);
  const fresh = order.find((i) => isOpen(i) && !skipped[i]), open = order.find(isOpen);
  return fresh !== undefined ? fresh : open !== undefined ? open : Math.min(from + 1, pairs.length - 1);
}
function judge(verdict) {
  verdicts[at] = verdict;
  skipped[at] = verdict === "";
  saved = false;
  keep();
  at = next(at);
  draw();
}
function save() {
  const rows = [columns, ...pairs.map((row, i) => row.map((cell, k) => (k === verdictAt ? verdicts[i] : cell)))];
  const link = make("a", { href: URL.createObjectURL(new Blob([write(rows)], { type: "text/csv" })), download: data.name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  saved = true;
  draw();
}
/* Judgements of a file that was saved before, pair by pair. */
async function load(file) {
  const [head, ...rows] = parse(await file.text()), heads = head.map(read), column = heads.indexOf("is_match");
  let n = 0;
  for (const row of rows) {
    const i = place.get(keyOf(row, heads)), word = read(row[column] || "").toLowerCase();
    const verdict = ["1", "y", "yes", "true"].includes(word) ? "1" : ["0", "n", "no", "false"].includes(word) ? "0" : "";
    if (i === undefined || verdict === "") continue;
    verdicts[i] = verdict;
    n++;
  }
  keep();
  at = isOpen(at) ? at : next(at);
  draw(`${n} judgements were taken from the file.`);
}

/* ---- one pair ---- */

/* Characters that two texts share in order (longest common subsequence); the others are marked. */
function marked(own, other) {
  const a = [...own], b = [...other];
  if (own === other || !a.length || !b.length || a.length > 200 || b.length > 200) return own;
  const best = Array.from({ length: a.length + 1 }, () => new Uint8Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) for (let j = b.length - 1; j >= 0; j--)
    best[i][j] = a[i] === b[j] ? best[i + 1][j + 1] + 1 : Math.max(best[i + 1][j], best[i][j + 1]);
  if (2 * best[0][0] < Math.max(a.length, b.length)) return make("mark", {}, own); /* nothing but letters in common */
  const parts = [];
  for (let i = 0, j = 0; i < a.length;) {
    const same = j < b.length && a[i] === b[j];
    if (!same && j < b.length && best[i][j + 1] >= best[i + 1][j]) { j++; continue; }
    const last = parts[parts.length - 1];
    if (last && last.same === same) last.text += a[i]; else parts.push({ same, text: a[i] });
    i++;
    if (same) j++;
  }
  return parts.map((p) => (p.same ? p.text : make("mark", {}, p.text)));
}
function sideRows(row) {
  const ordered = [...sides].sort((x, y) => data.ids.includes(x[0]) - data.ids.includes(y[0]));
  return ordered.map(([name, l, r]) => {
    const left = read(row[l]), right = r < 0 ? "" : read(row[r]), isId = data.ids.includes(name);
    const cell = (value, other) => make("td", { class: isId || value === other ? "same" : null }, value === "" ? "–" : isId ? value : marked(value, other));
    return make("tr", {}, make("td", {}, name), cell(left, right), cell(right, left));
  });
}
function button(text, key, verdict) {
  return make("button", { "aria-pressed": verdict !== undefined && verdict !== "" ? String(verdicts[at] === verdict) : null, onclick: () => judge(verdict) }, text, make("kbd", {}, key));
}
function draw(said) {
  const judged = verdicts.filter((v) => v !== "").length, weightAt = names.indexOf("match_weight");
  const file = make("input", { type: "file", accept: ".csv", hidden: true, onchange: (event) => { if (event.target.files[0]) load(event.target.files[0]); } });
  const move = (step) => { at = Math.max(0, Math.min(pairs.length - 1, at + step)); draw(); };
  page.replaceChildren(
    make("h1", {}, "Are these two records of one person or thing?"),
    make("p", { class: "soft" }, `${judged} of ${pairs.length} pairs are judged` + (judged === pairs.length ? ". " : `, ${verdicts.filter((v) => v === "1").length} of them as one. `), saved ? "" : make("b", {}, "Not saved yet.")),
    make("progress", { max: pairs.length, value: judged }));
  if (pairs.length) page.append(
    make("div", { class: "judge" }, button("one", "y", "1"), button("two", "n", "0"), button("cannot say", "u", "")),
    make("div", { class: "card" }, make("table", { class: "sides" }, make("thead", {}, make("tr", {}, make("th", {}, `pair ${at + 1}`), make("th", {}, "left"), make("th", {}, "right"))), make("tbody", {}, sideRows(pairs[at]))),
      showsWeight && make("p", { class: "small soft" }, "The model says: " + (read(pairs[at][weightAt]) === "" ? "no blocking rule found it" : Number(read(pairs[at][weightAt])).toFixed(2) + " bits") + ".")));
  page.append(make("div", { class: "tools" },
    make("button", { onclick: () => move(-1) }, "← back"), make("button", { onclick: () => move(1) }, "on →"),
    make("button", { onclick: () => { at = next(at); draw(); } }, "next that is open"),
    make("button", { "aria-pressed": String(showsWeight), onclick: () => { showsWeight = !showsWeight; draw(); } }, "what the model says"),
    make("button", { onclick: save }, "save " + data.name), make("button", { onclick: () => file.click() }, "go on with a saved file"), file),
    said ? make("p", { class: "notice" }, said) : "",
    make("p", { class: "notice" }, "This page holds values of records: treat the file as you treat the records. It asks no network. Judgements are kept in this browser, by their places alone, until you save the file; give it to joinder calibrate. Judge before you look at what the model says."));
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !pairs.length) return;
  const keys = { y: () => judge("1"), n: () => judge("0"), u: () => judge(""), ArrowLeft: () => { at = Math.max(0, at - 1); draw(); }, ArrowRight: () => { at = Math.min(pairs.length - 1, at + 1); draw(); } };
  if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
});
addEventListener("beforeunload", (event) => { if (!saved) event.preventDefault(); });
recall();
if (pairs.length && !isOpen(0)) at = next(0);
draw();
