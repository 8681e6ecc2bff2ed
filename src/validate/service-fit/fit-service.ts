import type { ParameterTable } from "../../roofline/kernels/parameters/parameter.ts";
import type { CsvFile, CsvRow } from "../csv-file.ts";
import { type Figures, figuresOf } from "../figures.ts";
import type { Comparison } from "../outcome.ts";
import { patternSearch } from "./fit-constants.ts";
import type { ServiceConstants, ServiceFiles } from "./service-files.ts";

/** Host time of async scheduling as the default has it. */
const HOST = {
  hostAsyncUs: { unit: "us", low: 0, high: 3000, start: 350, meaning: "host time of a step" },
  hostAsyncPerSequenceUs: { unit: "us", low: 0, high: 60, start: 4, meaning: "and of each sequence" },
} satisfies ParameterTable;

/** Async scheduling as an option of earlier versions; ranks waiting for each other. */
const EARLY = {
  hostEarlyAsyncUs: { unit: "us", low: 0, high: 5000, start: 1000, meaning: "host time of a step" },
  hostEarlyAsyncPerSequenceUs: { unit: "us", low: 0, high: 120, start: 35, meaning: "and of each sequence" },
  allReduceSkewUs: { unit: "us", low: 0, high: 15, start: 2, meaning: "spread of ranks at an all-reduce" },
} satisfies ParameterTable;

/** Fast tokenisers take 1 to 4 us a token; a steeper slope would be something else's time. */
const ADMISSION = {
  admissionUs: {
    unit: "us",
    low: 0,
    high: 30_000,
    start: 6500,
    meaning: "before the scheduler sees a request",
  },
  admissionPerTokenUs: { unit: "us", low: 0, high: 4, start: 2, meaning: "and for each prompt token" },
} satisfies ParameterTable;

/** Largest error of one row that counts: a run that was disturbed must not steer the fit. */
const MOST_PCT = 15;

/** Long outputs of many clients take most of the time and say no more than those of few: they are for checking. */
const LONG_OUTPUT_TOKENS = 4096;
const FEW_CLIENTS = 16;

/** Figures of rows that the fit did not see, by metric. */
interface HeldOut {
  readonly what: string;
  readonly constants: ServiceConstants;
  readonly figures: Readonly<Record<string, Figures>>;
}

export interface ServiceFit {
  readonly constants: ServiceConstants;
  readonly heldOut: readonly HeldOut[];
}

type Report = (line: string) => void;

/**
 * Fits the constants that no kernel timing can tell, on measured runs of servers: first the host time of today's
 * async scheduling, on the open-loop run whose kernels were timed and on the decode times of single streams; then that
 * of the earlier one, and the ranks' wait, on TPOT of closed loops and single streams; then admission on their TTFT.
 * Each file counts the same.
 */
export async function fitService(files: ServiceFiles, report: Report): Promise<ServiceFit> {
  const host = await fitHost(files, () => true);
  report(`host time: ${show(host)}`);
  const constants = await fitOnClosed(files, files.closedLoop.rows, host);
  report(`all: ${show(constants)}`);
  const heldOut: HeldOut[] = [await halfOfOpenLoop(files)];
  report(describe(heldOut[0]!));
  for (const { what, keep } of closedFolds(files.closedLoop)) {
    const seen = files.closedLoop.rows.filter(keep);
    const unseen = files.closedLoop.rows.filter((row) => !keep(row));
    const without = await fitOnClosed(files, seen, host);
    const figures = byMetric(await files.closed(without, unseen));
    heldOut.push({ what, constants: without, figures });
    report(describe(heldOut.at(-1)!));
  }
  return { constants, heldOut };
}

function fitHost(files: ServiceFiles, keep: (comparison: Comparison) => boolean): Promise<ServiceConstants> {
  return patternSearch(HOST, async (values) => {
    const seen = (await files.open(values)).filter(keep);
    const open = (meanError(seen, "tpot") + meanError(seen, "e2e")) / 2;
    return open + meanError(await files.single(values), "tpot");
  });
}

async function fitOnClosed(
  files: ServiceFiles,
  rows: readonly CsvRow[],
  host: ServiceConstants,
): Promise<ServiceConstants> {
  const seen = rows.filter(
    (row) => row.count("osl") <= LONG_OUTPUT_TOKENS || row.count("concurrency") <= FEW_CLIENTS,
  );
  const early = await patternSearch(EARLY, async (values) => {
    const constants = { ...host, ...values };
    const closed = balancedError(await files.closed(constants, seen), "tpot");
    return closed + meanError(await files.single(constants), "tpot");
  });
  const admission = await patternSearch(ADMISSION, async (values) => {
    const constants = { ...host, ...early, ...values };
    const closed = balancedError(await files.closed(constants, seen), "ttft");
    return closed + meanError(await files.single(constants), "ttft");
  });
  return { ...host, ...early, ...admission };
}

/** The host time that the first half of the open-loop requests gives, on the second half. */
async function halfOfOpenLoop(files: ServiceFiles): Promise<HeldOut> {
  const rows = Math.max(...(await files.open({})).map(({ row }) => row)) + 1;
  const constants = await fitHost(files, ({ row }) => row < rows / 2);
  const unseen = (await files.open(constants)).filter(({ row }) => row >= rows / 2);
  return { what: "open loop: second half of the requests", constants, figures: byMetric(unseen) };
}

/** Whole numbers of ranks, and whole pairs of lengths, left out in turn. */
function closedFolds({ rows }: CsvFile): { what: string; keep: (row: CsvRow) => boolean }[] {
  const lengthsOf = (row: CsvRow) => `${row.text("isl")}/${row.text("osl")}`;
  const tps = [...new Set(rows.map((row) => row.count("tp")))];
  const lengths = [...new Set(rows.map(lengthsOf))];
  return [
    ...tps.map((tp) => ({ what: `closed loop: tp ${tp}`, keep: (row: CsvRow) => row.count("tp") !== tp })),
    ...lengths.map((pair) => ({
      what: `closed loop: lengths ${pair}`,
      keep: (row: CsvRow) => lengthsOf(row) !== pair,
    })),
  ];
}

function meanError(comparisons: readonly Comparison[], metric: string): number {
  const errors = comparisons
    .filter((comparison) => comparison.metric === metric)
    .map(({ measured, predicted }) => Math.min(MOST_PCT, 100 * Math.abs(predicted / measured - 1)));
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}

/** Root mean square over the numbers of ranks: none is given up for another. */
function balancedError(comparisons: readonly Comparison[], metric: string): number {
  const ranks = [...new Set(comparisons.map(({ groups }) => groups.tp))];
  const errors = ranks.map((tp) =>
    meanError(
      comparisons.filter(({ groups }) => groups.tp === tp),
      metric,
    ),
  );
  return Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length);
}

function byMetric(comparisons: readonly Comparison[]): Record<string, Figures> {
  const metrics = [...new Set(comparisons.map(({ metric }) => metric))];
  return Object.fromEntries(
    metrics.map((name) => [name, figuresOf(comparisons.filter(({ metric }) => metric === name))]),
  );
}

function describe({ what, constants, figures }: HeldOut): string {
  const errors = Object.entries(figures).map(([metric, { mapePct }]) => `${metric} ${mapePct.toFixed(2)} %`);
  return `without ${what}: ${errors.join(", ")} on it; ${show(constants)}`;
}

function show(constants: ServiceConstants): string {
  return Object.entries(constants)
    .map(([name, value]) => `${name} ${(value as number).toPrecision(3)}`)
    .join(", ");
}
