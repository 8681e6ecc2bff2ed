import { gemmFloorUs, memoryFloorUs } from "../../roofline/kernels/bounds.ts";
import type { BenchRow } from "../bench-table.ts";
import type { Finding } from "../finding.ts";
import type { Check } from "./check.ts";

/** Timers and data sheets are rounded. */
const SLACK = 0.01;

/** Rows that are faster than all their FLOPs at peak, or than their bytes at the bandwidth of the data sheet. */
export const abovePeak: Check = ({ key, rows }, { constants: c }) => {
  const findings: Finding[] = [];
  const report = (check: string, fast: readonly Fast[], message: (worst: Fast) => string) => {
    const worst = fast.reduce<Fast | undefined>(
      (a, b) => (a !== undefined && a.times >= b.times ? a : b),
      undefined,
    );
    if (worst === undefined) return;
    findings.push({ check, file: key, line: fast[0]!.row.line, rows: fast.length, message: message(worst) });
  };
  const over = (floorUs: (row: BenchRow) => number) =>
    rows.map((row): Fast => ({ row, times: floorUs(row) / row.us })).filter(({ times }) => times > 1 + SLACK);

  const flops = over(({ point }) => gemmFloorUs(point.flops / 2, 1, 1, point.dtype, c));
  report("above-peak", flops, ({ row, times }) => {
    return `faster than the peak: ${times.toFixed(2)} times it at ${row.point.label}`;
  });
  const bytes = over(({ point }) => memoryFloorUs(point.bytes, c));
  const [cached, impossible] = [
    bytes.filter(({ row }) => row.point.bytes < c.chip.l2Bytes),
    bytes.filter(({ row }) => row.point.bytes >= c.chip.l2Bytes),
  ];
  report("above-bandwidth", impossible, ({ row, times }) => {
    return `faster than memory: ${times.toFixed(2)} times its bandwidth at ${row.point.label}`;
  });
  report("warm-cache", cached, ({ row, times }) => {
    return `data was still in L2, as it never is in serving: ${times.toFixed(2)} times the memory bandwidth at ${row.point.label}`;
  });
  return findings;
};

interface Fast {
  readonly row: BenchRow;
  /** Times the bound. */
  readonly times: number;
}
