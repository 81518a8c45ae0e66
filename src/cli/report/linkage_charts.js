// SPDX-License-Identifier: Apache-2.0
// Elements, numbers, and charts that are drawn for the width they have.
const data = JSON.parse(document.getElementById("data").textContent);
const head = data.head;
const page = document.getElementById("page");
const SVG = new Set(["svg", "line", "circle", "rect", "text", "path", "title", "g"]);

/* Make an element; text only ever becomes text, never markup. */
function make(tag, attributes, ...children) {
  const node = SVG.has(tag) ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [key, value] of Object.entries(attributes || {}))
    if (key === "style") node.style.cssText = value;
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(key, value === true ? "" : value);
  for (const child of children.flat(Infinity)) if (child !== null && child !== undefined && child !== false) node.append(child);
  return node;
}

const known = (x) => x !== null && x !== undefined;
const number = (n) => (known(n) ? n.toLocaleString("en-US", { maximumFractionDigits: 0 }) : "–");
const share = (x, places) => (known(x) ? (100 * x).toFixed(places === undefined ? 1 : places) + " %" : "–");
const bits = (b, places) => (known(b) ? (b < 0 ? "−" : "") + Math.abs(b).toFixed(places === undefined ? 2 : places) : "–");
const signed = (b) => (known(b) && b > 0 ? "+" : "") + bits(b);
/* A probability with as many places as tell it from 0 and from 1. */
function chance(p) {
  if (!known(p)) return "–";
  if (p > 0.5) { const q = 1 - p; return q > 0 && q < 1e-3 ? "1 − " + q.toExponential(0).replace("e-", "e−") : p.toFixed(4); }
  return p > 0 && p < 1e-3 ? p.toExponential(1).replace("e-", "e−") : p.toFixed(4);
}
const probability = (w) => 1 / (1 + 2 ** -w);
const clip = (text, n) => { const all = [...text]; return all.length > n ? all.slice(0, n - 1).join("") + "…" : text; };
const colour = (i) => "var(--c" + (i % 8) + ")";

function figure(value, label, kind) {
  return make("div", { class: "figure " + (kind || "") }, make("b", {}, value), make("span", {}, label));
}
function table(columns, rows, attributes) {
  return make("table", attributes || {}, make("thead", {}, make("tr", {}, columns.map((c) => make("th", { class: c.n ? "n" : null }, c.name)))),
    make("tbody", {}, rows.map((cells) => make("tr", {}, cells.map((cell, i) => make("td", { class: columns[i].n ? "n" : columns[i].class }, cell))))));
}
function legend(items) {
  return make("div", { class: "legend" }, items.map(([name, fill]) => make("span", {}, make("i", { style: "background:" + fill }), name)));
}
/* A share of a whole, as a short bar with its number. */
function meter(x, fill) {
  return make("div", { class: "share" }, make("div", { class: "track" }, make("i", { style: `left:0;width:${100 * (x || 0)}%;background:${fill || "var(--for)"}` })), make("span", {}, share(x)));
}

/* ---- charts that know their width ---- */

const charts = [];
function chart(height, draw) {
  const box = make("div", { class: "chart" });
  const render = () => {
    if (box.clientWidth === 0) return; /* not to be seen now */
    const width = Math.max(240, box.clientWidth);
    const svg = make("svg", { viewBox: `0 0 ${width} ${height}`, height, role: "img" });
    draw(svg, width, height);
    box.replaceChildren(svg);
  };
  charts.push(render);
  box.render = render;
  return box;
}
function renderCharts() { for (const render of charts) render(); }

/* Round steps of an axis. */
function ticks(least, most, n) {
  const span = most - least || 1, raw = span / n, unit = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((k) => k * unit).find((s) => s >= raw);
  const all = [];
  for (let at = Math.ceil(least / step - 1e-9) * step; at <= most + step * 1e-9; at += step) all.push(Math.abs(at) < step * 1e-9 ? 0 : at);
  return all;
}
const plain = (x) => x.toLocaleString("en-US", { maximumFractionDigits: 6 }).replace("-", "−");

/* A frame with both axes; gives where a value stands. */
function frame(svg, width, height, x, y) {
  const left = y.room || 48, right = 24, top = 22, bottom = 36;
  const at = (axis, from, to) => (value) => {
    const map = axis.log ? (v) => Math.log10(Math.max(v, axis.least)) : (v) => v;
    const a = map(axis.least), b = map(axis.most);
    return from + ((map(value) - a) / (b - a || 1)) * (to - from);
  };
  const px = at(x, left, width - right), py = at(y, height - bottom, top);
  const marks = (axis, n) => {
    if (!axis.log) return ticks(axis.least, axis.most, n);
    const all = [];
    for (let e = Math.ceil(Math.log10(axis.least) - 1e-9); 10 ** e <= axis.most * 1.0001; e++) all.push(10 ** e);
    return all;
  };
  for (const value of marks(y, 5))
    svg.append(make("line", { class: "gridline", x1: left, x2: width - right, y1: py(value), y2: py(value) }),
      make("text", { x: left - 6, y: py(value) + 4, "text-anchor": "end" }, y.format ? y.format(value) : plain(value)));
  for (const value of marks(x, Math.max(3, Math.floor(width / 90))))
    svg.append(make("line", { class: "axis", x1: px(value), x2: px(value), y1: height - bottom, y2: height - bottom + 4 }),
      make("text", { x: px(value), y: height - bottom + 16, "text-anchor": "middle" }, x.format ? x.format(value) : plain(value)));
  svg.append(make("line", { class: "axis", x1: left, x2: width - right, y1: height - bottom, y2: height - bottom }));
  if (x.name) svg.append(make("text", { x: width - right, y: height - 3, "text-anchor": "end" }, x.name));
  if (y.name) svg.append(make("text", { x: left, y: 10 }, y.name));
  return { px, py, left, right: width - right, top, bottom: height - bottom };
}
/* A line through the points that are known; it is broken where one is not. */
function path(points, px, py) {
  let pen = "M", d = "";
  for (const [x, y] of points) {
    if (!known(y)) { pen = "M"; continue; }
    d += pen + px(x).toFixed(1) + " " + py(y).toFixed(1);
    pen = "L";
  }
  return d;
}
function lines(height, x, y, series, threshold) {
  return make("div", {}, chart(height, (svg, width) => {
    const f = frame(svg, width, height, x, y);
    if (known(threshold) && threshold >= x.least && threshold <= x.most)
      svg.append(make("line", { class: "threshold", x1: f.px(threshold), x2: f.px(threshold), y1: f.top, y2: f.bottom }));
    series.forEach((s, i) => {
      svg.append(make("path", { class: "line", style: "stroke:" + (s.colour || colour(i)) + (s.dash ? ";stroke-dasharray:" + s.dash : ""), d: path(s.points, f.px, f.py) }, make("title", {}, s.name)));
      if (s.dots) for (const [px, py] of s.points) if (known(py)) svg.append(make("circle", { cx: f.px(px), cy: f.py(py), r: 2.5, style: "fill:" + (s.colour || colour(i)) }, make("title", {}, `${s.name}: ${plain(+py.toFixed(5))}`)));
    });
  }), series.length > 1 && legend(series.map((s, i) => [s.name, s.colour || colour(i)])));
}
