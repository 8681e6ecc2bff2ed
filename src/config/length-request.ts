import { UserError } from "../errors.ts";
import type { LengthSpec } from "../workload/spec.ts";
import type { FlagValues } from "./flags.ts";

/**
 * Lengths of prompts or outputs, from `--<side>-tokens` and its companions.
 * @throws UserError naming the flag that the distribution lacks or cannot use.
 */
export function lengthSpec(side: "prompt" | "output", values: FlagValues): LengthSpec {
  const stdev = values[`${side}-tokens-stdev`];
  const min = values[`${side}-tokens-min`];
  const max = values[`${side}-tokens-max`];
  const kind = values[`${side}-distribution`] ?? (stdev === undefined ? "constant" : "normal");
  const need = (value: number | undefined, flag: string): number => {
    if (value === undefined) {
      const owner = values[`${side}-distribution`];
      const field = owner === undefined ? "--workload distribution" : `--${side}-distribution ${owner}`;
      throw new UserError({ field, message: `needs --${flag}` });
    }
    return value;
  };
  const refuse = (value: number | undefined, flag: string): void => {
    if (value !== undefined) {
      throw new UserError({
        field: `--${flag}`,
        message: `has no effect with --${side}-distribution ${kind}`,
      });
    }
  };
  const mean = values[`${side}-tokens`];
  if (kind === "uniform") {
    refuse(mean, `${side}-tokens`);
    refuse(stdev, `${side}-tokens-stdev`);
    const bounds = { min: need(min, `${side}-tokens-min`), max: need(max, `${side}-tokens-max`) };
    return { kind, ...ordered(side, bounds) };
  }
  const length = need(mean, `${side}-tokens`);
  if (kind === "constant") {
    refuse(stdev, `${side}-tokens-stdev`);
    refuse(min, `${side}-tokens-min`);
    refuse(max, `${side}-tokens-max`);
    return { kind, value: length };
  }
  const bounds = ordered(side, { min, max });
  if (kind === "exponential") {
    refuse(stdev, `${side}-tokens-stdev`);
    return { kind, mean: length, ...bounds };
  }
  return { kind, mean: length, stdev: need(stdev, `${side}-tokens-stdev`), ...bounds };
}

function ordered<Bounds extends { min: number | undefined; max: number | undefined }>(
  side: string,
  bounds: Bounds,
): Bounds {
  if (bounds.min !== undefined && bounds.max !== undefined && bounds.min > bounds.max) {
    throw new UserError({
      field: `--${side}-tokens-min`,
      message: `must not be above --${side}-tokens-max ${bounds.max}`,
      got: bounds.min,
    });
  }
  return bounds;
}
