import { UserError } from "../errors.ts";
import type { Gpu } from "../roofline/hardware.ts";
import { constantsFor } from "../roofline/kernels/constants.ts";
import type { CsvFile, CsvRow } from "../validate/csv-file.ts";
import { DECODE } from "../validate/kernels/decode.ts";
import { GEMM } from "../validate/kernels/gemm.ts";
import { PREFILL } from "../validate/kernels/prefill.ts";
import type { MeasurementSet } from "./measurement.ts";
import { atEfficiency } from "./scaled-constants.ts";

/** Kernels whose rates the efficiencies scale, and what a whole group of rows shares. */
const OPS = [
  { op: GEMM, group: ["k", "n"] },
  { op: PREFILL, group: ["nh", "nkv", "dh"] },
  { op: DECODE, group: ["nh", "nkv", "dh"] },
] as const;

/** Timings of kernels by themselves; whole (k, n) sites and head shapes are held out together. */
export function kernelTimes(table: CsvFile, gpu: Gpu): MeasurementSet {
  const found = OPS.find(({ op }) => op.columns.every((column) => table.header.includes(column)));
  if (found === undefined) {
    throw new UserError({
      where: { file: table.file, line: 1 },
      message: "holds times of no kernel that the efficiencies scale",
      got: table.header.join(","),
      remedy: `Expected one of: ${OPS.map(({ op }) => `${op.name} (${op.columns.join(",")})`).join("; ")}`,
    });
  }
  const { device } = gpu;
  if (device === undefined) {
    throw new UserError({
      field: gpu.name,
      message: "has no device section in the hardware config: its peaks are not known",
    });
  }
  const { op, group } = found;
  const rows = table.rows.filter((row) => row.number(op.measured, { min: 0 }) > 0);
  const left = table.rows.length - rows.length;
  const groupOf = (row: CsvRow) => group.map((column) => row.text(column)).join("-");
  const one = new Set(rows.map(groupOf)).size === 1;
  return {
    file: table.file,
    what: `${op.name} times`,
    observations: rows.map((row) => ({
      measured: row.number(op.measured),
      group: one ? String(row.line) : groupOf(row),
    })),
    predict: (candidate) => {
      const constants = atEfficiency(constantsFor(gpu.name, device), candidate.mfu);
      const price = op.predictor({ gpu: gpu.name, device, constants });
      return rows.map((row) => price(row).us);
    },
    notes: [
      ...(left === 0 ? [] : [`${table.file}: left out ${left} rows with a time of 0`]),
      ...(one
        ? [`all rows are of one ${op.name} shape: rows are held out, which says nothing of other shapes`]
        : []),
    ],
  };
}
