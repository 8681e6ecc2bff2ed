import { checkWhole, fail } from "../check.ts";
import type { LengthSpec, PromptSpec } from "../spec.ts";
import { distributionPrompts } from "./distribution.ts";
import type { GeneratorContext, PromptGenerator } from "./prompt-generator.ts";

type RandomSpec = Extract<PromptSpec, { kind: "random" }>;

/**
 * `vllm bench serve --dataset-name random` (vllm/benchmarks/datasets.py, RandomDataset): lengths uniform on whole numbers in
 * [floor(L(1 - r)), ceil(L(1 + r))], at least 1, after a prefix that all prompts share. vLLM also takes off the tokenizer's special tokens.
 */
export function randomPrompts(spec: RandomSpec, context: GeneratorContext): PromptGenerator {
  const ratio = spec.rangeRatio ?? 0;
  if (!(ratio >= 0 && ratio < 1)) {
    fail({ field: "--random-range-ratio", got: ratio, message: "must be at least 0 and below 1" });
  }
  const inputLen = checkWhole("--random-input-len", spec.inputLen ?? 1024, 1);
  const outputLen = checkWhole("--random-output-len", spec.outputLen ?? 128, 1);
  const prefixLen = checkWhole("--random-prefix-len", spec.prefixLen ?? 0, 0);
  const range = ratio === 0 ? "" : ` ±${ratio * 100} %`;
  return distributionPrompts(
    { prompt: around(inputLen, ratio), output: around(outputLen, ratio), prefixLen },
    context,
    `random ${inputLen}/${outputLen}${range}`,
  );
}

function around(length: number, ratio: number): LengthSpec {
  const min = Math.max(1, Math.floor(length * (1 - ratio)));
  const max = Math.max(1, Math.ceil(length * (1 + ratio)));
  return { kind: "uniform", min, max };
}
