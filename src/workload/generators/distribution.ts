import { checkWhole } from "../check.ts";
import { lengthSampler } from "../distributions.ts";
import type { LengthSpec } from "../spec.ts";
import { type GeneratorContext, idRun, type PromptGenerator } from "./prompt-generator.ts";

/** Prompt and output lengths drawn independently; the first `prefixLen` prompt tokens, on top, are the same for all. */
export function distributionPrompts(
  spec: { prompt: LengthSpec; output: LengthSpec; prefixLen?: number | undefined },
  context: GeneratorContext,
  label = `distribution ${describeLength(spec.prompt)}/${describeLength(spec.output)}`,
): PromptGenerator {
  const prompt = lengthSampler(spec.prompt, context.stream("prompt-lengths"), "prompt length");
  const output = lengthSampler(spec.output, context.stream("output-lengths"), "output length");
  const prefixLen = checkWhole("prefix length", spec.prefixLen ?? 0, 0);
  const shared = idRun(0, Math.floor(prefixLen / context.blockTokens));
  return {
    count: context.count,
    label: prefixLen > 0 ? `${label} after ${prefixLen} shared tokens` : label,
    fill(_index, row) {
      row.promptTokens = checkWhole("prompt length with its prefix", prefixLen + prompt(), 1);
      row.outputTokens = output();
      row.blockIds = shared;
    },
  };
}

/** `2048`, `normal(256±100)`. */
export function describeLength(spec: LengthSpec): string {
  switch (spec.kind) {
    case "constant":
      return String(spec.value);
    case "uniform":
      return `uniform(${spec.min}..${spec.max})`;
    case "normal":
    case "lognormal":
      return spec.stdev === 0 ? String(spec.mean) : `${spec.kind}(${spec.mean}±${spec.stdev})`;
    case "exponential":
      return `exponential(${spec.mean})`;
    case "zipf":
      return `zipf(${spec.exponent}, ${spec.min ?? 1}..${spec.max})`;
    case "empirical":
      return `empirical(${spec.values.length} values)`;
  }
}
