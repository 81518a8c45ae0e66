// SPDX-License-Identifier: Apache-2.0
// Clusters drawn as graphs.

/* Places of n nodes: links pull, all push; it starts on a circle, so it ends the same each time. */
function layout(n, links) {
  const at = Array.from({ length: n }, (_, i) => [Math.cos((2 * Math.PI * i) / n), Math.sin((2 * Math.PI * i) / n)]);
  const k = 1.6 / Math.sqrt(n), degrees = new Array(n).fill(0);
  for (const [i, j] of links) { degrees[i]++; degrees[j]++; }
  for (let round = 0; round < 320; round++) {
    const heat = 0.12 * (1 - round / 320), move = at.map(() => [0, 0]);
    for (let i = 0; i < n; i++)
      for (let j = i + 1; j < n; j++) {
        const dx = at[i][0] - at[j][0], dy = at[i][1] - at[j][1], d = Math.hypot(dx, dy) || 1e-3, push = (k * k) / d / d;
        move[i][0] += dx * push; move[i][1] += dy * push; move[j][0] -= dx * push; move[j][1] -= dy * push;
      }
    for (const [i, j] of links) {
      const dx = at[i][0] - at[j][0], dy = at[i][1] - at[j][1], d = Math.hypot(dx, dy) || 1e-3, pull = d / k / Math.sqrt(Math.min(degrees[i], degrees[j])); /* else dense parts are points */
      move[i][0] -= (dx / d) * pull * d; move[i][1] -= (dy / d) * pull * d; move[j][0] += (dx / d) * pull * d; move[j][1] += (dy / d) * pull * d;
    }
    at.forEach((p, i) => {
      move[i][0] -= p[0] * 0.05; move[i][1] -= p[1] * 0.05;
      const d = Math.hypot(...move[i]) || 1, step = Math.min(d, heat);
      p[0] += (move[i][0] / d) * step; p[1] += (move[i][1] / d) * step;
    });
  }
  const box = [0, 1].map((a) => [Math.min(...at.map((p) => p[a])), Math.max(...at.map((p) => p[a]))]);
  return at.map((p) => [0, 1].map((a) => (box[a][1] - box[a][0] < 1e-9 ? 0.5 : (p[a] - box[a][0]) / (box[a][1] - box[a][0]))));
}

function graphOf(cluster, isShown, onPick) {
  const place = new Map(cluster.nodes.map((node, i) => [node.record, i]));
  const ends = (e) => [place.get(e.l), place.get(e.r)];
  const spots = layout(cluster.nodes.length, cluster.edges.filter((e) => e.is_link).map(ends));
  const kinds = [...new Set(cluster.nodes.map((node) => String(data.truth ? node.person : node.source)))];
  let picked = null;
  const height = cluster.nodes.length > 12 ? 460 : cluster.nodes.length > 4 ? 340 : 240;
  const box = chart(height, (svg, width) => {
    svg.setAttribute("class", "graph");
    const at = (i) => [40 + spots[i][0] * (width - 80), 30 + spots[i][1] * (height - 64)];
    const shown = cluster.edges.filter((e) => e.is_link || isShown()).sort((x, y) => x.is_link - y.is_link);
    for (const e of shown) {
      const [[x1, y1], [x2, y2]] = ends(e).map(at);
      const style = e.is_bridge ? "stroke:var(--against);stroke-width:4" : e.is_link ? `stroke:var(--for);opacity:.75;stroke-width:${Math.min(4, 1 + Math.max(0, e.weight - (head.threshold || 0)) / 8)}` : "stroke:var(--soft);stroke-width:1;stroke-dasharray:" + (e.rule === null ? "1 4" : "5 4");
      const line = make("line", { x1, y1, x2, y2, style, class: "edge" });
      const text = `${e.id_l} · ${e.id_r}: ${bits(e.weight)} bits${e.is_bridge ? ", a bridge" : e.is_link ? "" : e.rule === null ? (head.has_model ? ", no rule yields it" : ", not among the pairs") : ", below the threshold"}`;
      const hit = make("line", { x1, y1, x2, y2, class: "hit" }, make("title", {}, text));
      hit.addEventListener("click", () => { if (picked) picked.classList.remove("picked"); picked = line; line.classList.add("picked"); onPick(e); });
      svg.append(line, hit);
      if ((e.is_link || shown.length <= 10) && shown.length <= 40) svg.append(make("text", { x: (x1 + x2) / 2, y: (y1 + y2) / 2 - 3, "text-anchor": "middle", style: "pointer-events:none" }, bits(e.weight, 1)));
    }
    cluster.nodes.forEach((node, i) => {
      const [x, y] = at(i), record = data.shown[node.record], kind = kinds.indexOf(String(data.truth ? node.person : node.source));
      svg.append(make("circle", { cx: x, cy: y, r: cluster.nodes.length > 30 ? 6 : 9, style: `fill:${data.truth && node.person === null ? "var(--soft)" : colour(kind)};stroke:var(--paper);stroke-width:2` }, make("title", {}, record.id + (record.values.length ? ": " + record.values.filter(known).join(", ") : ""))));
      if (cluster.nodes.length <= 30) svg.append(make("text", { x, y: y + 22, "text-anchor": "middle" }, clip(record.id, 22)));
    });
  });
  const of = data.truth ? "person " : "";
  return [box, kinds.length > 1 && kinds.length <= 8 && legend(kinds.map((kind, i) => [kind === "null" ? "not known" : of + kind, kind === "null" && data.truth ? "var(--soft)" : colour(i)]))];
}

function clusterCard(cluster) {
  const title = make("p", {}, make("b", {}, cluster.cluster), ` · ${number(cluster.records)} records, ${number(cluster.links)} links, density ${cluster.density.toFixed(2)}` + (known(cluster.bridges) ? `, ${number(cluster.bridges)} ${cluster.bridges === 1 ? "bridge" : "bridges"}` : ""));
  let others = cluster.nodes.length <= 8;
  const detail = make("div", { class: "card" });
  const pick = (e) => detail.replaceChildren(pairCard(e));
  const [box, key] = graphOf(cluster, () => others, pick);
  const toggle = make("button", { "aria-pressed": String(others) }, "pairs that are no links");
  toggle.addEventListener("click", () => { others = !others; toggle.setAttribute("aria-pressed", String(others)); box.render(); });
  const edges = [...cluster.edges].sort((x, y) => y.is_link - x.is_link || y.is_bridge - x.is_bridge || x.weight - y.weight);
  const list = picking([{ name: "pair", cell: (e) => e.id_l + " · " + e.id_r }, { name: "bits", n: true, cell: (e) => bits(e.weight, 1) },
    { name: "", cell: (e) => (e.is_bridge ? make("span", { class: "tag mark" }, "bridge") : e.is_link ? "link" : e.rule === null ? (head.has_model ? "no rule" : "none") : "below") }], edges, pick);
  list.node.style.maxHeight = "22rem";
  const members = make("div", { class: "scroll" }, table([{ name: "record" }, { name: "source" }, { name: "links", n: true }, ...(head.shows_values ? data.shown_columns.map((name) => ({ name })) : [])],
    cluster.nodes.map((node) => [data.shown[node.record].id, node.source || "–", number(node.degree), ...data.shown[node.record].values.map((v) => (known(v) ? v : "–"))])));
  const isSample = cluster.looked_into < cluster.records;
  const cut = isSample && make("p", { class: "notice" }, `A sample: of ${number(cluster.records)} records ${number(cluster.looked_into)} were looked into pair by pair, half of them those with most links, half drawn by hash; ${number(cluster.nodes.length)} of these are drawn. What seems apart here may be held together by others, so no bridge is told. For its weakest pairs see \`joinder cluster --metrics --edge-metrics\`.`) ||
    (cluster.nodes.length < cluster.records && make("p", { class: "small soft" }, `${number(cluster.nodes.length)} of ${number(cluster.records)} records are drawn: the ends of bridges first, then those with most links.`) || cluster.links > cluster.edges.filter((e) => e.is_link).length && make("p", { class: "small soft" }, "Of its links those that hold it together are drawn, and the weakest ones."));
  setTimeout(() => box.render(), 0);
  return [title, make("div", { class: "tools" }, toggle, make("span", { class: "small soft" }, "solid: links, wide ones are heavy · orange: a bridge, which alone holds two parts together · dashed: below the threshold · dotted: " + (head.has_model ? "no rule yields it" : "not among the pairs"))),
    cut, box, key, make("div", { class: "columns" }, make("div", { class: "card" }, list.node), detail), make("h3", {}, "Its records"), members];
}

function clusterSection(section) {
  const sizes = data.sizes, biggest = Math.max(...sizes.map((s) => s.clusters));
  const drawn = (rows) => table([{ name: "records", n: true }, { name: "clusters", n: true }, { name: "" }], rows.map((s) => [number(s.records), number(s.clusters), make("div", { class: "track", style: "height:.7rem;margin-top:.25rem;min-width:6rem" }, make("i", { class: "for", style: `left:0;width:${100 * Math.log1p(s.clusters) / Math.log1p(biggest)}%` }))]));
  const card = make("div", { class: "card" }), list = make("div", { class: "card list" });
  let pressed = null;
  const press = (button, cluster) => { if (pressed) pressed.setAttribute("aria-pressed", "false"); pressed = button; button.setAttribute("aria-pressed", "true"); card.replaceChildren(...clusterCard(cluster).filter(Boolean)); };
  let why = null, first = null;
  for (const cluster of data.clusters) {
    if (cluster.chosen !== why) list.append(make("h3", {}, (why = cluster.chosen)));
    const button = make("button", { "aria-pressed": "false", title: cluster.cluster }, make("span", {}, cluster.cluster), make("span", { class: "small" }, `${number(cluster.records)} · ${cluster.density.toFixed(2)}`));
    button.addEventListener("click", () => press(button, cluster));
    list.append(button);
    first = first || [button, cluster];
  }
  section.append(make("p", {}, head.clusters_are_given ? "The clusters are those of the file that was given." : "A cluster is what links connect. One wrong link makes one of two: look for bridges and for clusters with few links for their size."));
  section.append(make("details", {}, make("summary", {}, `Sizes: ${number(head.clusters)} clusters of ${number(head.records)} records`), make("div", { class: "card tall" }, drawn(sizes))));
  if (!first) { section.append(make("p", { class: "soft" }, "No cluster has two records.")); return; }
  section.append(make("p", { class: "small soft" }, "Each name is the first record of a cluster; beside it its records and its density, the share of all pairs that are links."), make("div", { class: "studio" }, list, card));
  press(...first);
}
