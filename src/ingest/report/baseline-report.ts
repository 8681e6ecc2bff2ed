import type { KernelConstants } from "../../roofline/kernels/constants.ts";
import { fitLine } from "../baseline/fit.ts";
import { gatesOf } from "../baseline/gates.ts";
import type { NcuMetrics } from "../baseline/ncu.ts";
import { positionOf, positionSentence } from "../baseline/position.ts";
import type { Profile, ProfileRow } from "../baseline/profile.ts";
import { type Block, type Figure, percent, type ReportDocument, type Section, tableOf } from "./document.ts";
import { colourScale, draw, keyMarks, Plot } from "./draw.ts";
import { rooflinePlot } from "./roofline-plot.ts";

/** A profile and what to call it. */
export interface NamedProfile {
  readonly name: string;
  readonly profile: Profile;
}

interface BaselineReportInput {
  readonly gpu: string;
  readonly baseline: NamedProfile;
  /** A kernel that is to beat it; without one the baseline itself goes through the gates. */
  readonly candidate?: NamedProfile;
  /** Another kernel beside them: FlashAttention-3. */
  readonly against?: NamedProfile;
  readonly ncu?: NcuMetrics;
  readonly constants: KernelConstants;
}

/** An SDPA profile: time a head, the best number of heads, how it grows, what is to be beaten, where the roof is. */
export function baselineReport(input: BaselineReportInput): ReportDocument {
  const { gpu, baseline, candidate, against, ncu, constants: c } = input;
  const named = [baseline, candidate, against].filter((entry) => entry !== undefined);
  const best = bestRow(baseline.profile);
  const { batch, seqLen, headDim, dtype } = best;
  const judged = bestRow((candidate ?? baseline).profile);
  const gates = gatesOf(judged, positionOf(judged, c), ncu);
  const sections: Section[] = [
    { title: "Time a head", blocks: [perHeadTable(named)] },
    {
      title: "How it grows with heads",
      blocks: [...growth(named), { kind: "figures", figures: [scalingCurve(named)] }],
    },
    {
      title: `Gates for ${(candidate ?? baseline).name}`,
      blocks: [
        tableOf(gates.map((gate) => ({ ...gate }))),
        ...(ncu === undefined
          ? [text("Without an export of `ncu --csv` the gates that need one stay open.")]
          : [text(`Profiled kernel: ${ncu.kernel}.`)]),
      ],
    },
    {
      title: "Under the roofline",
      blocks: [
        ...named.map(({ name, profile }) => {
          const row = bestRow(profile);
          return text(`${name}: ${positionSentence(row, positionOf(row, c))}`);
        }),
        { kind: "figures", figures: [roofline(named, c, gpu)] },
      ],
    },
  ];
  const lead = [
    `Attention without a mask, ${dtype}, batch ${batch}, ${seqLen} tokens, head dimension ${headDim}, on ${gpu}.`,
    `${baseline.name} is best at ${best.heads} heads: ${best.perHeadUs.toFixed(3)} us a head, ${percent(positionOf(best, c).computeShare, 1)} of the peak.`,
  ];
  return { title: "Attention baseline", lead, sections };
}

/** The row with the least time a head. */
export function bestRow({ rows }: Profile): ProfileRow {
  return rows.reduce((a, b) => (b.perHeadUs < a.perHeadUs ? b : a));
}

function perHeadTable(named: readonly NamedProfile[]): Block {
  const heads = [...new Set(named.flatMap(({ profile }) => profile.rows.map((row) => row.heads)))].sort(
    (a, b) => a - b,
  );
  const bests = new Set(named.map(({ profile }) => bestRow(profile)));
  return tableOf(
    heads.map((count) => ({
      heads: count,
      ...Object.fromEntries(
        named.flatMap(({ name, profile }) => {
          const row = profile.rows.find((entry) => entry.heads === count);
          const cell =
            row === undefined ? "-" : `${row.perHeadUs.toFixed(3)}${bests.has(row) ? " best" : ""}`;
          return [
            [`${name}, us/head`, cell],
            [`${name}, us`, row?.us.toFixed(1) ?? "-"],
          ];
        }),
      ),
    })),
  );
}

function growth(named: readonly NamedProfile[]): Block[] {
  return named.map(({ name, profile }) => {
    const fit = fitLine(profile.rows);
    if (fit === undefined) return text(`${name}: too few rows for a line.`);
    const { launchUs, perHeadUs, worst } = fit;
    return text(
      `${name}: ${perHeadUs.toFixed(3)} us/head + ${launchUs.toFixed(1)} us fits every row within ${percent(worst, 1)}.`,
    );
  });
}

/** Gates drawn as lines: microseconds a head. */
const TIER_LINES = [3.82, 3, 2];

function scalingCurve(named: readonly NamedProfile[]): Figure {
  const names = named.map(({ name }) => name);
  const points = named.flatMap(({ name, profile }) =>
    profile.rows.map(({ heads, perHeadUs }) => ({
      name,
      heads,
      perHeadUs,
      title: `${name}, ${heads} heads\n${perHeadUs} us/head`,
    })),
  );
  const fitted = named.flatMap(({ name, profile }) => {
    const fit = fitLine(profile.rows);
    const last = profile.rows.at(-1)!.heads;
    if (fit === undefined) return [];
    const steps = Array.from(
      { length: 60 },
      (_, i) => profile.rows[0]!.heads + (i * (last - profile.rows[0]!.heads)) / 59,
    );
    return steps.map((heads) => ({ name, heads, perHeadUs: fit.perHeadUs + fit.launchUs / heads }));
  });
  return {
    title: "Time a head over heads",
    summary: `${names.join(", ")}; dots are measured, lines the fit of a fixed part and a part for each head, dashes the gates at 3.82, 3 and 2 us.`,
    svg: draw({
      width: 800,
      height: 360,
      x: { label: "heads" },
      y: {
        label: "us a head",
        grid: true,
        domain: [0, Math.max(5, ...points.map(({ perHeadUs }) => perHeadUs)) * 1.05],
      },
      color: colourScale(names),
      marks: [
        Plot.ruleY(TIER_LINES, { strokeDasharray: "4 4", strokeOpacity: 0.6 }),
        Plot.line(fitted, { x: "heads", y: "perHeadUs", stroke: "name", strokeWidth: 1.5 }),
        Plot.dot(points, { x: "heads", y: "perHeadUs", fill: "name", r: 4, title: "title" }),
        ...keyMarks(names, "bottom-right"),
      ],
    }),
  };
}

function roofline(named: readonly NamedProfile[], c: KernelConstants, gpu: string): Figure {
  const points = named.flatMap(({ name, profile }) =>
    profile.rows.map((row) => {
      const { intensity, tflops } = positionOf(row, c);
      return {
        kind: name,
        intensity,
        tflops,
        title: `${name}, ${row.heads} heads\n${tflops.toFixed(0)} TFLOP/s`,
      };
    }),
  );
  return rooflinePlot(points, c, `${gpu}: each row of the profile`, 4);
}

function text(sentence: string): Block {
  return { kind: "text", text: sentence };
}
