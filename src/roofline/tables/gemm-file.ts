import { UserError } from "../../errors.ts";
import type { Device } from "../hardware.ts";
import type { GemmSite, GemmTable, RowSource } from "./kernel-tables.ts";
import { parseCsv } from "./parse-csv.ts";
import { loweredNote, noneLowered, type Point, toSeries } from "./series.ts";
import type { PlainFile } from "./table-folder.ts";

/** Real GEMM times fall a little between neighbouring m, where a better tile fits; more than this is noise. */
const MONOTONE_SLACK = 0.1;
/** The published mfu columns carry three decimals: below this they say too little about their peak. */
const LEAST_TELLING_MFU = 0.05;
/** How far the implied peak may be off a data-sheet figure. */
const PEAK_TOLERANCE = 0.03;

/**
 * Reads `gemm/data.csv` or `gemm/fp8.csv`: columns `m,k,n,latency_us` and, optionally, `mfu`.
 *
 * Only the latency is used. The mfu column tells which peak it was computed against, and so whether an FP8 table
 * stands where BF16 times are expected.
 */
export function readGemmFile(
  { file, key, text }: PlainFile,
  dtype: "bf16" | "fp8",
  source: RowSource,
  device: Device,
  notes: string[],
): GemmTable {
  const { rows } = parseCsv(text(), file, [
    { name: "m", type: "count" },
    { name: "k", type: "count" },
    { name: "n", type: "count" },
    { name: "latency_us", type: "positive" },
    { name: "mfu", type: "number", optional: true },
  ]);
  const bySite = new Map<string, { k: number; n: number; points: Point[] }>();
  const peaks: number[] = [];
  let leastUs = Number.POSITIVE_INFINITY;
  for (const { values, line } of rows) {
    const [m, k, n, us, mfu] = values as [number, number, number, number, number | undefined];
    const name = `${k}x${n}`;
    const site = bySite.get(name) ?? { k, n, points: [] };
    bySite.set(name, site);
    site.points.push({ x: m, us, line });
    leastUs = Math.min(leastUs, us);
    if (mfu !== undefined && mfu >= LEAST_TELLING_MFU) peaks.push((2 * m * k * n) / us / 1e6 / mfu);
  }
  checkPeak(file, key, dtype, device, peaks, notes);
  const lowered = noneLowered();
  const sites = [...bySite.values()].map(
    ({ k, n, points }): GemmSite => ({
      k,
      n,
      series: toSeries(points, MONOTONE_SLACK, file, `k ${k}, n ${n}, m`, lowered),
    }),
  );
  const note = loweredNote(key, "m", lowered, rows.length);
  if (note !== undefined) notes.push(note);
  return { source, sites, leastUs };
}

function checkPeak(
  file: string,
  key: string,
  dtype: "bf16" | "fp8",
  device: Device,
  peaks: number[],
  notes: string[],
): void {
  if (peaks.length === 0) {
    notes.push(
      `${key}: without an mfu column of use, BF16 and FP8 rows cannot be told apart; read as ${dtype}`,
    );
    return;
  }
  const implied = [...peaks].sort((a, b) => a - b)[Math.floor(peaks.length / 2)]!;
  const near = (peak: number | undefined) =>
    peak !== undefined && Math.abs(implied / peak - 1) <= PEAK_TOLERANCE;
  if (near(dtype === "bf16" ? device.bf16TFlops : device.fp8TFlops)) return;
  if (dtype === "bf16" && near(device.fp8TFlops)) {
    throw new UserError({
      where: { file },
      field: "mfu",
      message: `is relative to the FP8 peak (2mnk/latency/mfu gives ${implied.toFixed(0)} TFLOP/s): these are FP8 times, which as BF16 would be 25-45 % too fast`,
      remedy: `Rename the file to fp8.csv, and put BF16 times into ${key}`,
    });
  }
  notes.push(
    `${key}: its mfu column is relative to ${implied.toFixed(0)} TFLOP/s, which is no ${dtype} peak of this GPU; only latency_us is used`,
  );
}
