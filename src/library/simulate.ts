import { UserError } from "../errors.ts";
import type { MemoryPlan } from "../roofline/memory.ts";
import { memoryPlanOf } from "../sweep/prepare.ts";
import { type PricedStep, priceStep as price } from "../sweep/step.ts";
import { filesFor } from "./files.ts";
import type { ServerOptions, SimulateOptions, StepOptions } from "./options.ts";
import type { Run } from "./run.ts";
import { serverOf, simulateWith } from "./simulate-with.ts";

/**
 * Simulates a server and its requests. The same options give the same figures on any machine, and those of
 * `inference-sim run` with the same settings.
 *
 * ```js
 * const { summary } = await simulate({ model: "llama-3.1-8b", gpu: "H100", tp: 2, workload: "chatbot", requestRate: 8 });
 * console.log(summary.ttft.p99Ms, summary.outputThroughput);
 * ```
 *
 * @throws UserError when the options make no run: one sentence for each that is wrong
 */
export function simulate(options: SimulateOptions = {}): Promise<Run> {
  return simulateWith(filesFor(options), options);
}

/**
 * Prices one engine step. Every chunk is taken to end its prompt, so that it samples a token.
 * @throws UserError when the server would never run such a step
 */
export function priceStep(options: StepOptions): PricedStep {
  const { prefill = [], decode = [] } = options;
  const files = filesFor(options);
  const server = serverOf(files, options, ["prefill", "decode"]);
  const chunks = prefill.map(({ tokens, context = 0 }) => ({ tokens, context }));
  if (chunks.length + decode.length === 0) {
    throw new UserError({
      field: "priceStep",
      message: "needs prefill or decode: a step computes something",
    });
  }
  checkCounts("prefill", chunks, { tokens: 1, context: 0 });
  checkCounts("decode", decode, { count: 1, context: 1 });
  return price(server, { chunks, decodes: decode }, files.latencyModel);
}

/**
 * What fills one GPU of a server, and how many KV blocks remain. Says so when the model does not fit, and does not
 * throw for it.
 * @throws UserError when the options make no server
 */
export function memoryPlan(options: ServerOptions = {}): MemoryPlan {
  return memoryPlanOf(serverOf(filesFor(options), options));
}

/** @throws UserError naming each entry's field that is no whole number, or below its least */
function checkCounts<Key extends string>(
  field: string,
  entries: readonly Readonly<Record<Key, number>>[],
  least: Readonly<Record<Key, number>>,
): void {
  const keys = Object.keys(least) as Key[];
  const problems = entries.flatMap((entry, index) =>
    keys
      .filter((key) => !(Number.isSafeInteger(entry[key]) && entry[key] >= least[key]))
      .map((key) => ({
        field: `${field}[${index}].${key}`,
        message: `must be a whole number, at least ${least[key]}`,
        got: entry[key],
      })),
  );
  if (problems.length > 0) throw new UserError(problems);
}
