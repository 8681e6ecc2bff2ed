import { expect, it } from "vitest";
import { errorsBySubset } from "../../../src/roofline/fit/error-figures.ts";
import type { Measured, OpFit } from "../../../src/roofline/fit/fit-op.ts";
import { readMeasurements } from "../../../src/roofline/fit/measurements.ts";
import { allReduceOp, decodeOp, gemmBf16Op, gemmFp8Op, prefillOp } from "../../../src/roofline/fit/ops.ts";
import { H100 } from "../../../src/roofline/kernels/constants-h100.ts";
import type { ParameterTable, ValuesOf } from "../../../src/roofline/kernels/parameters/parameter.ts";
import { describeWithReference, referenceFile } from "../../reference.ts";

/** Errors on the rows that were fitted: that the constants are those of the measurements, not how good they are. */
describeWithReference("H100 kernel constants against their measurements", "kernels", () => {
  const rows = readMeasurements(referenceFile("kernels"));
  const errors = <Row extends Measured, Table extends ParameterTable>(
    op: OpFit<Row, Table>,
    values: ValuesOf<Table>,
  ) => {
    const predict = op.model(values);
    return errorsBySubset(
      op.rows.map((row) => ({
        predictedUs: predict(row),
        measuredUs: row.latencyUs,
        subsets: op.subsetsOf(row),
      })),
    );
  };

  it("prices bf16 GEMM within 7 % where k, n >= 1024, 6 % by time", () => {
    const { "k,n >= 1024": large } = errors(gemmBf16Op(rows, H100), H100.gemm.bf16);
    expect(large?.rows).toBeGreaterThan(5000);
    expect(large?.mapePct).toBeLessThan(7);
    expect(large?.timeWeightedPct).toBeLessThan(6);
  });

  it("prices FP8 GEMM within 12 %", () => {
    expect(errors(gemmFp8Op(rows, H100), H100.gemm.fp8).all?.mapePct).toBeLessThan(12);
  });

  it("prices prefill attention within 12 % at head dim 128, 15 % over all", () => {
    const { all, "head dim 128": wide } = errors(prefillOp(rows, H100), H100.prefill);
    expect(all?.mapePct).toBeLessThan(15);
    expect(wide?.mapePct).toBeLessThan(12);
  });

  it("prices decode attention within 8 %", () => {
    expect(errors(decodeOp(rows, H100), H100.decode).all?.mapePct).toBeLessThan(8);
  });

  it.each([2, 4, 8] as const)(
    "prices all-reduce over %i ranks within 4 %% (custom) and 8 %% (NCCL)",
    (ranks) => {
      const custom = errors(allReduceOp("custom", ranks, rows, H100), H100.allReduce.custom[ranks]);
      expect(custom["8 KB to 64 MB"]?.mapePct).toBeLessThan(4);
      const nccl = errors(allReduceOp("nccl", ranks, rows, H100), H100.allReduce.nccl[ranks]);
      expect(nccl.all?.mapePct).toBeLessThan(8);
    },
  );
});
