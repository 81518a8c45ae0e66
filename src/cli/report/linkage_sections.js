// SPDX-License-Identifier: Apache-2.0
// The sections of the page, in the order of its data.

const nav = make("nav", { class: "top" });
function section(id, title, fill) {
  const node = make("section", { id }, make("h2", {}, title));
  nav.append(make("a", { href: "#" + id }, title));
  page.append(node);
  fill(node);
}

function top() {
  const t = data.truth;
  page.append(make("h1", {}, "A linkage of " + number(head.records) + " records"),
    make("p", { class: "soft" }, data.files.map((f) => `${f.name} (${number(f.records)})`).join(", ") + `. A link is a pair of at least ${bits(head.threshold)} bits, a probability of ${chance(head.threshold_probability)}. Made by joinder ${head.version}.`),
    make("div", { class: "figures" },
      figure(number(head.records), "records"), figure(number(head.pairs), head.has_model ? "pairs that the model's rules yield" : "pairs, scored elsewhere"), figure(number(head.links), "links among them"),
      figure(number(head.clusters), head.clusters_are_given ? "clusters, as given" : "clusters that links make"),
      head.has_model && figure(number(head.unlinkable), "records too poor to reach the threshold with any other", head.unlinkable ? "bad" : "good"),
      t && figure(share(t.pairs.precision, 2), "precision over pairs in clusters"), t && figure(share(t.pairs.recall, 2), "recall over pairs in clusters"),
      t && figure(share(t.b_cubed.f1, 2), "B-cubed F1 of clusters")),
    make("p", { class: "notice" }, head.shows_values
      ? "This page holds values of records: of those pairs and clusters that are shown, and the most frequent of each column (" + data.shown_columns.join(", ") + "). They are here because whoever holds the records asked for them. Treat the file as you treat the records; --no-values makes it without."
      : "This page holds no value of a record, only ids and counts."), nav);
}

/* ---- the model ---- */

function modelSection(node) {
  const grid = make("div", { class: "bars" }, make("div", { class: "head" }, "level"), make("div", { class: "head" }, "weight in bits, against and for"), make("div"), make("div", { class: "head mu" }, "m: among matches"), make("div", { class: "head mu" }, "u: among others"));
  const bar = (w) => { const part = (50 * Math.abs(w)) / heaviest; return make("div", { class: "track" }, make("i", { class: w > 0 ? "for" : "against", style: `left:${w > 0 ? 50 : 50 - part}%;width:${part}%` }), make("i", { class: "zero", style: "left:50%" })); };
  grid.append(make("div", { class: "label" }, "two records at random"), bar(head.prior_weight), make("div", { class: "n" }, bits(head.prior_weight)), make("div", { class: "mu" }), make("div", { class: "mu" }));
  const untrained = (level) => (level.m_is_default && level.u_is_default ? "m, u untrained" : level.m_is_default ? "m untrained" : level.u_is_default ? "u untrained" : null);
  let last = null;
  for (const level of data.levels) {
    if (level.comparison !== last) grid.append(make("div", { class: "group" }, (last = level.comparison)));
    if (level.gamma === -1) continue;
    grid.append(make("div", { class: "label" }, make("span", { class: "soft" }, level.gamma + " "), level.label, untrained(level) && " ", untrained(level) && make("span", { class: "tag mark", title: "no training met it: a default stands in" }, untrained(level))), bar(level.weight || 0), make("div", { class: "n" }, signed(level.weight)),
      make("div", { class: "mu" }, meter(level.m)), make("div", { class: "mu" }, meter(level.u, "var(--against)")));
  }
  node.append(make("p", {}, "What each level of a comparison says. Its weight is log2 of m / u: m is how often the level is met among pairs of one person, u among pairs of two. A missing value says nothing." + (data.levels.some(untrained) ? " Where the model has no m or no u, Splink's default stands in: such a weight is nobody's finding." : "")), make("div", { class: "card" }, grid));
  const rules = table([{ name: "rule", n: true }, { name: "condition", class: "code" }, { name: "new pairs", n: true }, { name: "links", n: true }], data.rules.map((r) => [r.rule, r.sql, number(r.pairs), number(r.links)]));
  node.append(make("h3", {}, "Rules that yield pairs"), make("p", { class: "soft small" }, "A pair is counted at the first rule that yields it."), make("div", { class: "card scroll" }, rules));
}

/* ---- weights ---- */

function stacked(height, rows, isLog) {
  const step = head.step, most = Math.max(1, ...rows.map((r) => r.pairs));
  const parts = data.truth ? [["wrong", "var(--bad)"], ["right", "var(--good)"], ["rest", "var(--soft)"]] : [["pairs", "var(--for)"]];
  return make("div", {}, chart(height, (svg, width) => {
    const x = { least: rows[0].weight, most: rows[rows.length - 1].weight + step, name: "match weight, bits" };
    const f = frame(svg, width, height, x, { least: isLog ? 0.7 : 0, most, log: isLog, name: "pairs" });
    for (const row of rows) {
      let at = 0;
      for (const [key, fill] of parts) {
        const n = key === "rest" ? row.pairs - row.right - row.wrong : row[key];
        if (!n) continue;
        /* On a logarithmic axis the bar's height is of all pairs; its parts share it. */
        const whole = f.bottom - f.py(row.pairs), y = (v) => (isLog ? f.bottom - (whole * v) / row.pairs : f.py(v));
        svg.append(make("rect", { x: f.px(row.weight) + 0.5, width: Math.max(1, f.px(row.weight + step) - f.px(row.weight) - 1), y: y(at + n), height: Math.max(0.5, y(at) - y(at + n)), style: "fill:" + fill },
          make("title", {}, `${bits(row.weight, 1)} to ${bits(row.weight + step, 1)} bits: ${number(row.pairs)} pairs` + (data.truth ? `, ${number(row.right)} right, ${number(row.wrong)} wrong` : ""))));
        at += n;
      }
    }
    if (known(head.threshold)) svg.append(make("line", { class: "threshold", x1: f.px(head.threshold), x2: f.px(head.threshold), y1: f.top, y2: f.bottom }, make("title", {}, "the threshold")));
    if (known(stacked.tried)) svg.append(make("line", { style: "stroke:var(--ink);stroke-width:1.5", x1: f.px(stacked.tried), x2: f.px(stacked.tried), y1: f.top, y2: f.bottom }));
  }), data.truth ? legend([["one person", "var(--good)"], ["two persons", "var(--bad)"], ["not known", "var(--soft)"]]) : null);
}

function weightsSection(node) {
  const rows = data.weights;
  if (!rows.length) { node.append(make("p", { class: "soft" }, "The rules yield no pair.")); return; }
  let isLog = true, drawn = null;
  const box = make("div");
  const redraw = () => { box.replaceChildren((drawn = stacked(260, rows, isLog))); drawn.firstChild.render(); };
  const scale = make("button", { "aria-pressed": "true" }, "logarithmic");
  scale.addEventListener("click", () => { isLog = !isLog; scale.setAttribute("aria-pressed", String(isLog)); redraw(); });
  const text = make("p", {});
  const slider = make("input", { type: "range", min: rows[0].weight, max: rows[rows.length - 1].weight + head.step, step: head.step, "aria-label": "another threshold" });
  const tell = () => {
    const w = +slider.value, from = rows.filter((r) => r.weight >= w - 1e-9), sum = (key) => from.reduce((n, r) => n + (r[key] || 0), 0);
    const at = data.thresholds && data.thresholds.find((t) => t.weight >= w - 1e-9);
    text.replaceChildren(make("b", {}, `From ${bits(w, 1)} bits`), ` (probability ${chance(probability(w))}) on: ${number(sum("pairs"))} of ${number(head.pairs)} pairs` +
      (data.truth ? `; of pairs whose truth is known ${number(sum("right"))} right, ${number(sum("wrong"))} wrong` + (at ? `: precision ${share(at.precision, 2)}, recall ${share(at.recall, 2)}` : "") : "") + ".");
    stacked.tried = w;
    redraw();
  };
  slider.value = known(head.threshold) ? Math.ceil(head.threshold / head.step) * head.step : rows[0].weight;
  slider.addEventListener("input", tell);
  node.append(make("p", {}, "How many pairs have which weight, in steps of " + plain(head.step) + " bits. The dashed line is the threshold; the slider tries another one."),
    make("div", { class: "card" }, make("div", { class: "tools" }, scale), box, slider, text,
      head.pairs_without_weight ? make("p", { class: "small soft" }, `${number(head.pairs_without_weight)} pairs have no weight: a comparison met no level.`) : null));
  setTimeout(tell, 0);
}

/* ---- truth ---- */

function truthSection(node) {
  const t = data.truth, rows = data.thresholds;
  const figures = make("div", { class: "figures" },
    figure(share(t.pairs.precision, 2), `precision: of ${number(t.pairs.given)} pairs in clusters`), figure(share(t.pairs.recall, 2), `recall: of ${number(t.pairs.real)} real pairs`), figure(share(t.pairs.f1, 2), "F1 over pairs"),
    figure(share(t.b_cubed.precision, 2), "B-cubed precision"), figure(share(t.b_cubed.recall, 2), "B-cubed recall"), figure(share(t.b_cubed.f1, 2), "B-cubed F1"),
    figure(number(t.wrong.persons), `of ${number(t.persons)} persons have another's record beside theirs`, t.wrong.persons ? "bad" : "good"), figure(number(t.split.persons), "persons are in more than one cluster", t.split.persons ? "bad" : "good"));
  node.append(make("p", {}, `${number(t.labelled)} of ${number(t.records)} records have a truth. The figures are of clusters; below them each threshold is tried on pairs alone.`), figures);
  if (rows.length) {
    const least = rows[0].weight, most = rows[rows.length - 1].weight;
    const by = (key) => rows.map((r) => [r.weight, r[key]]);
    const percent = { least: 0, most: 1, format: (v) => (100 * v).toFixed(0) + " %", room: 52 };
    const falsePairs = Math.max(1, ...rows.map((r) => r.fp));
    node.append(make("div", { class: "columns" },
      make("div", { class: "card" }, make("h3", {}, "By threshold"), lines(240, { least, most, name: "threshold, bits" }, percent, [{ name: "precision", colour: "var(--for)", points: by("precision") }, { name: "recall", colour: "var(--against)", points: by("recall") }, { name: "F1", colour: "var(--good)", points: by("f1") }], head.threshold)),
      make("div", { class: "card" }, make("h3", {}, "Precision against recall"), lines(240, { ...percent, name: "recall" }, { ...percent, name: "precision" }, [{ name: "one point a threshold", points: rows.map((r) => [r.recall, r.precision]), dots: true }])),
      make("div", { class: "card" }, make("h3", {}, "Recall against false links"), make("p", { class: "small soft" }, "A ROC curve with a count in place of the rate, which over all pairs is always near 0."), lines(240, { least: 1, most: Math.max(10, falsePairs), log: true, name: "false links and one, logarithmic", format: (v) => number(v) }, { ...percent, name: "recall" }, [{ name: "one point a threshold", points: rows.map((r) => [r.fp + 1, r.recall]), dots: true }]))));
    node.append(make("details", {}, make("summary", {}, "The table of thresholds"), make("div", { class: "card tall" }, table(["bits", "probability", "right", "wrong", "missed", "precision", "recall", "F1"].map((name) => ({ name, n: true })),
      rows.map((r) => [bits(r.weight, 1), chance(r.probability), number(r.tp), number(r.fp), number(r.fn), share(r.precision, 2), share(r.recall, 2), share(r.f1, 2)])))));
  }
  if (data.groups && data.groups.length) groups(node);
  errors(node);
}

function groups(node) {
  const rate = (x, worst) => (known(x) ? make("div", { class: "share" }, make("div", { class: "track", style: "min-width:4rem" }, make("i", { class: "against", style: `left:0;width:${(100 * x) / (worst || 1)}%` })), make("span", {}, share(x, 2))) : "–");
  const worst = (key) => Math.max(...data.groups.map((g) => g[key] || 0));
  const a = worst("false_rate"), b = worst("missed_rate");
  node.append(make("h3", {}, "By group"), data.truth.groups > data.groups.length && make("p", { class: "small soft" }, `${number(data.groups.length)} of ${number(data.truth.groups)} groups, those with most records.`) || "", make("div", { class: "card scroll tall" }, table([{ name: "by" }, { name: "group" }, { name: "records", n: true }, { name: "links given", n: true }, { name: "false", n: true }, { name: "share false" }, { name: "real links", n: true }, { name: "missed", n: true }, { name: "share missed" }],
    data.groups.map((g) => [g.by, g.group, number(g.records), number(g.links), number(g.false_links), rate(g.false_rate, a), number(g.real_links), number(g.missed_links), rate(g.missed_rate, b)]))));
  for (const r of data.ratios || [])
    node.append(make("p", { class: r.is_defect ? "notice" : "soft" }, r.ratio < 1.05 ? `${r.by}: ${r.of} are as frequent for all compared groups.` : `${r.by}: ${r.of} are ${plain(+r.ratio.toFixed(1))} times as frequent for ${r.highest} as for ${r.lowest}` + (r.may_be_chance ? ", which may be chance: the 95 % intervals overlap." : r.is_defect ? ". More than 1.5 times is a defect." : ".")));
}

function errors(node) {
  const found = data.truth.links;
  node.append(make("h3", {}, "What is wrong, pair by pair"), make("p", {},
    `${found.false ? number(found.false) : "No"} links are between two persons${found.false ? "; the heaviest are listed" : ""}. Of ${number(found.real)} real pairs ${found.looked_at < found.real ? `${number(found.looked_at)} were looked at (all of persons drawn by chance), and ` : ""}${number(found.missed)} are no link, ${number(found.by_no_rule)} of these because ${head.has_model ? "no rule yields them" : "they are not among the pairs"}; some are drawn by chance.`));
  if (!data.errors.length) { node.append(make("p", { class: "soft" }, "There is nothing to list.")); return; }
  const detail = make("div", { class: "card" });
  const list = picking([{ name: "pair", cell: (e) => e.id_l + " · " + e.id_r }, { name: "bits", n: true, cell: (e) => bits(e.weight, 1) }, { name: "", cell: (e) => make("span", { class: "tag " + (e.error === "false link" ? "bad" : "mark") }, e.error === "false link" ? "false" : e.rule === null ? (head.has_model ? "missed, no rule" : "missed, not there") : "missed") }], data.errors, (e) => detail.replaceChildren(pairCard(e)));
  const kinds = [["all", () => true], ["false links", (e) => e.error === "false link"], ["missed, below the threshold", (e) => e.error !== "false link" && e.rule !== null], [head.has_model ? "missed, by no rule" : "missed, not among the pairs", (e) => e.error !== "false link" && e.rule === null]];
  const tools = make("div", { class: "tools" });
  let pressed = null;
  for (const [name, test] of kinds) {
    const rows = data.errors.filter(test), button = make("button", { "aria-pressed": "false" }, `${name} (${rows.length})`);
    button.addEventListener("click", () => { if (pressed) pressed.setAttribute("aria-pressed", "false"); pressed = button; button.setAttribute("aria-pressed", "true"); list.fill(rows); });
    if (rows.length) tools.append(button);
  }
  node.append(tools, make("div", { class: "viewer" }, make("div", { class: "card" }, list.node), detail));
  tools.firstChild.click();
}

/* ---- training ---- */

function trainingSection(node) {
  const steps = [...new Set(data.history.map((h) => h.step))];
  const em = steps.filter((s) => data.history.some((h) => h.step === s && h.iteration > 0));
  const last = new Map(); /* the estimate of each step is that of its last iteration */
  for (const h of data.history) last.set([h.step, h.comparison, h.level].join("\u0000"), h);
  node.append(make("p", {}, "Where several steps estimate the same parameter, their median counts. Steps that are far from each other tell of a comparison that depends on another, or of too few pairs."));
  const dots = (key, title) => {
    const cards = data.comparisons.map((c) => {
      const rows = data.levels.filter((l) => l.comparison === c.comparison && l.gamma >= 0);
      const points = (s) => rows.map((l) => last.get([s, c.comparison, l.gamma].join("\u0000"))).map((h) => (h ? h[key] : null));
      const shown = steps.map((s, i) => [s, i, points(s)]).filter(([, , all]) => all.some(known));
      const differ = rows.some((_, k) => { const all = shown.map(([, , at]) => at[k]).filter(known); return Math.max(...all) - Math.min(...all) > 1e-9; });
      if (!shown.length || (key === "u_probability" && !differ)) return null; /* sessions that keep u */
      return make("div", { class: "card" }, make("h3", {}, c.comparison), chart(34 + 36 * rows.length, (svg, width, height) => {
        const x = (v) => 12 + v * (width - 30);
        for (const v of [0, 0.25, 0.5, 0.75, 1]) svg.append(make("line", { class: "gridline", x1: x(v), x2: x(v), y1: 4, y2: height - 22 }), make("text", { x: x(v), y: height - 6, "text-anchor": "middle" }, plain(v)));
        rows.forEach((l, k) => {
          const y = 26 + 36 * k;
          svg.append(make("text", { class: "value", x: x(0), y: y - 10 }, clip(l.label, Math.floor(width / 6.4))), make("line", { class: "axis", x1: x(0), x2: x(1), y1: y, y2: y }));
          for (const [s, i, all] of shown) if (known(all[k])) svg.append(make("circle", { cx: x(all[k]), cy: y, r: 5, style: `fill:${colour(i)};opacity:.8` }, make("title", {}, `${l.label}: ${plain(+all[k].toFixed(5))} by ${s}`)));
          const now = l[key === "m_probability" ? "m" : "u"];
          if (known(now)) svg.append(make("line", { x1: x(now), x2: x(now), y1: y - 9, y2: y + 9, style: "stroke:var(--ink);stroke-width:2" }, make("title", {}, `the model: ${plain(+now.toFixed(5))}`)));
        });
      }));
    }).filter(Boolean);
    if (cards.length) node.append(make("h3", {}, title), make("div", { class: "columns" }, cards));
  };
  node.append(legend(steps.map((s, i) => [s, colour(i)]).concat([["the model", "var(--ink)"]])));
  dots("m_probability", "Estimates of m, step beside step");
  dots("u_probability", "Estimates of u, step beside step");
  for (const s of em) {
    const rows = data.history.filter((h) => h.step === s), iterations = Math.max(...rows.map((h) => h.iteration));
    const x = { least: 0, most: iterations || 1, name: "iteration" };
    const cards = [...new Set(rows.map((h) => h.comparison))].map((c) => {
      const series = [...new Set(rows.filter((h) => h.comparison === c).map((h) => h.level))].map((level) => {
        const of = rows.filter((h) => h.comparison === c && h.level === level);
        return { name: of[0].label, points: of.map((h) => [h.iteration, h.m_probability]), dots: iterations < 12 };
      });
      return make("div", { class: "card" }, make("h3", {}, c), lines(190, x, { least: 0, most: 1, name: "m" }, series));
    });
    const prior = [...new Map(rows.map((h) => [h.iteration, h.probability_two_random_records_match])).entries()];
    const top = Math.max(1e-9, ...prior.map(([, p]) => p || 0));
    cards.push(make("div", { class: "card" }, make("h3", {}, "the prior of the session"), lines(190, x, { least: 0, most: top * 1.1, name: "of this rule's pairs", room: 58, format: (v) => plain(+v.toPrecision(3)) }, [{ name: "prior", points: prior, dots: true }])));
    node.append(make("details", {}, make("summary", {}, `${s}: iteration by iteration`), make("div", { class: "columns", style: "margin-top:.6rem" }, cards)));
  }
}

/* ---- records ---- */

function recordsSection(node) {
  const sources = [...new Set(data.completeness.map((c) => c.source))];
  const cellsOf = (column) => sources.map((s) => data.completeness.find((c) => c.source === s && c.column === column));
  const columns = data.columns;
  node.append(make("h3", {}, "How full each column is"), make("div", { class: "card scroll" }, table([{ name: "column" }, ...sources.map((name) => ({ name, n: true }))],
    data.shown_columns.map((column) => [column, ...cellsOf(column).map((c) => make("span", { style: `display:inline-block;min-width:4.2rem;padding:0 .35rem;border-radius:.2rem;background:color-mix(in srgb, var(--against) ${Math.round(70 * (1 - (c ? c.share : 1) || 0))}%, transparent)`, title: c ? `${number(c.filled)} of ${number(c.records)}` : "" }, c ? share(c.share) : "–"))]), { class: "heat few" })));
  node.append(make("h3", {}, "Their values"), make("div", { class: "card scroll" }, table([{ name: "column" }, { name: "filled", n: true }, { name: "distinct", n: true }, { name: "there once", n: true }, { name: "most frequent: records", n: true }, { name: "its share", n: true }, { name: "share of the ten most frequent", n: true }],
    columns.map((c) => [c.column, number(c.filled), number(c.distinct), number(c.once), number(c.most), share(c.share_of_most), share(c.share_of_top)]))));
  const cards = columns.map((c) => {
    const rows = data.values.filter((v) => v.column === c.column), most = Math.max(1, ...rows.map((v) => v.records)), has = rows.some((v) => v.adjustment);
    return make("div", { class: "card" }, make("h3", {}, c.column), table([{ name: head.shows_values ? "value" : "rank" }, { name: "records", n: true }, { name: "" }, ...(has ? [{ name: "bits by frequency", n: true }] : [])],
      rows.map((v) => [head.shows_values ? (known(v.value) ? v.value : "–") : v.rank, number(v.records), make("div", { class: "track", style: "height:.6rem;margin-top:.35rem;min-width:3rem" }, make("i", { class: "for", style: `left:0;width:${(100 * v.records) / most}%` })), ...(has ? [signed(v.adjustment)] : [])])));
  });
  node.append(make("details", {}, make("summary", {}, "The most frequent values of each column"), make("p", { class: "small soft" }, "Where a comparison takes frequencies into account: what they add when the value meets itself."), make("div", { class: "columns", style: "margin-top:.6rem" }, cards)));
  const u = data.unlinkable;
  if (u.length) {
    const step = head.step, x = { least: u[0].weight, most: u[u.length - 1].weight + step, name: "threshold, bits" };
    node.append(make("h3", {}, "Records too poor to be linked"), make("p", {}, `Each record against itself: one that does not reach the threshold with itself reaches it with no other. At this threshold these are ${number(head.unlinkable)} of ${number(head.records)}.`),
      make("div", { class: "card" }, lines(220, x, { least: 0, most: Math.min(1, Math.max(0.01, ...u.map((r) => r.share)) * 1.05), name: "share of records below", format: (v) => share(v, 0), room: 52 }, [{ name: "records", points: [...u.map((r) => [r.weight, r.share]), [x.most, 1]] }], head.threshold)));
  }
  const by = [...new Set(data.adjustments.map((a) => a.comparison))];
  if (by.length)
    node.append(make("h3", {}, "What frequencies add"), make("p", {}, "To the weight of agreement with itself, for each record: a rare value adds bits, a common one takes some away."), make("div", { class: "columns" }, by.map((c) => {
      const rows = data.adjustments.filter((a) => a.comparison === c), step = head.step;
      return make("div", { class: "card" }, make("h3", {}, c), chart(190, (svg, width, height) => {
        const f = frame(svg, width, height, { least: Math.min(0, rows[0].bits), most: Math.max(0, rows[rows.length - 1].bits) + step, name: "bits" }, { least: 0, most: Math.max(...rows.map((r) => r.records)), name: "records" });
        for (const r of rows) svg.append(make("rect", { x: f.px(r.bits) + 0.5, width: Math.max(1, f.px(r.bits + step) - f.px(r.bits) - 1), y: f.py(r.records), height: f.bottom - f.py(r.records), style: `fill:var(--${r.bits < 0 ? "against" : "for"})` }, make("title", {}, `${bits(r.bits, 1)} to ${bits(r.bits + step, 1)} bits: ${number(r.records)} records`)));
      }));
    })));
}

function foot() {
  page.append(make("footer", {}, make("p", {}, "Counts are of all records and all pairs. Pairs, errors and clusters that are shown one by one are some of them: by the hash of their ids and the seed " + number(head.seed) + ", so that the same records give the same page, in whatever order they stand."),
    head.pairs_of_other_vectors ? make("p", {}, `${number(head.pairs_of_other_vectors)} pairs met combinations of levels beyond those that are told apart.`) : null,
    make("p", {}, "Each table is also printed by `joinder report --section NAME --format csv`. The page asks no network.")));
}

page.replaceChildren();
top();
if (head.has_model) section("model", "The model", modelSection);
section("weights", "Weights", weightsSection);
if (data.truth) section("truth", "Right and wrong", truthSection);
if (head.has_model) section("pairs", "Pairs", viewerSection);
section("clusters", "Clusters", clusterSection);
if (data.history) section("training", "Training", trainingSection);
section("records", "Records", recordsSection);
foot();
renderCharts();
addEventListener("resize", renderCharts);
document.addEventListener("toggle", renderCharts, true);
