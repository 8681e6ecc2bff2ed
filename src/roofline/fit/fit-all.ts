import type { ErrorFigures, FittedOp, KernelConstants, KernelErrors } from "../kernels/constants.ts";
import type { ParameterTable } from "../kernels/parameters/parameter.ts";
import { errorsBySubset, type Prediction } from "./error-figures.ts";
import { fitOp, type Measured, type OpFit, type OpResult } from "./fit-op.ts";
import type { Measurements } from "./measurements.ts";
import { allReduceOp, decodeOp, gemmBf16Op, gemmFp8Op, prefillOp } from "./ops.ts";

/** Error figures by subset, of predictions held out and of rows fitted. Never mixed. */
export interface OpErrors {
  readonly heldOut: Readonly<Record<string, ErrorFigures>>;
  readonly fitted: Readonly<Record<string, ErrorFigures>>;
}

export interface Fit {
  readonly constants: KernelConstants;
  readonly errors: Readonly<Record<FittedOp, OpErrors>>;
}

const RANKS = [2, 4, 8] as const;

/** Fits every operation in turn; `start` supplies the data sheet and what is not fitted. `done` is told each result. */
export function fitAll(
  rows: Measurements,
  start: KernelConstants,
  seed: string,
  done: (op: FittedOp, errors: OpErrors) => void,
): Fit {
  const errors = {} as Record<FittedOp, OpErrors>;
  const record = (op: FittedOp, results: readonly Pick<OpResult<ParameterTable>, "heldOut" | "fitted">[]) => {
    const figures = (pick: "heldOut" | "fitted") =>
      errorsBySubset(results.flatMap((result): readonly Prediction[] => result[pick]));
    errors[op] = { heldOut: figures("heldOut"), fitted: figures("fitted") };
    done(op, errors[op]);
  };
  const valuesOf = <Row extends Measured, Table extends ParameterTable>(op: OpFit<Row, Table>) => {
    const result = fitOp(op, seed);
    record(op.name, [result]);
    return result.values;
  };
  const byRanks = <Impl extends "custom" | "nccl">(impl: Impl, base: KernelConstants) => {
    const results = RANKS.map((ranks) => fitOp(allReduceOp(impl, ranks, rows, base), seed));
    record(impl === "custom" ? "allReduceCustom" : "allReduceNccl", results);
    return Object.fromEntries(
      RANKS.map((ranks, i) => [ranks, results[i]!.values]),
    ) as unknown as KernelConstants["allReduce"][Impl];
  };

  let constants = start;
  // NCCL first: the other implementation hands its largest messages to it.
  constants = { ...constants, allReduce: { ...constants.allReduce, nccl: byRanks("nccl", constants) } };
  constants = { ...constants, allReduce: { ...constants.allReduce, custom: byRanks("custom", constants) } };
  constants = { ...constants, decode: valuesOf(decodeOp(rows, constants)) };
  constants = { ...constants, prefill: valuesOf(prefillOp(rows, constants)) };
  constants = { ...constants, gemm: { ...constants.gemm, fp8: valuesOf(gemmFp8Op(rows, constants)) } };
  constants = { ...constants, gemm: { ...constants.gemm, bf16: valuesOf(gemmBf16Op(rows, constants)) } };
  const heldOut = Object.fromEntries(
    Object.entries(errors).map(([op, { heldOut }]) => [op, byRegime(heldOut)]),
  ) as unknown as KernelErrors;
  return { constants: { ...constants, errors: heldOut }, errors };
}

function byRegime(figures: Readonly<Record<string, ErrorFigures>>): Record<string, ErrorFigures> {
  const kept = ["all", "launch", "memory", "compute"];
  return Object.fromEntries(Object.entries(figures).filter(([name]) => kept.includes(name)));
}
