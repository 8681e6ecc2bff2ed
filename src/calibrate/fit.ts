import { BoundedParameters } from "../roofline/fit/bounded.ts";
import { foldsOf } from "../roofline/fit/folds.ts";
import { nelderMead } from "../roofline/fit/nelder-mead.ts";
import type { Gpu } from "../roofline/hardware.ts";
import { type Figures, figuresOf, type Pair } from "../validate/figures.ts";
import { type Identifiability, identifiability } from "./identify.ts";
import type { FitParameter, MeasurementSet } from "./measurement.ts";

export interface FittedParameter extends Identifiability {
  readonly parameter: FitParameter;
  readonly before: number;
  readonly value: number;
  /** Within a thousandth of a physical bound: the data pull beyond it. */
  readonly atBound: boolean;
}

export interface Calibration {
  readonly gpu: Gpu;
  readonly parameters: readonly FittedParameter[];
  readonly observations: number;
  readonly before: Figures;
  /** On the rows that were fitted: never to be quoted as accuracy. */
  readonly fitted: Figures;
  /** Every observation as a fit that did not see its fold predicts it; absent with too few groups to hold any out. */
  readonly heldOut?: Figures;
  readonly folds: number;
  readonly seed: string;
}

const FOLDS = 5;
/** Simplex sizes of the restarts, and evaluations of each for every parameter. */
const RESTARTS = [0.8, -0.4];
const EVALUATIONS_PER_PARAMETER = 45;
/** Pull towards the values before, for what the data cannot tell apart. */
const RIDGE = 1e-4;
/** A start on a bound has no coordinate: it moves this share of the range inwards. */
const INSET = 0.01;
const AT_BOUND = 1e-3;
/** Step of the Jacobian's central differences, as a share of the parameter's range. */
const DIFFERENCE = 0.005;

/** Fits on all observations, and once without each fold to know the error on what was not seen. */
export function calibrate(
  gpu: Gpu,
  sets: readonly MeasurementSet[],
  parameters: readonly FitParameter[],
  seed: string,
): Calibration {
  const observations = sets.flatMap((set) => set.observations);
  const predict = (candidate: Gpu) => sets.flatMap((set) => Array.from(set.predict(candidate)));
  const groups = new Set(observations.map(({ group }) => group)).size;
  const folds = Math.min(FOLDS, groups);
  const foldOf = foldsOf(observations, ({ group }) => group, folds, seed);
  const fitOn = (rows: readonly number[]) => fitRows(gpu, parameters, predict, observations, rows);
  const pairs = (candidate: Gpu, rows: readonly number[]): Pair[] => {
    const predicted = predict(candidate);
    return rows.map((row) => ({ measured: observations[row]!.measured, predicted: predicted[row]! }));
  };

  const all = observations.map((_, row) => row);
  // Fewer rows in a fit than parameters would say nothing.
  const enough =
    folds >= 2 && observations.length - Math.ceil(observations.length / folds) >= parameters.length;
  const heldOut = !enough
    ? []
    : Array.from({ length: folds }, (_, fold) => {
        const seen = all.filter((row) => foldOf[row] !== fold);
        return pairs(
          fitOn(seen),
          all.filter((row) => foldOf[row] === fold),
        );
      }).flat();
  const best = fitOn(all);
  const described = describeFit(
    gpu,
    best,
    parameters,
    predict,
    observations.map(({ measured }) => measured),
  );
  return {
    gpu: best,
    parameters: described,
    observations: observations.length,
    before: figuresOf(pairs(gpu, all)),
    fitted: figuresOf(pairs(best, all)),
    ...(heldOut.length === 0 ? {} : { heldOut: figuresOf(heldOut) }),
    folds: heldOut.length === 0 ? 0 : folds,
    seed,
  };
}

/** The least mean absolute log error over some rows that is found within the parameters' bounds; never worse than before. */
function fitRows(
  gpu: Gpu,
  parameters: readonly FitParameter[],
  predict: (gpu: Gpu) => readonly number[],
  observations: readonly { readonly measured: number }[],
  rows: readonly number[],
): Gpu {
  const errorOf = (candidate: Gpu) => {
    const predicted = predict(candidate);
    const off = (row: number) => Math.abs(Math.log(predicted[row]! / observations[row]!.measured));
    return rows.reduce((total, row) => total + off(row), 0) / rows.length;
  };
  const found = search(gpu, parameters, errorOf);
  return errorOf(found) < errorOf(gpu) ? found : gpu;
}

/** Nelder and Mead's simplex from the values before, restarted in another size. */
function search(gpu: Gpu, parameters: readonly FitParameter[], errorOf: (candidate: Gpu) => number): Gpu {
  const table = Object.fromEntries(
    parameters.map(({ name, low, high, unit, meaning, get }) => {
      const inset = INSET * (high - low);
      const start = Math.min(high - inset, Math.max(low + inset, get(gpu)));
      return [name, { low, high, start, unit, meaning }];
    }),
  );
  const bounded = new BoundedParameters(table);
  const candidateOf = (x: Float64Array) => {
    const values = bounded.values(x);
    return parameters.reduce((made, parameter) => parameter.set(made, values[parameter.name]!), gpu);
  };
  const objective = (x: Float64Array) =>
    errorOf(candidateOf(x)) + RIDGE * x.reduce((total, value) => total + value * value, 0);
  let x = new Float64Array(parameters.length);
  for (const step of RESTARTS) {
    const evaluations = EVALUATIONS_PER_PARAMETER * (parameters.length + 1);
    x = new Float64Array(nelderMead(objective, x, { step, evaluations, tolerance: 1e-6 }).x);
  }
  return candidateOf(x);
}

function describeFit(
  before: Gpu,
  best: Gpu,
  parameters: readonly FitParameter[],
  predict: (gpu: Gpu) => readonly number[],
  measured: readonly number[],
): FittedParameter[] {
  const predicted = predict(best);
  const jacobian: number[][] = measured.map(() => []);
  for (const parameter of parameters) {
    const { low, high, get, set } = parameter;
    const step = DIFFERENCE * (high - low);
    const [below, above] = [Math.max(low, get(best) - step), Math.min(high, get(best) + step)];
    const [minus, plus] = [predict(set(best, below)), predict(set(best, above))];
    for (const [row, entries] of jacobian.entries()) {
      entries.push(Math.log(plus[row]! / minus[row]!) / (above - below));
    }
  }
  const values = parameters.map(({ get }) => get(best));
  const residuals = measured.map((value, row) => Math.log(predicted[row]! / value));
  const found = identifiability(
    jacobian,
    residuals,
    values,
    parameters.map(({ low, high }) => high - low),
  );
  return parameters.map((parameter, index) => {
    const { low, high, get } = parameter;
    const value = values[index]!;
    const near = AT_BOUND * (high - low);
    return {
      ...found[index]!,
      ...{ parameter, before: get(before), value, atBound: value - low < near || high - value < near },
    };
  });
}
