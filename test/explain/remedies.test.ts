import { describe, expect, it } from "vitest";
import { type Change, remediesFor, stepRemedies } from "../../src/explain/remedies.ts";
import { scenarioOf } from "../sweep/servers.ts";

const text = ({ flag, from, to }: Change) => `${flag} ${from} -> ${to}`;

describe("remediesFor", () => {
  const config = scenarioOf({ "max-num-seqs": "64", "max-num-batched-tokens": "2048" });

  it("takes the largest parts first, and leaves small ones alone", () => {
    const shares = [
      { part: "allReduce", share: 0.6 },
      { part: "attention", share: 0.35 },
      { part: "slot", share: 0.05 },
    ] as const;
    const of = (tp: string) => remediesFor(shares, scenarioOf({ tp }), true).map(text);
    expect(of("2")).toEqual(["tp 2 -> 1", "kv-cache-dtype auto -> fp8", "tp 2 -> 4"]);
    // One GPU reduces nothing, eight are the most.
    expect(of("1")).toEqual(["kv-cache-dtype auto -> fp8", "tp 1 -> 2"]);
    expect(of("8")).toEqual(["tp 8 -> 4", "kv-cache-dtype auto -> fp8"]);
  });

  it("offers more places only where the batch was full", () => {
    const slot = [{ part: "slot", share: 1 }] as const;
    expect(remediesFor(slot, config, true).map(text)).toContain("max-num-seqs 64 -> 128");
    expect(remediesFor(slot, config, false).map(({ flag }) => flag)).not.toContain("max-num-seqs");
  });

  it("offers memory where blocks lack, as they were set", () => {
    const blocks = [{ part: "blocks", share: 1 }] as const;
    const flags = (given: Parameters<typeof scenarioOf>[0]) =>
      remediesFor(blocks, scenarioOf(given), false).map(text);
    expect(flags({ "gpu-memory-utilization": "0.9" })).toContain("gpu-memory-utilization 0.9 -> 0.95");
    expect(flags({ "num-gpu-blocks-override": "500" })).toContain("num-gpu-blocks-override 500 -> 1000");
    expect(flags({ "kv-cache-dtype": "fp8" }).join()).not.toContain("kv-cache-dtype");
  });

  it("offers nothing for the API server's time", () => {
    expect(remediesFor([{ part: "admission", share: 1 }], config, true)).toEqual([]);
  });
});

it("stepRemedies leave out what is so already", () => {
  const flags = stepRemedies(scenarioOf({ quantization: "fp8", tp: "2", "cudagraph-mode": "none" })).map(
    text,
  );
  expect(flags).not.toContain("quantization auto -> fp8");
  expect(flags).toEqual(
    expect.arrayContaining(["tp 2 -> 4", "tp 2 -> 1", "cudagraph-mode none -> full-and-piecewise"]),
  );
});
