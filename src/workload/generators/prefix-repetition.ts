import { randomInt } from "d3-random";
import { checkWhole, fail } from "../check.ts";
import type { RandomSource } from "../rng.ts";
import type { PromptSpec } from "../spec.ts";
import { type GeneratorContext, idRun, type PromptGenerator } from "./prompt-generator.ts";

type PrefixRepetitionSpec = Extract<PromptSpec, { kind: "prefix_repetition" }>;

/**
 * `vllm bench serve --dataset-name prefix_repetition` (vllm/benchmarks/datasets.py): floor(N / prefixes) prompts for each
 * prefix, in random order. The remainder is not sent.
 */
export function prefixRepetitionPrompts(
  spec: PrefixRepetitionSpec,
  context: GeneratorContext,
): PromptGenerator {
  const prefixLen = checkWhole("--prefix-repetition-prefix-len", spec.prefixLen ?? 256, 0);
  const suffixLen = checkWhole("--prefix-repetition-suffix-len", spec.suffixLen ?? 256, 0);
  const numPrefixes = checkWhole("--prefix-repetition-num-prefixes", spec.numPrefixes ?? 10, 1);
  const outputLen = checkWhole("--prefix-repetition-output-len", spec.outputLen ?? 128, 1);
  const promptTokens = checkWhole("prefix and suffix together", prefixLen + suffixLen, 1);
  const perPrefix = Math.floor(context.count / numPrefixes);
  if (perPrefix === 0) {
    fail({
      field: "--num-prompts",
      got: context.count,
      message: `must be at least the ${numPrefixes} prefixes`,
    });
  }
  const count = perPrefix * numPrefixes;
  const blocks = Math.floor(prefixLen / context.blockTokens);
  const idsOfPrefix = Array.from({ length: numPrefixes }, (_, prefix) => idRun(prefix * blocks, blocks));
  const prefixOf = shuffled(
    Array.from({ length: count }, (_, i) => Math.floor(i / perPrefix)),
    context.stream("prefix-order"),
  );
  const left = context.count - count;
  return {
    count,
    ...(left > 0 && {
      dropped: {
        reason: `remainder of --num-prompts over ${numPrefixes} prefixes, as vLLM does`,
        count: left,
      },
    }),
    label: `prefix_repetition ${prefixLen}+${suffixLen}/${outputLen}, ${numPrefixes} prefixes`,
    fill(index, row) {
      row.promptTokens = promptTokens;
      row.outputTokens = outputLen;
      row.blockIds = idsOfPrefix[prefixOf[index]!]!;
    },
  };
}

/** Fisher-Yates. */
function shuffled<T>(items: T[], source: RandomSource): T[] {
  for (let last = items.length - 1; last > 0; last--) {
    const other = randomInt.source(source)(last + 1)();
    [items[last], items[other]] = [items[other]!, items[last]!];
  }
  return items;
}
