import type { ErrorFigures, KernelConstants } from "../../roofline/kernels/constants.ts";
import type { Figures } from "../figures.ts";
import type { ValidationReport } from "../report/report.ts";
import type { ServiceFit } from "../service-fit/fit-service.ts";
import { type Bar, heldOutBars, seenBars, servingBars } from "./bars.ts";
import { evenBars } from "./even-bars.ts";
import { type AccuracyRun, commandOf } from "./runs.ts";
import { serviceSection } from "./service-section.ts";

interface PageInput {
  readonly runs: readonly { readonly run: AccuracyRun; readonly report: ValidationReport }[];
  readonly missing: readonly string[];
  readonly constants: KernelConstants;
  /** What the host's constants were fitted on, by key, from the hardware config. */
  readonly sources: Readonly<Record<string, string>>;
  /** The fit of those constants with its held-out parts. */
  readonly service: ServiceFit;
}

/** docs/accuracy.md. Held-out figures and figures on rows that a fit has seen are in tables of their own. */
export function accuracyPage({ runs, missing, constants, sources, service }: PageInput): string {
  const reports = runs.map(({ report }) => report);
  const { origin, errors } = constants;
  const kernels = runs.filter(({ run, report }) => run.kind === "kernels" && report.op !== "sdpa");
  const unseen = runs.filter(({ report }) => report.op === "sdpa");
  const chains = runs.filter(({ run }) => run.kind === "serving" || run.kind === "capacity");
  const goldens = runs.filter(({ run }) => run.kind === "calibrated" || run.kind === "infersim");
  return `# Accuracy

Written by \`npm run validate\` from the measurements in the reference folder; every figure can be had again with the
command beside it, run in that folder. Percent throughout; a positive bias means predicted too slow. "Weighted" is the
sum of absolute errors over the sum of times.

## What is fitted on what

- Kernels: ${origin.fittedOn}. Fitted ${origin.date}, folds dealt with seed \`${origin.seed}\`.
${Object.entries(sources)
  .filter(([key]) => key.startsWith("mfu."))
  .map(([key, text]) => `- \`${key}\`: ${text}.`)
  .join("\n")}
- KV capacity, InferSim's arithmetic and the calibrated roofline have nothing fitted on the files below.

## Held out: kernels

Whole (k, n) sites, head shapes and message sizes left out of the fit that predicts them, five folds. This is what to
expect of a shape that was never measured. \`node scripts/fit-kernels.mjs\` makes these figures.

${heldOutTable(errors)}

${barTable(heldOutBars(errors))}

## Held out: whole chains

Host time, ranks' wait and admission fitted again without a part of the measured runs, then asked for that part: a whole
number of ranks, a whole pair of lengths, half of the open loop's requests. Kernels are not fitted on any of these runs.
\`node scripts/fit-service.mjs\` makes these figures (docs/service-fit.json).

${serviceSection(service)}

Without tp 8 the ranks' wait cannot be told from host time, and TPOT at tp 8 comes out too low: a wait that is longer with
more ranks shows only where there are many.

## Seen by the fit: kernels

The shipped constants on the rows they were fitted on: how well the formulas can follow the measurements, not how well
they predict others. The textbook is a roofline at 0.65 of the peak in prefill, 0.12 in decode and 0.72 of the bandwidth.

${runTable(kernels)}

${barTable(seenBars(reports))}

## Not fitted: another library's kernel

PyTorch's scaled dot-product attention without a mask, which no simulated server runs: the attention model is vLLM's.

${runTable(unseen)}

## Whole chains

Host time, waits of ranks and admission were fitted on the closed loop, the open loop and the single streams, so these
rows are seen too, by those constants; kernels are not fitted on them. KV capacity is not fitted.

${runTable(chains)}

${barTable([...servingBars(reports), ...evenBars(reports)])}

Ratios of the single streams are of one or two runs a group: where the mean is 1.5 %, an error of 2.7 % is over the bar. Mistral
and mixtures of experts are in none of the serving files, so nothing is known of their error; that of experts' FP8 GEMMs was 13 %
on one published table.

TTFT of llama-2-70b alone is too low. The file gives the mean prompt of 2048 tokens, not how lengths spread nor the
server's token budget; where the budget is 2048 too, as in the capacity runs of the same servers, each prompt that is one
token longer takes a second step, about 17 ms here. A single TTFT in a closed loop, tp 2 with 16 clients of 1024/1024, is
higher than its neighbours with 8 and with 32 clients let expect, and is not followed. The other large errors of TTFT are at
tp 2 where requests queue for KV blocks: 2 % fewer blocks than planned would explain them all.

## Goldens: reproduced, not predicted

${runTable(goldens)}

${goldens.map(({ report }) => `- ${report.file}: ${report.notes.join("; ")}`).join("\n")}
${missing.length === 0 ? "" : `\nNot in the reference folder this time: ${missing.join(", ")}.\n`}`;
}

function heldOutTable(errors: KernelConstants["errors"]): string {
  const rows = Object.entries(errors).flatMap(([op, regimes]) =>
    Object.entries(regimes as Readonly<Record<string, ErrorFigures>>).map(([regime, f]) => [
      ...[op, regime, String(f.rows)],
      ...[f.mapePct, f.medianPct, f.p90Pct, f.timeWeightedPct, f.biasPct].map(percent),
    ]),
  );
  return table(["operation", "bound by", "rows", "MAPE", "median", "p90", "weighted", "bias"], rows);
}

function runTable(runs: PageInput["runs"]): string {
  const rows = runs.flatMap(({ run, report }) =>
    Object.entries(report.metrics).flatMap(([metric, figures]) => [
      [
        `\`${commandOf(run)}\``,
        metric,
        ...cells(figures),
        figures.baseline === undefined ? "-" : percent(figures.baseline.mapePct),
      ],
      ...subsets(report, metric).map(([name, f]) => ["", `${metric}, ${name}`, ...cells(f), ""]),
    ]),
  );
  return table(["command", "of", "n", "MAPE", "median", "p90", "weighted", "bias", "textbook MAPE"], rows);
}

/** Groups that goals are about. */
const SHOWN = ["regime", "tp", "site", "headDim", "size", "impl"];

function subsets({ groups, kind }: ValidationReport, metric: string): [string, Figures][] {
  if (kind === "infersim" || kind === "calibrated") return [];
  return Object.entries(groups[metric] ?? {})
    .filter(([group]) => SHOWN.includes(group))
    .flatMap(([group, values]) =>
      Object.entries(values).map(([value, f]): [string, Figures] => [`${group} ${value}`, f]),
    );
}

function cells({ n, mapePct, medianApePct, p90ApePct, weightedMapePct, biasPct }: Figures): string[] {
  return [String(n), ...[mapePct, medianApePct, p90ApePct, weightedMapePct, biasPct].map(percent)];
}

function barTable(bars: readonly Bar[]): string {
  const rows = bars.map(({ goal, most, value, seen }) => [
    goal,
    String(most),
    value === undefined ? "not measured" : percent(value),
    value === undefined ? "" : value <= most ? "met" : `missed by ${percent(value - most)}`,
    seen,
  ]);
  return table(["goal", "at most", "reached", "", "rows are"], rows);
}

function percent(value: number): string {
  return value.toFixed(2);
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, header.map(() => "---"), ...rows];
  return lines.map((line) => `| ${line.join(" | ")} |`).join("\n");
}
