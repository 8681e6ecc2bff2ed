// The engine as a textbook queue: one place, one token in and out, and a price that is the service time.
import { describe, expect, it } from "vitest";
import { simulate } from "../../src/engine/simulation.ts";
import { BASE_CONFIG, recordingModel, tableOf } from "./scenarios.ts";

const REQUESTS = 300_000;
const SERVICE_NS = 1000;

/** SplitMix32: uniform in (0, 1). Streams of different seeds are independent, unlike those of a multiplicative generator. */
function uniforms(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32 + 2 ** -33;
  };
}

/** Mean time between arrival and the start of service at utilisation `load`. */
function meanWait(load: number, serviceNs: (uniform: number) => number): number {
  const arrivals = uniforms(20_231);
  const services = uniforms(-77_551);
  let timeNs = 0;
  const rows = Array.from({ length: REQUESTS }, () => {
    timeNs += Math.round((-Math.log(arrivals()) * SERVICE_NS) / load);
    return [timeNs, Math.max(1, Math.round(serviceNs(services()))), 1] as const;
  });
  const result = simulate({
    requests: tableOf(rows),
    // The service time travels as the length of the prompt.
    latencyModel: recordingModel((step) => step.chunks[0]![0], undefined, REQUESTS),
    config: { ...BASE_CONFIG, maxNumSeqs: 1, maxNumBatchedTokens: 1e6, maxModelLen: 1e6, kvBlocks: 1e5 },
  });
  let sum = 0;
  for (let row = 0; row < REQUESTS; row++) sum += result.firstScheduledNs[row]! - result.arrivalNs[row]!;
  return sum / REQUESTS;
}

describe("mean waiting time", () => {
  // Pollaczek and Khinchine: load / (1 - load) * service * (1 + CV^2) / 2.
  it.each([0.3, 0.5, 0.7])("of M/D/1 at load %f", (load) => {
    const expected = ((load / (1 - load)) * SERVICE_NS) / 2;
    expect(meanWait(load, () => SERVICE_NS) / expected).toBeCloseTo(1, 1.4);
  });

  it.each([0.3, 0.5, 0.7])("of M/M/1 at load %f", (load) => {
    const expected = (load / (1 - load)) * SERVICE_NS;
    expect(meanWait(load, (u) => -Math.log(u) * SERVICE_NS) / expected).toBeCloseTo(1, 1.4);
  });
});
