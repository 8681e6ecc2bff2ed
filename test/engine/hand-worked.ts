// Runs a handful of requests and returns every step, to be compared with a schedule worked out on paper.
import type { EngineConfig } from "../../src/engine/config.ts";
import type { StepRecord } from "../../src/engine/replica.ts";
import type { RequestTable } from "../../src/engine/request-table.ts";
import { type SimulationOptions, simulate } from "../../src/engine/simulation.ts";
import { BASE_CONFIG, recordingModel } from "./scenarios.ts";

const STEP_NS = 100;

/** Every step takes 100 ns unless a price is given. */
export function run(
  requests: RequestTable,
  config: Partial<EngineConfig> = {},
  options: Partial<SimulationOptions> & { price?: (tokens: number) => number } = {},
) {
  const { price = () => STEP_NS, ...rest } = options;
  const latencyModel = recordingModel((step) =>
    price(step.decodes + step.chunks.reduce((sum, [tokens]) => sum + tokens, 0)),
  );
  const records: Pick<StepRecord, "startNs" | "endNs" | "kvBlocks">[] = [];
  const result = simulate({
    requests,
    config: { ...BASE_CONFIG, prefixCaching: false, ...config },
    latencyModel,
    checkInvariants: true,
    onStep: ({ startNs, endNs, kvBlocks }) => records.push({ startNs, endNs, kvBlocks }),
    ...rest,
  });
  const steps = latencyModel.steps.map(({ decodes, decodeContext, chunks }) => ({
    decodes,
    decodeContext,
    chunks,
  }));
  return { result, steps, records };
}

export const decode = (decodes: number, decodeContext: number) => ({ decodes, decodeContext, chunks: [] });
export const prefill = (...chunks: [tokens: number, context: number][]) => ({
  decodes: 0,
  decodeContext: 0,
  chunks,
});
