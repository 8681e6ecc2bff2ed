/** What the page does beyond showing: values under a pointer or the arrow keys, tables that sort, the choice of a theme. */
export const SCRIPT = `
"use strict";
const SVG = "http://www.w3.org/2000/svg";
const digits = (v) => {
  if (v === null) return "-";
  if (typeof v === "string") return v;
  const size = Math.abs(v);
  return v.toLocaleString("en", { maximumFractionDigits: size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3 });
};

for (const figure of document.querySelectorAll("figure")) {
  const chart = figure.querySelector(".chart");
  const tip = figure.querySelector(".tip");
  const { columns, rows } = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
  if (rows.length === 0) continue;
  let current = -1;
  const views = [...chart.children].map((view) => {
    const numbers = (text) => (text ? text.split(" ").map(Number) : undefined);
    const { x, to, y } = view.dataset;
    const mark = document.createElementNS(SVG, y ? "circle" : "line");
    mark.setAttribute("class", "cursor");
    return { view, svg: view.querySelector("svg"), mark, x: numbers(x), to: numbers(to), y: numbers(y) };
  });
  const visible = () => views.find(({ view }) => view.offsetParent !== null);

  const show = (index) => {
    const seen = visible();
    if (!seen) return;
    current = index;
    const { svg, mark, x, to, y } = seen;
    const box = svg.viewBox.baseVal;
    const px = to ? (x[index] + to[index]) / 2 : x[index];
    const place = y ? { cx: px, cy: y[index], r: 6 } : { x1: px, x2: px, y1: 16, y2: box.height - 30 };
    for (const [name, value] of Object.entries(place)) mark.setAttribute(name, value);
    svg.append(mark);
    tip.replaceChildren(
      ...columns.map(([label, unit], i) => {
        const line = document.createElement("div");
        const value = document.createElement("b");
        value.textContent = digits(rows[index][i]) + (unit ? " " + unit : "");
        line.append(label + " ", value);
        return line;
      }),
    );
    tip.hidden = false;
    const frame = figure.getBoundingClientRect();
    const area = svg.getBoundingClientRect();
    const left = area.left - frame.left + (px * area.width) / box.width;
    const flip = left > frame.width / 2;
    tip.style.left = flip ? "auto" : left + 12 + "px";
    tip.style.right = flip ? frame.width - left + 12 + "px" : "auto";
    tip.style.top = area.top - frame.top + 8 + "px";
  };
  const hide = () => {
    tip.hidden = true;
    current = -1;
    for (const { mark } of views) mark.remove();
  };
  const nearest = (event) => {
    const { svg, x, to, y } = visible();
    const area = svg.getBoundingClientRect();
    const scale = svg.viewBox.baseVal.width / area.width;
    const px = (event.clientX - area.left) * scale;
    const py = (event.clientY - area.top) * scale;
    let best = 0;
    let least = Infinity;
    for (let i = 0; i < x.length; i++) {
      const dx = to ? Math.max(0, x[i] - px, px - to[i]) : x[i] - px;
      const distance = y ? Math.hypot(dx, y[i] - py) : Math.abs(dx);
      if (distance < least) [best, least] = [i, distance];
    }
    return best;
  };

  chart.addEventListener("pointermove", (event) => show(nearest(event)));
  chart.addEventListener("pointerdown", (event) => show(nearest(event)));
  // A finger that lifts has left, and what it pointed at is still to be read.
  chart.addEventListener("pointerleave", (event) => event.pointerType === "touch" || hide());
  chart.addEventListener("blur", hide);
  chart.addEventListener("keydown", (event) => {
    const leap = Math.max(1, Math.round(rows.length / 10));
    const step = { ArrowRight: 1, ArrowLeft: -1, PageUp: leap, PageDown: -leap }[event.key];
    if (event.key === "Escape") return hide();
    let next;
    if (event.key === "Home") next = 0;
    else if (event.key === "End") next = rows.length - 1;
    else if (step !== undefined) next = current < 0 ? (step > 0 ? 0 : rows.length - 1) : current + step;
    if (next === undefined) return;
    event.preventDefault();
    show(Math.min(rows.length - 1, Math.max(0, next)));
  });
}

for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    head.firstElementChild.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const body = table.tBodies[0];
      const key = (row) => {
        const cell = row.cells[column];
        const text = cell.dataset.v ?? cell.textContent;
        return text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text);
      };
      const order = (a, b) =>
        typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });
      const sorted = [...body.rows].sort((a, b) => order(key(a), key(b)));
      body.append(...(down ? sorted.reverse() : sorted));
    });
  });
}

const theme = document.querySelector("#theme");
const dark = () => getComputedStyle(document.documentElement).colorScheme === "dark";
const name = () => (theme.textContent = dark() ? "Light theme" : "Dark theme");
theme.hidden = false;
theme.addEventListener("click", () => {
  document.documentElement.dataset.theme = dark() ? "light" : "dark";
  name();
});
name();
`;
