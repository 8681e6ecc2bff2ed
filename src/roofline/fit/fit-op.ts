import type { FittedOp } from "../kernels/constants.ts";
import type { ParameterTable, ValuesOf } from "../kernels/parameters/parameter.ts";
import { BoundedParameters } from "./bounded.ts";
import type { Prediction } from "./error-figures.ts";
import { foldsOf } from "./folds.ts";
import { nelderMead } from "./nelder-mead.ts";

/** A row of measurements with the time it took. */
export interface Measured {
  readonly latencyUs: number;
}

/** One operation to be fitted. */
export interface OpFit<Row extends Measured, Table extends ParameterTable> {
  readonly name: FittedOp;
  readonly table: Table;
  readonly rows: readonly Row[];
  /** Rows of one group are held out together. */
  readonly groupOf: (row: Row) => string;
  /** A predictor for these parameters. */
  readonly model: (values: ValuesOf<Table>) => (row: Row) => number;
  /** Names of the subsets whose errors are reported; `all` is always. */
  readonly subsetsOf: (row: Row) => readonly string[];
}

export interface OpResult<Table extends ParameterTable> {
  readonly values: ValuesOf<Table>;
  /** Each row as the fit that did not see its fold predicts it. */
  readonly heldOut: readonly Prediction[];
  /** Each row as the final fit, which saw it, predicts it. */
  readonly fitted: readonly Prediction[];
}

export const FOLDS = 5;
/** Share of the objective that counts rows by their time, so that the few long kernels matter. */
const TIME_WEIGHT = 0.2;
/** Pull towards the starting values, for what the data cannot tell apart. */
const RIDGE = 3e-4;
/** Size and side of the simplex of each restart; it begins where the last one ended. */
const RESTART_STEPS = [0.7, -0.5, 0.35, -0.25, 0.15, -0.1];
const EVALUATIONS_PER_RESTART = 1200;

/** Fits on all rows, and once without each fold to know the error on what was not seen. */
export function fitOp<Row extends Measured, Table extends ParameterTable>(
  op: OpFit<Row, Table>,
  seed: string,
): OpResult<Table> {
  const folds = foldsOf(op.rows, op.groupOf, FOLDS, seed);
  const predictions = (predict: (row: Row) => number, rows: readonly Row[]): Prediction[] =>
    rows.map((row) => ({
      predictedUs: predict(row),
      measuredUs: row.latencyUs,
      subsets: op.subsetsOf(row),
    }));
  const heldOut = Array.from({ length: FOLDS }, (_, fold) => {
    const seen = op.rows.filter((_row, i) => folds[i] !== fold);
    const unseen = op.rows.filter((_row, i) => folds[i] === fold);
    return predictions(op.model(fitValues(op, seen)), unseen);
  }).flat();
  const values = fitValues(op, op.rows);
  return { values, heldOut, fitted: predictions(op.model(values), op.rows) };
}

/** Mean absolute log error, plus the time-weighted one, plus the pull towards the start. */
function fitValues<Row extends Measured, Table extends ParameterTable>(
  op: OpFit<Row, Table>,
  rows: readonly Row[],
): ValuesOf<Table> {
  const bounded = new BoundedParameters(op.table);
  const totalUs = rows.reduce((sum, row) => sum + row.latencyUs, 0);
  const objective = (x: Float64Array) => {
    const predict = op.model(bounded.values(x));
    let logError = 0;
    let missUs = 0;
    for (const row of rows) {
      const us = predict(row);
      logError += Math.abs(Math.log(us / row.latencyUs));
      missUs += Math.abs(us - row.latencyUs);
    }
    const ridge = x.reduce((sum, value) => sum + value * value, 0);
    return (1 - TIME_WEIGHT) * (logError / rows.length) + TIME_WEIGHT * (missUs / totalUs) + RIDGE * ridge;
  };
  let x = new Float64Array(bounded.names.length);
  for (const step of RESTART_STEPS) {
    x = new Float64Array(nelderMead(objective, x, { step, evaluations: EVALUATIONS_PER_RESTART }).x);
  }
  return bounded.values(x);
}
