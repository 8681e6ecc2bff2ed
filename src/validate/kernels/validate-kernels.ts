import { PROVENANCE } from "../../engine/latency-model.ts";
import { UserError } from "../../errors.ts";
import { type CsvFile, hasColumns, requireColumns } from "../csv-file.ts";
import type { Comparison, Outcome, Skipped } from "../outcome.ts";
import { ALL_REDUCE } from "./all-reduce.ts";
import { DECODE } from "./decode.ts";
import { GEMM } from "./gemm.ts";
import type { KernelContext, KernelOp } from "./kernel-op.ts";
import { PREFILL } from "./prefill.ts";
import { SDPA } from "./sdpa.ts";

export const KERNEL_OPS: readonly KernelOp[] = [GEMM, PREFILL, DECODE, ALL_REDUCE, SDPA];

/** Compares timings of one kind of kernel; without `op` the header tells which. */
export function validateKernels(table: CsvFile, op: string | undefined, context: KernelContext): Outcome {
  const kernel = kernelOf(table, op);
  requireColumns(table, kernel.columns);
  const predict = kernel.predictor(context);
  const comparisons: Comparison[] = [];
  const skipped: Skipped[] = [];
  const predictions = table.rows.map((row, index) => {
    const measured = row.number(kernel.measured, { min: 0 });
    if (measured === 0) {
      skipped.push({ row: index, reason: `${kernel.measured} is 0` });
      return undefined;
    }
    const { us, baselineUs, provenance, regime, groups, label } = predict(row);
    comparisons.push({
      row: index,
      metric: "latency",
      measured,
      predicted: us,
      baseline: baselineUs,
      groups: { regime, ...groups },
      label,
    });
    return { [kernel.measured]: us, provenance: PROVENANCE[provenance]! };
  });
  return {
    kind: "kernels",
    op: kernel.name,
    table,
    unit: "us",
    primary: "latency",
    comparisons,
    skipped,
    predictions,
    notes: kernel.notes ?? [],
  };
}

function kernelOf(table: CsvFile, op: string | undefined): KernelOp {
  if (op !== undefined) {
    const named = KERNEL_OPS.find(({ name }) => name === op);
    if (named !== undefined) return named;
    throw new UserError({
      field: "--op",
      message: `must be one of ${KERNEL_OPS.map(({ name }) => name).join(", ")}`,
      got: op,
    });
  }
  const found = KERNEL_OPS.find(({ columns }) => hasColumns(table, columns));
  if (found !== undefined) return found;
  throw new UserError({
    where: { file: table.file, line: 1 },
    message: "has the header of no kernel table",
    got: table.header.join(","),
    remedy: `Expected one of: ${KERNEL_OPS.map(({ name, columns }) => `${name} (${columns.join(",")})`).join("; ")}`,
  });
}
