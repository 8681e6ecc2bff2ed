import type { BenchJob } from "../bench-job.ts";
import type { BenchRow, BenchTable } from "../bench-table.ts";
import { type Finding, sortFindings } from "../finding.ts";
import { floorUs, mfuOf } from "../kernel-point.ts";
import type { TableSet } from "../table-files.ts";
import type { CheckContext } from "./check.ts";
import { expectedPoints, missingOf } from "./missing-points.ts";
import { roundingOf } from "./stated-mfu.ts";

/** What the documents of the campaign expect of every row, whatever its size; shown, never judged by. */
export const DOCUMENT_RANGES: Readonly<Record<string, readonly [number, number]>> = {
  prefill: [0.3, 0.85],
  decode: [0.005, 0.3],
  gemm: [0.05, 0.85],
};

/** One file of the campaign, as `bench validate` lists it. */
export interface ValidatedFile {
  readonly job: string;
  readonly file: string;
  readonly rows: number;
  /** Points of the grid that fit into the GPU's memory. */
  readonly expected: number;
  /** Utilisation by latency, not by the mfu column; absent for a missing file. */
  readonly mfu?: readonly [number, number];
  /** The range that the roofline allows the same rows. */
  readonly allowed?: readonly [number, number];
  readonly findings: number;
}

export interface Validation {
  readonly files: readonly ValidatedFile[];
  readonly findings: readonly Finding[];
}

/** Timers and data sheets are rounded. */
const SLACK = 0.01;
/** Slower than the kernel model by this much, and a slow launch beside it, is no kernel on an idle GPU. */
const SLOW = 4;
const SLOW_LAUNCH_US = 40;

/** Whether every table of the plan is there, whole, and within what the roofline allows row by row. */
export function validateTables(
  jobs: readonly BenchJob[],
  set: TableSet,
  gpu: string,
  context: CheckContext,
): Validation {
  const files: ValidatedFile[] = [];
  const all: Finding[] = [];
  for (const job of jobs) {
    const table = set.tables.find(({ key }) => plainKey(key, gpu) === job.table);
    const findings =
      table !== undefined
        ? validateTable(table, context)
        : set.findings.filter(({ file }) => plainKey(file, gpu) === job.table);
    if (table === undefined && findings.length === 0) {
      findings.push({
        check: "missing-file",
        file: job.table,
        message: `there is no such table; \`bench submit --only ${job.id}\` makes it`,
      });
    }
    all.push(...findings);
    files.push({ ...summary(job, table, context), findings: findings.length });
  }
  return { files, findings: sortFindings(all) };
}

/** Faults of one table's rows and their number. `skipped`: labels of points that the kernel script left out. */
export function validateTable(
  table: BenchTable,
  context: CheckContext,
  skipped: ReadonlyMap<string, string> = new Map(),
): Finding[] {
  const expected = expectedPoints(table, context);
  const missing = missingOf(expected, table).filter(({ label }) => !skipped.has(label));
  const findings: Finding[] = table.rows.flatMap((row) => rangeFinding(table, row, context));
  if (missing.length > 0) {
    const message = `${missing.length} of ${expected.length} rows are missing, the first for ${missing[0]!.label}`;
    findings.push({ check: "rows", file: table.key, rows: missing.length, message });
  }
  return findings;
}

/** `mha/decode/h100/32-8-128.csv` of the kind-first layout is `mha/decode/32-8-128.csv` of the other. */
export function plainKey(key: string, gpu: string): string {
  return key.replace(`/${gpu.toLowerCase()}/`, "/");
}

function allowedMfu({ point }: BenchRow, { constants }: CheckContext): readonly [number, number] {
  const fastest = floorUs(point, constants);
  const slowest = SLOW * point.modelUs(constants) + SLOW_LAUNCH_US;
  return [mfuOf(point, slowest, constants), mfuOf(point, fastest, constants)];
}

function rangeFinding({ key }: BenchTable, row: BenchRow, context: CheckContext): Finding[] {
  const { point, us, line } = row;
  const [low, high] = allowedMfu(row, context);
  const mfu = mfuOf(point, us, context.constants);
  const stated = row.mfu === undefined ? mfu : row.mfu.value - roundingOf(row.mfu.text);
  if (stated > high * (1 + SLACK)) {
    const message = `the mfu column says ${row.mfu!.text} at ${point.label}; the roofline allows ${figure(high)} at most`;
    return [{ check: "range", file: key, line, message }];
  }
  if (mfu >= low * (1 - SLACK) && mfu <= high * (1 + SLACK)) return [];
  const why = mfu > high ? "faster than physics allows" : "slower than a kernel on an idle GPU";
  const message = `${us} us at ${point.label} is an mfu of ${figure(mfu)}, ${why}: ${figure(low)} to ${figure(high)}`;
  return [{ check: "range", file: key, line, message }];
}

function summary(
  job: BenchJob,
  table: BenchTable | undefined,
  context: CheckContext,
): Omit<ValidatedFile, "findings"> {
  const shape = job.shape === undefined ? {} : { shape: job.shape };
  const dtype = job.dtype === "fp8" ? "fp8" : "bf16";
  const kind = job.kind as BenchTable["kind"];
  const expected = expectedPoints({ kind, dtype, ...shape }, context).length;
  const base = { job: job.id, file: job.table, rows: table?.rows.length ?? 0, expected };
  if (table === undefined) return base;
  const mfus = table.rows.map(({ point, us }) => mfuOf(point, us, context.constants));
  const ranges = table.rows.map((row) => allowedMfu(row, context));
  return {
    ...base,
    mfu: [Math.min(...mfus), Math.max(...mfus)],
    allowed: [Math.min(...ranges.map(([low]) => low)), Math.max(...ranges.map(([, high]) => high))],
  };
}

function figure(value: number): string {
  return String(Number(value.toPrecision(3)));
}
