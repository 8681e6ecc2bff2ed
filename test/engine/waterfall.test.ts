import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EngineConfig } from "../../src/engine/config.ts";
import { cudaGraphSizes } from "../../src/engine/presets.ts";
import type { RequestTable } from "../../src/engine/request-table.ts";
import { FINISH } from "../../src/engine/result.ts";
import { simulate } from "../../src/engine/simulation.ts";
import { W, WATERFALL_PARTS, type WaterfallPart } from "../../src/engine/waterfall-parts.ts";
import { BASE_CONFIG, oddPrice, recordingModel, scenarios, tableOf } from "./scenarios.ts";

const PARTS = WATERFALL_PARTS.length;
const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
/** `npm run soak` raises it. */
const RUNS = Number(process.env.INFERENCE_SIM_SOAK_RUNS ?? 250);

describe("waterfalls", () => {
  it.each([false, true])("sum to TTFT and E2EL to the nanosecond, no part negative (async: %s)", (async) => {
    const seen = new Set<WaterfallPart>();
    const property = fc.property(
      scenarios({ identity: false, followUps: true }),
      fc.constantFrom(1, 1, 3),
      fc.boolean(),
      (scenario, replicas, graphs) => {
        const { requests, maxConcurrency } = scenario;
        const config: EngineConfig = {
          ...scenario.config,
          asyncScheduling: async,
          ...(graphs ? { cudaGraphMode: "piecewise", cudaGraphSizes: cudaGraphSizes(8, 64, 8) } : {}),
        };
        const latencyModel = recordingModel(oddPrice, (prompt) => scenario.admissionPerToken * prompt);
        const routing = "least-loaded" as const;
        const options = { requests, config, latencyModel, maxConcurrency, replicas, routing };
        const result = simulate({ ...options, waterfalls: true });
        const { ttftNs, e2elNs } = result.waterfalls!;
        for (let row = 0; row < result.count; row++) {
          const first = ttftNs.subarray(row * PARTS, (row + 1) * PARTS);
          const last = e2elNs.subarray(row * PARTS, (row + 1) * PARTS);
          const rejected = result.finish[row] === FINISH.rejected;
          const arrival = result.arrivalNs[row]!;
          expect(sum(first)).toBe(rejected ? 0 : result.firstTokenNs[row]! - arrival);
          expect(sum(last)).toBe(rejected ? 0 : result.lastTokenNs[row]! - arrival);
          for (const [place, part] of WATERFALL_PARTS.entries()) {
            // Time only ever adds up.
            expect(first[place]).toBeGreaterThanOrEqual(0);
            expect(last[place]).toBeGreaterThanOrEqual(first[place]!);
            if (last[place]! > 0) seen.add(part);
          }
          if (result.preemptions[row] === 0) expect(last[W.recompute]).toBe(0);
          expect(last[W.admission]).toBe(
            rejected ? 0 : scenario.admissionPerToken * requests.promptTokens[row]!,
          );
        }
      },
    );
    fc.assert(property, { numRuns: RUNS });
    // Every part came up, or the property says nothing of it.
    expect([...seen].sort()).toEqual([...WATERFALL_PARTS].sort());
  });

  describe("worked by hand", () => {
    /** 100 ns a step for the host, 10 ns a prompt token and 40 ns a decode of products, 1 ns a decode of all-reduce. */
    function run(requests: RequestTable, config: Partial<EngineConfig>) {
      const result = simulate({
        requests,
        config: { ...BASE_CONFIG, prefixCaching: false, ...config },
        waterfalls: true,
        latencyModel: {
          name: "by hand",
          admissionNs: () => 5,
          price(step, out) {
            out.hostNs = 100;
            out.gemmNs = 10 * step.prefillTokens + 40 * step.decodes;
            out.allReduceNs = step.decodes;
            out.totalNs = out.hostNs + out.gemmNs + out.allReduceNs;
            out.modelledNs = out.totalNs;
          },
        },
      });
      const named = (cells: Float64Array) => (row: number) =>
        Object.fromEntries(
          WATERFALL_PARTS.map((part, place) => [part, cells[row * PARTS + place]!]).filter(
            ([, ns]) => ns !== 0,
          ),
        );
      return { result, ttft: named(result.waterfalls!.ttftNs), e2el: named(result.waterfalls!.e2elNs) };
    }

    it("a request alone: its prompt, then its decodes by kernel", () => {
      const { ttft, e2el } = run(tableOf([[0, 20, 3]]), {});
      expect(ttft(0)).toEqual({ admission: 5, prefillOwn: 300 });
      expect(e2el(0)).toEqual({ admission: 5, prefillOwn: 300, gemm: 80, allReduce: 2, host: 200 });
    });

    it("two prompts in a step share its time by tokens, and wait out the step before", () => {
      // 5: request 0 alone to 305. Request 1 and 2 come at 105: 200 ns of that step are still to go.
      // 305: both prompts (300 ns in all without the decode) beside a decode, which adds 41.
      const { ttft, e2el } = run(
        tableOf([
          [0, 20, 3],
          [100, 5, 1],
          [100, 15, 1],
        ]),
        {},
      );
      expect(ttft(1)).toEqual({ admission: 5, slot: 200, prefillOwn: 75, interference: 225, ...split(41) });
      expect(ttft(2)).toEqual({ admission: 5, slot: 200, prefillOwn: 225, interference: 75, ...split(41) });
      // To the decode, the step without the prompts is 141 ns and they add 200; then comes a step alone.
      expect(e2el(0)).toEqual({
        ...{ admission: 5, prefillOwn: 300, interference: 200 },
        ...{ gemm: 80, allReduce: 2, host: 200 },
      });

      /** What the decode adds is shared out as its own step is: products 40, all-reduce 1, host 100 of 141. */
      function split(ns: number) {
        const [gemm, allReduce] = [Math.floor((ns * 40) / 141), Math.floor((ns * 1) / 141)];
        return { gemm, ...(allReduce > 0 ? { allReduce } : {}), host: ns - gemm - allReduce };
      }
    });

    it("a place in the batch and blocks are waited for apart", () => {
      // One place: request 1 waits for all of request 0 (300 + 141).
      const places = run(
        tableOf([
          [0, 20, 2],
          [0, 20, 1],
        ]),
        { maxNumSeqs: 1 },
      );
      expect(places.ttft(1)).toEqual({ admission: 5, slot: 441, prefillOwn: 300 });
      // Two usable blocks, both taken by request 0: the same wait, for another reason.
      const blocks = run(
        tableOf([
          [0, 20, 2],
          [0, 20, 1],
        ]),
        { kvBlocks: 3 },
      );
      expect(blocks.ttft(1)).toEqual({ admission: 5, blocks: 441, prefillOwn: 300 });
    });

    it("a preempted request waits for blocks and computes its tokens again", () => {
      // Three usable blocks, prompts of 16 and 15. Step 1 (410): both prompts, one block each. Step 2 (182): request 0
      // needs its second block and gets the last free one; request 1's token fits its block. Step 3: request 1 needs a
      // second block, finds none and goes. Request 0 decodes alone, steps 3 and 4 (141 each), and leaves. Then
      // request 1 computes 15 + 1 + 1 tokens again (100 + 170), and its last token is out.
      const { result, e2el } = run(
        tableOf([
          [0, 16, 4],
          [0, 15, 3],
        ]),
        { kvBlocks: 4 },
      );
      expect([...result.preemptions]).toEqual([0, 1]);
      expect(e2el(1)).toEqual({
        ...{ admission: 5, prefillOwn: Math.floor((410 * 15) / 31) },
        interference: 410 - Math.floor((410 * 15) / 31),
        ...{ gemm: 80, allReduce: 2, host: 100 },
        ...{ blocks: 282, recompute: 270 },
      });
      expect(e2el(0)).toEqual({
        ...{ admission: 5, prefillOwn: Math.floor((410 * 16) / 31) },
        interference: 410 - Math.floor((410 * 16) / 31),
        ...{ gemm: 160, allReduce: 4, host: 300 },
      });
    });
  });
});
