import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseTruth, readTruth } from "../../../src/metrics/truth/read.ts";

describe("parseTruth", () => {
  it("says what it can read when a file is of no known tool", () => {
    expect(() => parseTruth('{"hello": 1}', "x.json")).toThrow(
      "x.json: is not a result of vllm bench serve, guidellm, aiperf or inference-perf. For any other tool give a CSV",
    );
    expect(() => parseTruth("[]", "x.json")).toThrow(/is not a result/);
  });

  it("names line and column of broken JSON", () => {
    expect(() => parseTruth('{\n "duration": 1,\n "completed" 2}', "x.json")).toThrow(/^x\.json:3:14: /);
  });

  it("refuses a file in which nothing completed", () => {
    const none = { total_input_tokens: 0, request_throughput: 0, completed: 0 };
    expect(() => parseTruth(JSON.stringify(none), "x.json")).toThrow("x.json: holds no completed request");
  });
});

describe("readTruth", () => {
  it("reads a file, and says so where there is none", async () => {
    const folder = mkdtempSync(join(tmpdir(), "inference-sim-truth-"));
    try {
      const file = join(folder, "real.csv");
      writeFileSync(file, "arrival_s,prompt_tokens,output_tokens,ttft_ms\n0,5,2,9\n");
      expect((await readTruth(file))[0]).toMatchObject({ tool: "csv", completed: 1 });
      await expect(readTruth(join(folder, "none.json"))).rejects.toThrow(/none\.json: does not exist/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
