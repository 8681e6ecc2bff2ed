import type { PlotOptions } from "@observablehq/plot";
import { formatGrouped } from "../format.ts";
import { draw } from "../plot.ts";
import { html, jsonScript, type Markup, raw } from "./markup.ts";
import { table } from "./table.ts";

/** Drawn once for each kind of page: one drawing scaled down would have letters too small to read. */
export interface Size {
  readonly width: number;
  readonly narrow: boolean;
}

const FULL: Size = { width: 1160, narrow: false };
const WIDE: Size = { width: 560, narrow: false };
const NARROW: Size = { width: 340, narrow: true };

type Value = number | string;

export interface FigureSpec {
  /** For links; unique in its page. */
  readonly id: string;
  readonly title: string;
  /** What a reader sees in it, in one or two sentences with the main figures: for those who do not see it. */
  readonly alt: string;
  /** How the data was counted, sampled or smoothed. */
  readonly caption: string;
  /** Takes a row of its own. */
  readonly full?: boolean;
  readonly legend?: readonly LegendKey[];
  readonly plot: (size: Size) => PlotOptions;
  /** The points that a pointer or the arrow keys read, and the table behind the chart. */
  readonly columns: readonly { readonly label: string; readonly unit?: string }[];
  readonly rows: readonly (readonly Value[])[];
  /** Where a row stands on the chart, in the units of its scales: without y, anywhere along a vertical line. */
  readonly at: (row: readonly Value[], index: number) => Place;
}

export interface LegendKey {
  readonly name: string;
  readonly colour: string;
  readonly dashed?: boolean;
  /** Where points tell apart by shape too. */
  readonly symbol?: keyof typeof SYMBOLS;
}

const SYMBOLS = { circle: "●", triangle: "▲", square: "■", diamond2: "◆", ring: "○" } as const;

export interface Place {
  readonly x: Value;
  /** Where what it stands for is wider than a point. */
  readonly to?: number;
  readonly y?: Value;
}

const MOST_TABLE_ROWS = 24;

export function figure(spec: FigureSpec): Markup {
  const { id, title, alt, caption, legend = [], columns, rows } = spec;
  const keys = legend.map(({ name, colour, dashed, symbol }) =>
    symbol === undefined
      ? html`<li><i style="--key:${colour}"${dashed && html` class="dashed"`}></i>${name}</li>`
      : html`<li><b style="color:${colour}">${SYMBOLS[symbol]}</b> ${name}</li>`,
  );
  const data = { columns: columns.map(({ label, unit = "" }) => [label, unit]), rows: rows.map(rounded) };
  const sizes = spec.full ? [FULL, WIDE, NARROW] : [WIDE, NARROW];
  return html`<figure id="${id}"${spec.full && html` class="full"`}>
<h3>${title}</h3>
${keys.length > 0 && html`<ul class="legend" aria-hidden="true">${keys}</ul>`}
<div class="chart" tabindex="0" role="img" aria-label="${alt} Arrow keys read the values.">
${sizes.map((size) => drawing(spec, size))}</div>
<div class="tip" role="status" hidden></div>
<figcaption>${caption}</figcaption>
${dataTable(spec)}
${jsonScript(data)}
</figure>
`;
}

/** The SVG and where each row stands on it, in its pixels. */
function drawing({ plot, rows, at }: FigureSpec, size: Size): Markup {
  const { svg, scale } = draw({
    ...{
      width: size.width,
      marginTop: 30,
      marginBottom: 42,
      style: { fontSize: "12px", overflow: "visible" },
    },
    ...plot(size),
  });
  const pixel = (axis: "x" | "y", value: Value): number => {
    const { apply, bandwidth = 0 } = scale(axis)!;
    return Math.round(apply(value) + bandwidth / 2);
  };
  const places = rows.map(at);
  const numbers = (of: (place: Place) => number) => places.map(of).join(" ");
  const px = numbers(({ x }) => pixel("x", x));
  const end = places[0]?.to === undefined ? "" : numbers(({ x, to }) => pixel("x", to ?? x));
  const py = places[0]?.y === undefined ? "" : numbers(({ y }) => pixel("y", y!));
  const kind = size === FULL ? "broad" : size === WIDE ? "wide" : "narrow";
  return html`<div class="${kind}" data-x="${px}"${end !== "" && html` data-to="${end}"`}${
    py !== "" && html` data-y="${py}"`
  }>${raw(svg)}</div>
`;
}

function dataTable({ title, columns, rows }: FigureSpec): Markup {
  const stride = Math.max(1, Math.ceil(rows.length / MOST_TABLE_ROWS));
  const shown = rows.filter((_, i) => i % stride === 0);
  const caption = stride === 1 ? title : `${title}: every ${stride}th of ${rows.length} points`;
  return html`<details><summary>Table</summary>
${table(
  caption,
  columns.map(({ label, unit }, i) => ({
    heading: unit === undefined || unit === "" ? label : `${label} (${unit})`,
    align: typeof rows[0]?.[i] === "string" ? "left" : "right",
  })),
  shown.map((row) =>
    row.map((value) => (typeof value === "string" ? value : { shown: formatGrouped(value), sortBy: value })),
  ),
)}</details>`;
}

/** Four digits say more than a pixel shows. */
function rounded(row: readonly Value[]): (Value | null)[] {
  return row.map((value) => {
    if (typeof value === "string") return value;
    return Number.isFinite(value) ? Number(value.toPrecision(4)) : null;
  });
}
