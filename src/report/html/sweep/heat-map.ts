import { cell, scale, text } from "@observablehq/plot";
import { formatFigure, formatRough, formatSignedPercent } from "../../format.ts";
import { figure } from "../figure.ts";
import type { Markup } from "../markup.ts";
import { type Axis, type LabelValue, nameOf, type Point } from "./points.ts";

/** Cells beyond which they are too small for a figure in each. */
const MOST_LABELLED = { wide: 90, narrow: 30 };
/** Relative luminance at which black and white letters stand out equally. */
const EVEN_CONTRAST = 0.179;
/** Largest over smallest from which colours go by the logarithm. */
const LOG_FROM = 20;

export interface HeatMapSpec {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly caption: string;
  readonly points: readonly Point[];
  readonly across: Axis;
  readonly up: Axis;
  readonly value: (point: Point) => number;
  /** Differences around zero. */
  readonly diverging?: true;
}

/** A figure over two axes, one cell a point. */
export function heatMap({
  id,
  title,
  unit,
  caption,
  points,
  across,
  up,
  value,
  diverging,
}: HeatMapSpec): Markup | undefined {
  const cells = points.flatMap((point) => {
    const amount = value(point);
    return Number.isFinite(amount)
      ? [{ x: point.labels[across.name]!, y: point.labels[up.name]!, amount, point }]
      : [];
  });
  if (cells.length < 2) return undefined;
  const [columns, rows] = [across, up].map(({ name, values }) =>
    values.filter((value) => cells.some(({ point }) => point.labels[name] === value)),
  ) as [LabelValue[], LabelValue[]];
  const amounts = cells.map(({ amount }) => amount);
  const [least, most] = [Math.min(...amounts), Math.max(...amounts)];
  const size = Math.max(Math.abs(least), Math.abs(most)) || 1;
  const log = !diverging && least > 0 && most > LOG_FROM * least;
  const colour = diverging ? divergingColours(size) : sequentialColours(least, most, log);
  const extreme = (of: number) => cells.find(({ amount }) => amount === of)!;
  const where = (of: number) => `${formatFigure(of)} ${unit} at ${nameOf(extreme(of).point, [across, up])}`;
  const overloaded = cells.filter(({ point }) => point.overloaded);
  const middle = diverging ? 0 : log ? Math.sqrt(least * most) : (least + most) / 2;
  const keys = (diverging ? [-size, 0, size] : [least, middle, most]).map((amount) => ({
    name: `${diverging ? formatSignedPercent(amount) : formatRough(amount)} ${unit}`,
    colour: colour(amount),
    symbol: "square" as const,
  }));
  return figure({
    id,
    title: `${title} (${unit})`,
    alt: `${title} over ${across.name} and ${up.name}: from ${where(least)} to ${where(most)}.`,
    caption: `${caption}${overloaded.length > 0 ? " Outlined: overloaded, no steady state." : ""}`,
    legend: keys,
    columns: [{ label: up.name }, { label: across.name }, { label: title, unit }],
    rows: cells.map(({ x, y, amount }) => [said(y), said(x), amount]),
    at: (_, i) => ({ x: cells[i]!.x as string, y: cells[i]!.y as string }),
    plot: ({ narrow }) => ({
      height: 64 + Math.min(34, Math.max(18, 400 / rows.length)) * rows.length,
      marginTop: 10,
      marginLeft: 24 + 7 * Math.max(...rows.map((one) => String(one).length), 3),
      x: {
        type: "band",
        label: across.name,
        domain: columns as Iterable<string>,
        padding: 0.03,
        tickSize: 0,
      },
      y: {
        type: "band",
        label: up.name,
        domain: rows.toReversed() as Iterable<string>,
        padding: 0.06,
        tickSize: 0,
      },
      color: { type: "identity" },
      marks: [
        cell(cells, { x: "x", y: "y", fill: ({ amount }) => colour(amount), inset: 0.5 }),
        cell(overloaded, {
          x: "x",
          y: "y",
          fill: "none",
          stroke: "var(--bad-line)",
          strokeWidth: 2,
          inset: 1.5,
        }),
        text(cells.length <= MOST_LABELLED[narrow ? "narrow" : "wide"] ? cells : [], {
          ...{
            x: "x",
            y: "y",
            text: ({ amount }: Cell) => (diverging ? formatSignedPercent(amount) : formatRough(amount)),
            fontSize: narrow ? 10 : 11,
          },
          fill: ({ amount }: Cell) => (luminance(colour(amount)) > EVEN_CONTRAST ? "#000000" : "#ffffff"),
        }),
      ],
    }),
  });
}

interface Cell {
  readonly amount: number;
}

const said = (value: LabelValue): string => String(value);

type Colours = (value: number) => string;

function divergingColours(size: number): Colours {
  const domain = [-size, size];
  return scale({ color: { type: "diverging", scheme: "puor", reverse: true, domain } }).apply as Colours;
}

function sequentialColours(least: number, most: number, log: boolean): Colours {
  const type = log ? "log" : "linear";
  return scale({ color: { type, scheme: "viridis", domain: [least, most] } }).apply as Colours;
}

/** Relative luminance (WCAG 2) of `rgb(r, g, b)` or `#rrggbb`. */
function luminance(colour: string): number {
  const hex = /^#(..)(..)(..)$/
    .exec(colour)
    ?.slice(1)
    .map((part) => Number.parseInt(part, 16));
  const channels = hex ?? (colour.match(/\d+/g) ?? []).map(Number);
  const [r, g, b] = channels.map((channel) => {
    const share = channel / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}
