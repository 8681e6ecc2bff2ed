import { arrivalTimesNs, burstinessOf, meanRate, stagedCount } from "./arrivals.ts";
import { checkWhole, fail } from "./check.ts";
import { distributionPrompts } from "./generators/distribution.ts";
import { prefixRepetitionPrompts } from "./generators/prefix-repetition.ts";
import type { GeneratorContext, PromptGenerator } from "./generators/prompt-generator.ts";
import { randomPrompts } from "./generators/random.ts";
import { sessionWorkload } from "./generators/sessions.ts";
import { nearestHint } from "./nearest.ts";
import { PRESET_LENGTHS } from "./presets.ts";
import { RequestBuilder } from "./request-builder.ts";
import { randomStream } from "./rng.ts";
import { type GeneratorSpec, PRESETS, type PromptSpec } from "./spec.ts";
import { emptyRow } from "./trace-row.ts";
import type { Workload } from "./workload.ts";

/** Makes a workload up. The same spec and seed give the same workload on any machine. */
export function generateWorkload(spec: GeneratorSpec, seed: number): Workload {
  checkWhole("--seed", seed, 0, Number.MAX_SAFE_INTEGER);
  if (spec.maxConcurrency !== undefined) checkWhole("--max-concurrency", spec.maxConcurrency, 1);
  const context: GeneratorContext = {
    count: requestCount(spec),
    stream: (name) => randomStream(seed, name),
    blockTokens: checkWhole("--block-size", spec.kvBlockSize ?? 16, 1),
  };
  const builder = new RequestBuilder();
  const { label, dropped } =
    spec.prompts.kind === "sessions"
      ? sessionWorkload(spec.prompts, spec.arrivals, context, builder)
      : fillOpenLoop(generatorOf(spec.prompts, context), spec, context, builder);
  const requestRate = meanRate(spec.arrivals);
  return {
    requests: builder.build(context.blockTokens),
    description: `${builder.count} generated requests, ${label}, ${describeRate(spec)}, seed ${seed}`,
    requestRate,
    burstiness: burstinessOf(spec.arrivals),
    dropped: dropped ? [dropped] : [],
    ...(spec.maxConcurrency !== undefined && { maxConcurrency: spec.maxConcurrency }),
  };
}

function requestCount({ numRequests, arrivals }: GeneratorSpec): number {
  const count = numRequests ?? stagedCount(arrivals);
  if (count === undefined) fail({ field: "--num-prompts", message: "must say how many requests to make" });
  return checkWhole("--num-prompts", count, 1);
}

function generatorOf(
  prompts: Exclude<PromptSpec, { kind: "sessions" }>,
  context: GeneratorContext,
): PromptGenerator {
  switch (prompts.kind) {
    case "random":
      return randomPrompts(prompts, context);
    case "prefix_repetition":
      return prefixRepetitionPrompts(prompts, context);
    case "distribution":
      return distributionPrompts(prompts, context);
    case "preset": {
      const preset = PRESET_LENGTHS[prompts.name];
      if (!preset) {
        fail({
          field: "--workload",
          got: prompts.name,
          message: "is not a preset",
          remedy: nearestHint(prompts.name, PRESETS),
        });
      }
      return distributionPrompts(preset, context, `preset ${prompts.name}`);
    }
  }
}

function fillOpenLoop(
  generator: PromptGenerator,
  spec: GeneratorSpec,
  context: GeneratorContext,
  builder: RequestBuilder,
): PromptGenerator {
  const timesNs = arrivalTimesNs(spec.arrivals, generator.count, context.stream("arrivals"));
  const row = emptyRow();
  for (let i = 0; i < generator.count; i++) {
    generator.fill(i, row);
    row.arrivalNs = timesNs[i]!;
    builder.add(row);
  }
  return generator;
}

function describeRate({ arrivals, maxConcurrency }: GeneratorSpec): string {
  const { requestRate, rampUp, stages } = arrivals;
  const unit = "requests/s";
  const rate = rampUp
    ? `${rampUp.startRps} to ${rampUp.endRps} ${unit}`
    : stages
      ? `${stages.length} stage${stages.length === 1 ? "" : "s"}, ${meanRate(arrivals).toFixed(2)} ${unit}`
      : requestRate === Infinity
        ? "all at once"
        : `${requestRate} ${unit}`;
  return maxConcurrency === undefined ? rate : `${rate}, at most ${maxConcurrency} in flight`;
}
