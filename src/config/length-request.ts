import { UserError } from "../errors.ts";
import type { LengthSpec } from "../workload/spec.ts";
import type { FlagValues } from "./flags.ts";

type Side = "prompt" | "output";
type Kind = LengthSpec["kind"];

/** Companions of `--<side>-tokens`, by what they are called in a distribution. */
const SUFFIX = {
  mean: "",
  stdev: "-stdev",
  min: "-min",
  max: "-max",
  exponent: "-exponent",
  choices: "-choices",
} as const;
type Part = keyof typeof SUFFIX;

/** What each distribution must have, and may have. */
const PARTS: Readonly<Record<Kind, { readonly needs: readonly Part[]; readonly takes: readonly Part[] }>> = {
  constant: { needs: ["mean"], takes: [] },
  uniform: { needs: ["min", "max"], takes: [] },
  normal: { needs: ["mean", "stdev"], takes: ["min", "max"] },
  lognormal: { needs: ["mean", "stdev"], takes: ["min", "max"] },
  exponential: { needs: ["mean"], takes: ["min", "max"] },
  zipf: { needs: ["exponent", "max"], takes: ["min"] },
  empirical: { needs: ["choices"], takes: [] },
};

/**
 * Lengths of prompts or outputs, from `--<side>-tokens` and its companions.
 * @throws UserError naming the flag that the distribution lacks or cannot use.
 */
export function lengthSpec(side: Side, values: FlagValues): LengthSpec {
  const kind = values[`${side}-distribution`] ?? impliedKind(side, values);
  checkParts(side, kind, values);
  const number = (part: Exclude<Part, "choices">) => values[`${side}-tokens${SUFFIX[part]}`];
  const bounds = ordered(side, { min: number("min"), max: number("max") });
  const [mean, stdev] = [number("mean")!, number("stdev")!];
  switch (kind) {
    case "constant":
      return { kind, value: mean };
    case "uniform":
      return { kind, min: bounds.min!, max: bounds.max! };
    case "normal":
    case "lognormal":
      return { kind, mean, stdev, ...bounds };
    case "exponential":
      return { kind, mean, ...bounds };
    case "zipf":
      return { kind, exponent: number("exponent")!, min: bounds.min, max: bounds.max! };
    case "empirical":
      return { kind, ...choices(side, values[`${side}-tokens-choices`]!) };
  }
}

function impliedKind(side: Side, values: FlagValues): Kind {
  if (values[`${side}-tokens-choices`] !== undefined) return "empirical";
  if (values[`${side}-tokens-exponent`] !== undefined) return "zipf";
  return values[`${side}-tokens-stdev`] === undefined ? "constant" : "normal";
}

function checkParts(side: Side, kind: Kind, values: FlagValues): void {
  const { needs, takes } = PARTS[kind];
  const given = (part: Part) => values[`${side}-tokens${SUFFIX[part]}`] !== undefined;
  const flag = (part: Part) => `--${side}-tokens${SUFFIX[part]}`;
  const named = values[`${side}-distribution`] !== undefined;
  for (const part of needs) {
    if (given(part)) continue;
    const field = named ? `--${side}-distribution ${kind}` : "--workload distribution";
    throw new UserError({ field, message: `needs ${flag(part)}` });
  }
  for (const part of Object.keys(SUFFIX) as Part[]) {
    if (!given(part) || needs.includes(part) || takes.includes(part)) continue;
    throw new UserError({ field: flag(part), message: `has no effect with --${side}-distribution ${kind}` });
  }
}

function ordered<Bounds extends { min: number | undefined; max: number | undefined }>(
  side: Side,
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

/** `100,200:3` is one of 100 tokens to three of 200. */
function choices(side: Side, items: readonly string[]): { values: number[]; weights: number[] } {
  const pairs = items.map((item) => {
    const match = /^(\d+)(?::(\d+\.?\d*|\.\d+))?$/.exec(item);
    const [length, weight] = [Number(match?.[1]), Number(match?.[2] ?? 1)];
    if (match !== null && length >= 1 && weight > 0) return { length, weight };
    const message = "must be LENGTH or LENGTH:WEIGHT, both above 0";
    throw new UserError({ field: `--${side}-tokens-choices`, message, got: item });
  });
  return { values: pairs.map(({ length }) => length), weights: pairs.map(({ weight }) => weight) };
}
