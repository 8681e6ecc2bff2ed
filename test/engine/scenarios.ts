// Random servers and workloads with memory, budget and slots so tight that every rule of the scheduler is exercised.
import fc from "fast-check";
import type { EngineConfig } from "../../src/engine/config.ts";
import type { LatencyModel } from "../../src/engine/latency-model.ts";
import type { RequestTable } from "../../src/engine/request-table.ts";
import type { OracleStep } from "./oracle.ts";

export interface Scenario {
  readonly config: EngineConfig;
  readonly requests: RequestTable;
  readonly admissionPerToken: number;
  readonly maxConcurrency: number;
}

export const BASE_CONFIG: EngineConfig = {
  maxNumBatchedTokens: 8192,
  maxNumSeqs: 256,
  maxModelLen: 100_000,
  kvBlocks: 10_001,
  blockSize: 16,
  chunkedPrefill: true,
  longPrefillTokenThreshold: 0,
  prefixCaching: true,
  schedulingPolicy: "fcfs",
  asyncScheduling: false,
  fullSequenceAdmission: false,
  cudaGraphSizes: [],
  cudaGraphMode: "none",
};

/** A price that moves with everything a step contains, so that a wrong step shows in every later time. */
export function oddPrice(step: Omit<OracleStep, "startNs" | "endNs">): number {
  let ns = 1000 + 11 * step.decodes + (step.decodeContext % 97);
  for (const [tokens, context] of step.chunks) ns += 37 * tokens + (context % 13);
  return ns;
}

/** A latency model by price function that writes down each step it is asked to price. */
export function recordingModel(
  price: (step: Omit<OracleStep, "startNs" | "endNs">) => number,
  admissionNs: (prompt: number) => number = () => 0,
  most = 50_000,
): LatencyModel & { readonly steps: Omit<OracleStep, "startNs" | "endNs">[] } {
  const steps: Omit<OracleStep, "startNs" | "endNs">[] = [];
  return {
    name: "recording",
    steps,
    admissionNs,
    price(step, out) {
      const chunks = Array.from({ length: step.chunks }, (_, i): [number, number] => [
        step.chunkTokens[i]!,
        step.chunkContext[i]!,
      ]);
      const { decodes, decodeContext, logits } = step;
      const shape = { decodes, decodeContext, chunks, logits };
      if (steps.length > most) throw new Error("the engine goes on for ever");
      steps.push(shape);
      const ns = price(shape);
      out.totalNs = ns;
      out.modelledNs = ns;
      out.attentionNs = (17 * chunks.length + decodeContext) % Math.ceil(ns / 5);
      out.allReduceNs = Math.floor(ns / 11);
      out.headNs = logits % Math.ceil(ns / 13);
      out.elementwiseNs = Math.floor(ns / 17);
      out.hostNs = Math.floor(ns / 7);
      out.gemmNs = ns - out.attentionNs - out.allReduceNs - out.headNs - out.elementwiseNs - out.hostNs;
    },
  };
}

/** `[arrival, prompt, output]` rows in arrival order. */
export function tableOf(
  rows: readonly (readonly [arrivalNs: number, prompt: number, output: number])[],
  extra: Partial<RequestTable> = {},
): RequestTable {
  return {
    count: rows.length,
    arrivalNs: Float64Array.from(rows, (row) => row[0]),
    promptTokens: Int32Array.from(rows, (row) => row[1]),
    outputTokens: Int32Array.from(rows, (row) => row[2]),
    ...extra,
  };
}

export interface ScenarioFeatures {
  /** Prompt block ids, with several prompts sharing prefixes. */
  readonly identity: boolean;
  readonly followUps: boolean;
}

export function scenarios(features: ScenarioFeatures): fc.Arbitrary<Scenario> {
  const request = fc.record({
    gapNs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 20_000 })),
    prompt: fc.integer({ min: 1, max: 60 }),
    output: fc.integer({ min: 1, max: 30 }),
    priority: fc.integer({ min: 0, max: 2 }),
    follows: fc.integer({ min: -3, max: 8 }),
    delayNs: fc.constantFrom(0, 0, 500, 20_000),
    stem: fc.integer({ min: 0, max: 2 }),
    // Ids that go beyond the prompt name generated tokens.
    shared: fc.integer({ min: 0, max: 40 }),
    named: fc.constantFrom(0, 0, 40),
    fork: fc.integer({ min: 0, max: 4 }),
  });
  const server = fc.record({
    maxNumSeqs: fc.integer({ min: 1, max: 8 }),
    extraBudget: fc.oneof(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 60 })),
    blockSize: fc.constantFrom(1, 2, 4, 5, 16),
    slack: fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 60 })),
    maxModelLen: fc.constantFrom(1000, 1000, 1000, 1000, 70, 40),
    chunkedPrefill: fc.constantFrom(true, true, true, false),
    longPrefillTokenThreshold: fc.constantFrom(0, 1, 2, 3, 7, 20, 0, 0),
    prefixCaching: fc.boolean(),
    schedulingPolicy: fc.constantFrom("fcfs" as const, "priority" as const),
    asyncScheduling: fc.boolean(),
    fullSequenceAdmission: fc.boolean(),
  });
  return fc
    .record({
      server,
      list: fc.array(request, { minLength: 1, maxLength: 24, size: "max" }),
      admissionPerToken: fc.constantFrom(0, 0, 50),
      maxConcurrency: fc.constantFrom(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 1, 3),
    })
    .map(({ server: s, list, admissionPerToken, maxConcurrency }) => {
      const { extraBudget, slack, ...rest } = s;
      const longest = Math.max(...list.map((r) => Math.ceil((r.prompt + r.output - 1) / s.blockSize)));
      let arrivalNs = 0;
      const rows = list.map((r, row) => {
        const parent = features.followUps && r.follows >= 0 && r.follows < row ? r.follows : -1;
        if (parent < 0) arrivalNs += r.gapNs;
        return { ...r, parent, arrivalNs: parent < 0 ? arrivalNs : 0 };
      });
      const blockTokens = s.blockSize * 2;
      const ids = rows.map((r) =>
        Array.from({ length: Math.min(r.shared, Math.ceil((r.prompt + r.named) / blockTokens)) }, (_, i) =>
          i < r.fork ? i : 100 * r.stem + i,
        ),
      );
      const offsets = new Float64Array(rows.length + 1);
      for (let row = 0; row < rows.length; row++) offsets[row + 1] = offsets[row]! + ids[row]!.length;
      const requests = tableOf(
        rows.map((r) => [r.arrivalNs, r.prompt, r.output] as const),
        {
          priority: Int32Array.from(rows, (r) => r.priority),
          ...(features.identity
            ? { promptBlocks: { blockTokens, offsets, ids: Float64Array.from(ids.flat()) } }
            : {}),
          ...(features.followUps
            ? {
                followUps: {
                  parent: Int32Array.from(rows, (r) => r.parent),
                  delayNs: Float64Array.from(rows, (r) => r.delayNs),
                },
              }
            : {}),
        },
      );
      const config: EngineConfig = {
        ...BASE_CONFIG,
        ...rest,
        maxNumBatchedTokens: s.maxNumSeqs + extraBudget,
        // From one block less than the longest request needs.
        kvBlocks: Math.max(2, longest + slack),
      };
      return { config, requests, admissionPerToken, maxConcurrency };
    });
}
