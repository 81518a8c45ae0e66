// SPDX-License-Identifier: Apache-2.0
// One pair bit by bit, and the viewer of pairs by the levels that they meet.

/* Levels by comparison and gamma. */
const levels = new Map();
for (const level of data.levels) levels.set(level.comparison + "\u0000" + level.gamma, level);
const levelOf = (c, gamma) => levels.get(data.comparisons[c].comparison + "\u0000" + gamma) || { label: "no level", weight: null };
const heaviest = Math.max(1, ...data.levels.map((l) => Math.abs(l.weight || 0)));
const isLink = (weight) => known(weight) && (head.threshold === null ? head.threshold_probability === 0 : weight >= head.threshold);

/* How strongly a level speaks, as a colour. */
function tint(weight) {
  if (!known(weight) || weight === 0) return "background:transparent";
  const part = Math.round(18 + 62 * Math.min(1, Math.abs(weight) / heaviest));
  return `background:color-mix(in srgb, var(--${weight > 0 ? "for" : "against"}) ${part}%, var(--card))` + (part > 48 ? ";color:var(--card)" : "");
}
function cells(gamma) {
  return make("span", { class: "cells" }, gamma.map((g, c) => {
    const level = levelOf(c, g);
    return make("i", { style: tint(level.weight), title: `${data.comparisons[c].comparison}: ${level.label} (${bits(level.weight)} bits)` }, g === null ? "?" : g === -1 ? "∅" : String(g));
  }));
}

/* The values of a comparison's columns on one side. */
function valuesOf(record, c) {
  if (!head.shows_values) return "";
  return data.comparisons[c].columns.map((column) => {
    const at = data.shown_columns.indexOf(column);
    const value = at < 0 ? null : record.values[at];
    return value === null ? make("div", { class: "same" }, "–") : make("div", { title: column }, value);
  });
}

/* Without a model: what both records say, side by side. */
function sideBySide(pair) {
  if (!head.shows_values) return null;
  const l = data.shown[pair.l].values, r = data.shown[pair.r].values;
  const cell = (value, other) => (known(value) ? make("span", { class: value === other ? "soft" : null }, value) : "–");
  return table([{ name: "column" }, { name: "left" }, { name: "right" }], data.shown_columns.map((name, i) => [name, cell(l[i], r[i]), cell(r[i], l[i])]));
}

/* The waterfall: each part of the weight begins where the one before it ended. */
function waterfall(pair) {
  const l = data.shown[pair.l], r = data.shown[pair.r];
  const parts = [{ name: "before any comparison", label: "the prior", bits: head.prior_weight }];
  pair.gamma.forEach((g, c) => {
    const level = levelOf(c, g);
    parts.push({ name: data.comparisons[c].comparison, label: level.label, bits: level.weight, c });
    if (pair.tf[c]) parts.push({ name: "", label: "how frequent the value is", bits: pair.tf[c] });
  });
  let at = 0, least = 0, most = 0;
  for (const part of parts) { part.from = at; at += part.bits || 0; part.to = at; least = Math.min(least, at); most = Math.max(most, at); }
  if (known(head.threshold)) { least = Math.min(least, head.threshold); most = Math.max(most, head.threshold); }
  const rim = 0.03 * (most - least || 1);
  least -= rim; most += rim;
  const x = (v) => (100 * (v - least)) / (most - least || 1);
  const bar = (from, to, kind) => make("div", { class: "track" },
    make("i", { class: kind, style: `left:${x(Math.min(from, to))}%;width:${Math.max(0.6, Math.abs(x(to) - x(from)))}%` }),
    make("i", { class: "zero", style: `left:${x(0)}%` }),
    known(head.threshold) && make("i", { style: `left:${x(head.threshold)}%;width:2px;background:var(--mark)`, title: "the threshold" }));
  const grid = make("div", { class: "fall" }, ["comparison", "left", "right", "weight so far", "bits"].map((t, i) => make("div", { class: "head" + (i === 4 ? " n" : "") }, t)));
  for (const part of parts) {
    const has = known(part.c);
    grid.append(make("div", { class: "name" }, part.name, make("small", {}, part.label)),
      make("div", {}, has ? valuesOf(l, part.c) : ""), make("div", {}, has ? valuesOf(r, part.c) : ""),
      make("div", { class: "bar" }, bar(part.from, part.to, (part.bits || 0) > 0 ? "for" : part.bits ? "against" : "none")),
      make("div", { class: "n" }, signed(part.bits)));
  }
  grid.append(make("div", { class: "sum name" }, "match weight"), make("div", { class: "sum" }), make("div", { class: "sum" }),
    make("div", { class: "sum bar" }, bar(0, pair.weight || 0, "none")), make("div", { class: "n sum" }, bits(pair.weight)));
  return grid;
}
function pairCard(pair) {
  const tags = [make("span", { class: "tag" }, isLink(pair.weight) ? "a link" : "no link")];
  if (pair.rule === null) tags.push(make("span", { class: "tag mark" }, head.has_model ? "no rule yields it" : "not among the pairs"));
  else if (data.rules.length) tags.push(make("span", { class: "tag", title: (data.rules[pair.rule] || {}).sql }, "rule " + pair.rule));
  if (pair.is_bridge) tags.push(make("span", { class: "tag mark" }, "a bridge"));
  if (known(pair.is_right)) tags.push(make("span", { class: "tag " + (pair.is_right ? "good" : "bad") }, pair.is_right ? "one person" : "two persons"));
  if (known(pair.in_one_cluster)) tags.push(make("span", { class: "tag" }, pair.in_one_cluster ? "in one cluster" : "in two clusters"));
  return make("div", { class: "pair" }, make("div", { class: "title" }, make("b", {}, pair.id_l + "  ·  " + pair.id_r), make("span", { class: "soft" }, "probability " + chance(pair.probability), head.has_model ? null : ` · ${bits(pair.weight)} bits`), tags), head.has_model ? waterfall(pair) : sideBySide(pair));
}

/* A table of which one row at a time is picked. */
function picking(columns, rows, onPick) {
  const body = make("tbody", {});
  let picked = null;
  const pick = (row, tr) => { if (picked) picked.classList.remove("picked"); picked = tr; tr.classList.add("picked"); onPick(row); };
  const fill = (shown) => {
    body.replaceChildren(...shown.map((row) => {
      const tr = make("tr", { class: "pick", tabindex: 0 }, columns.map((c) => make("td", { class: c.n ? "n" : null }, c.cell(row))));
      tr.addEventListener("click", () => pick(row, tr));
      tr.addEventListener("keydown", (e) => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); pick(row, tr); } });
      return tr;
    }));
    if (shown.length) pick(shown[0], body.firstChild);
  };
  fill(rows);
  return { node: make("div", { class: "tall" }, make("table", {}, make("thead", {}, make("tr", {}, columns.map((c) => make("th", { class: c.n ? "n" : null }, c.name)))), body)), fill };
}

function viewerSection(section) {
  const examples = new Map();
  for (const pair of data.examples) examples.set(pair.vector, [...(examples.get(pair.vector) || []), pair]);
  const most = Math.max(1, ...data.vectors.map((v) => v.pairs));
  const detail = make("div", { class: "card" });
  const show = (v) => detail.replaceChildren(
    make("p", { class: "small soft" }, `${number(v.pairs)} pairs meet these levels. ` + (known(v.weight) && Math.abs(v.least - v.weight) + Math.abs(v.most - v.weight) < 1e-4 ? `Each weighs ${bits(v.weight)} bits. ` : `Without frequencies each weighs ${bits(v.weight)} bits, with them from ${bits(v.least)} to ${bits(v.most)}. `) +
      (v.pairs > 2 ? "Two of them, drawn by chance:" : "")),
    ...(examples.get(v.vector) || []).map(pairCard));
  const columns = [
    { name: "levels", cell: (v) => cells(v.gamma) },
    { name: "weight", n: true, cell: (v) => bits(v.weight, 1) },
    { name: "pairs", n: true, cell: (v) => number(v.pairs) },
    { name: "", cell: (v) => make("div", { class: "track", style: "width:3.5rem;height:.6rem;margin-top:.35rem" }, make("i", { class: "for", style: `left:0;width:${100 * Math.log1p(v.pairs) / Math.log1p(most)}%` })) },
  ];
  if (data.truth) columns.splice(3, 0, { name: "right", n: true, cell: (v) => (v.right + v.wrong ? share(v.right / (v.right + v.wrong), 0) : "–") });
  const list = picking(columns, data.vectors, show);
  const low = make("input", { type: "number", step: 1, "aria-label": "lowest weight" }), high = make("input", { type: "number", step: 1, "aria-label": "highest weight" });
  const order = make("select", { "aria-label": "order" }, [["weight", "heaviest first"], ["near", "nearest to the threshold first"], ["pairs", "most pairs first"]].concat(data.truth ? [["error", "most wrong links and missed pairs first"]] : []).map(([value, name]) => make("option", { value }, name)));
  const errors = (v) => (isLink(v.weight) ? v.wrong : v.right);
  const keys = { weight: (v) => -(known(v.weight) ? v.weight : -1e9), pairs: (v) => -v.pairs, near: (v) => (known(v.weight) ? Math.abs(v.weight - (head.threshold || 0)) : 1e9), error: (v) => -errors(v) };
  const count = make("span", { class: "soft" });
  const refill = () => {
    const a = low.value === "" ? -Infinity : +low.value, b = high.value === "" ? Infinity : +high.value;
    const shown = data.vectors.filter((v) => (known(v.weight) ? v.weight >= a && v.weight <= b : a === -Infinity && b === Infinity));
    shown.sort((x, y) => keys[order.value](x) - keys[order.value](y));
    if (!shown.length) detail.replaceChildren(make("p", { class: "soft" }, "No combination of levels has such a weight."));
    list.fill(shown);
    count.textContent = `${number(shown.length)} of ${number(data.vectors.length)} shown`;
  };
  for (const input of [low, high, order]) input.addEventListener("input", refill);
  section.append(
    make("p", {}, "Pairs that meet the same levels in each comparison weigh the same, but for frequencies. A cell is a comparison, its number the level; blue speaks for one person, orange against, ∅ is a missing value. Pick a row to see two of its pairs bit by bit."),
    make("p", { class: "small soft" }, `${number(head.vectors)} combinations were met; ${number(head.vectors_shown)} are here, which stand for ${share(head.pairs ? head.pairs_covered / head.pairs : 1)} of all pairs: of each whole bit of weight those with most pairs. The order of cells: ` + data.comparisons.map((c) => c.comparison).join(", ") + "."),
    make("div", { class: "tools" }, make("label", {}, "weight from", low), make("label", {}, "to", high), make("label", {}, "order", order), count),
    make("div", { class: "viewer" }, make("div", { class: "card" }, list.node), detail));
  order.value = "near";
  refill();
}
