import { barX, text } from "@observablehq/plot";
import { PROVENANCE, STEP_PARTS } from "../../../engine/latency-model.ts";
import { formatSeconds, formatShare } from "../../format.ts";
import { STEP_PART_NAMES } from "../../part-names.ts";
import type { RunReport } from "../../run-report.ts";
import { figure } from "../figure.ts";
import type { Markup } from "../markup.ts";
import { PART_COLOURS } from "./step-kinds.ts";

const PROVENANCE_COLOURS = {
  measured: "var(--good)",
  interpolated: "var(--c10)",
  extrapolated: "var(--c8)",
  modelled: "var(--c7)",
} as const;

/** Pixels beside the bars, and of a letter in them. */
const MARGIN = 90;
const LETTER = 7;

interface Piece {
  readonly row: string;
  readonly name: string;
  readonly share: number;
  readonly from: number;
  readonly ns: number;
  readonly colour: string;
}

/** What steps spent their time on, and where the prices of it come from. */
export function stepTime({ result }: Pick<RunReport, "result">): Markup | undefined {
  const { busyNs, partNs, provenanceNs } = result;
  if (busyNs === 0) return undefined;
  const stack = <Key extends string>(
    row: string,
    keys: readonly Key[],
    ns: Readonly<Record<Key, number>>,
    look: (key: Key) => { readonly name: string; readonly colour: string },
  ): Piece[] => {
    let from = 0;
    return keys.flatMap((key) => {
      if (ns[key] === 0) return [];
      const piece = { row, ...look(key), share: ns[key] / busyNs, from, ns: ns[key] };
      from += piece.share;
      return [piece];
    });
  };
  const parts = stack("spent on", STEP_PARTS, partNs, (key) => ({
    name: STEP_PART_NAMES[key],
    colour: PART_COLOURS[key],
  }));
  const origins = stack("priced as", PROVENANCE, provenanceNs, (key) => ({
    name: key,
    colour: PROVENANCE_COLOURS[key],
  }));
  const pieces = [...parts, ...origins];
  const said = (list: readonly Piece[]) =>
    list.map(({ name, share }) => `${name} ${formatShare(share)}`).join(", ");
  return figure({
    id: "step-time",
    title: "Where step time goes, and where its prices come from",
    full: true,
    alt: `Step time was spent on ${said(parts)}; it was priced as ${said(origins)}.`,
    caption:
      `All ${formatSeconds(busyNs / 1e9)} of step time. Measured: the very shape is in a table; interpolated: between ` +
      "table points; extrapolated: beyond them; modelled: the kernel model alone.",
    legend: pieces.map((piece) => ({ name: labelOf(piece), colour: piece.colour })),
    columns: [
      { label: "time" },
      { label: "on" },
      { label: "share", unit: "%" },
      { label: "time", unit: "s" },
    ],
    rows: pieces.map(({ row, name, share, ns }) => [row, name, share * 100, ns / 1e9]),
    at: (_, i) => ({ x: pieces[i]!.from, to: end(pieces[i]!), y: pieces[i]!.row }),
    plot: ({ narrow, width }) => ({
      height: 124,
      marginTop: 8,
      marginLeft: MARGIN - 20,
      x: { label: "share of step time", tickFormat: ".0%", domain: [0, 1], ticks: narrow ? 3 : 5 },
      y: { label: null, domain: ["spent on", "priced as"], padding: 0.25, tickSize: 0 },
      marks: [
        barX(pieces, { x1: "from", x2: end, y: "row", insetRight: 1, fill: "colour" }),
        text(
          pieces.filter((piece) => labelOf(piece).length * LETTER < piece.share * (width - MARGIN)),
          {
            x: middle,
            y: "row",
            text: labelOf,
            fill: "var(--card)",
          },
        ),
      ],
    }),
  });
}

const labelOf = ({ name, share }: Piece): string => `${name} ${formatShare(share)}`;
const end = ({ from, share }: Piece): number => from + share;
const middle = ({ from, share }: Piece): number => from + share / 2;
