import { describe, expect, it } from "vitest";
import type { EngineConfig } from "../../src/engine/config.ts";
import type { LatencyModel } from "../../src/engine/latency-model.ts";
import { simulate } from "../../src/engine/simulation.ts";
import { BASE_CONFIG, recordingModel, tableOf } from "./scenarios.ts";

const requests = tableOf([
  [0, 10, 3],
  [100, 20, 2],
]);
const latencyModel = recordingModel(() => 100);

describe("simulate", () => {
  it.each<[Partial<EngineConfig>, string]>([
    [{ kvBlocks: 1 }, "kvBlocks must be a whole number of at least 2, got 1"],
    [{ blockSize: 1.5 }, "blockSize must be a whole number of at least 1, got 1.5"],
    [{ maxNumSeqs: 9000 }, "maxNumSeqs 9000 must not exceed maxNumBatchedTokens 8192"],
    [
      { longPrefillTokenThreshold: -1 },
      "longPrefillTokenThreshold must be a whole number of at least 0, got -1",
    ],
  ])("refuses %j", (change, message) =>
    expect(() => simulate({ requests, config: { ...BASE_CONFIG, ...change }, latencyModel })).toThrow(
      message,
    ),
  );

  it("refuses requests that are none", () => {
    const refuse = (table: typeof requests) => () =>
      simulate({ requests: table, config: BASE_CONFIG, latencyModel });
    expect(
      refuse(
        tableOf([
          [5, 1, 1],
          [4, 1, 1],
        ]),
      ),
    ).toThrow("request 1 arrives at 4 ns, the one before at 5 ns");
    expect(refuse(tableOf([[Number.NaN, 1, 1]]))).toThrow("request 0 arrives at NaN ns");
    expect(refuse(tableOf([[0, 0, 1]]))).toThrow("request 0 has 0 prompt tokens");
    expect(refuse(tableOf([[0, 1, 0]]))).toThrow("request 0 has 0 output tokens");
    const backwards = { followUps: { parent: Int32Array.of(0), delayNs: Float64Array.of(0) } };
    expect(refuse(tableOf([[0, 1, 1]], backwards))).toThrow("request 0 follows request 0");
  });

  it.each([0, Number.NaN])("refuses a price of %d", (price) =>
    expect(() =>
      simulate({ requests, config: BASE_CONFIG, latencyModel: recordingModel(() => price) }),
    ).toThrow(`recording priced a step at ${price} ns`),
  );

  it("refuses an admission that is no time", () => {
    const never = recordingModel(
      () => 100,
      () => Number.NaN,
    );
    expect(() => simulate({ requests, config: BASE_CONFIG, latencyModel: never })).toThrow(
      "recording admits request 0 after NaN ns",
    );
  });

  it.each([
    [{ replicas: 0 }, "replicas must be a whole number from 1 to 65536, got 0"],
    [{ maxConcurrency: 0 }, "maxConcurrency must be at least 1, got 0"],
  ])("refuses %j", (options, message) =>
    expect(() => simulate({ requests, config: BASE_CONFIG, latencyModel, ...options })).toThrow(message),
  );

  it("returns an empty result for no requests", () => {
    const result = simulate({ requests: tableOf([]), config: BASE_CONFIG, latencyModel });
    expect([result.count, result.steps, result.endNs]).toEqual([0, 0, 0]);
  });

  it("reports progress up to the last request", () => {
    const seen: number[] = [];
    const many = tableOf(Array.from({ length: 1000 }, (_, row) => [row, 5, 2] as const));
    simulate({
      requests: many,
      config: BASE_CONFIG,
      latencyModel: recordingModel(() => 100),
      onProgress: (done, total) => {
        expect(total).toBe(1000);
        seen.push(done);
      },
    });
    expect(seen.at(-1)).toBe(1000);
    expect(seen.length).toBeGreaterThan(5);
    expect([...seen].sort((a, b) => a - b)).toEqual(seen);
  });

  it("adds up parts and provenance to the busy time, and tokens by second", () => {
    const model: LatencyModel = {
      name: "parts",
      admissionNs: () => 0,
      price(step, out) {
        out.gemmNs = 600_000_000;
        out.hostNs = 10 * step.logits;
        out.totalNs = out.gemmNs + out.hostNs;
        out.measuredNs = 1;
        out.modelledNs = out.totalNs - 1;
      },
    };
    const result = simulate({ requests: tableOf([[0, 4, 3]]), config: BASE_CONFIG, latencyModel: model });
    expect(result.busyNs).toBe(1_800_000_030);
    expect(result.partNs).toEqual({
      gemm: 1_800_000_000,
      attention: 0,
      allReduce: 0,
      head: 0,
      elementwise: 0,
      host: 30,
    });
    expect(result.provenanceNs).toEqual({
      measured: 3,
      interpolated: 0,
      extrapolated: 0,
      modelled: 1_800_000_027,
    });
    expect([...result.outputTokensPerSecond]).toEqual([1, 2]);
  });

  it("delays what the scheduler sees by the admission, and orders the queue by it", () => {
    const result = simulate({
      requests: tableOf([
        [0, 50, 1],
        [1, 10, 1],
      ]),
      config: { ...BASE_CONFIG, maxNumSeqs: 1 },
      latencyModel: recordingModel(
        () => 100,
        (prompt) => 10 * prompt,
      ),
    });
    expect([...result.firstScheduledNs]).toEqual([500, 101]);
    expect([...result.arrivalNs]).toEqual([0, 1]);
  });

  it("gives the same bytes twice", () => {
    const once = () => simulate({ requests, config: BASE_CONFIG, latencyModel: recordingModel(() => 123) });
    expect(once()).toEqual(once());
  });
});
