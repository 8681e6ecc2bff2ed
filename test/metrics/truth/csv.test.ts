import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readCsvTruth } from "../../../src/metrics/truth/csv.ts";
import { describeWithReference, referenceFile } from "../../reference.ts";

describe("a CSV of single requests", () => {
  it("takes its units from the names of its columns", () => {
    const text =
      "id,arrival_s,prompt_tokens,output_tokens,ttft_us,e2e_ms\na,1.5,10,3,2000,10\nb,1,20,1,3000,3\n";
    const { requests, figures, durationSeconds } = readCsvTruth(text, "real.csv")[0]!;
    expect([...requests!.arrivalMs]).toEqual([0, 500]);
    expect([...requests!.promptTokens]).toEqual([20, 10]);
    expect([...requests!.ttftMs]).toEqual([3, 2]);
    expect(requests!.tpotMs[0]).toBeNaN();
    expect(requests!.tpotMs[1]).toBeCloseTo(4, 12);
    expect(figures.e2el!.mean).toBeCloseTo(6.5, 12);
    expect(figures.itl).toBeUndefined();
    expect(durationSeconds).toBeCloseTo(0.51, 12);
  });

  it("takes columns of other names when told, and counts rows without latencies", () => {
    const text = "when_ms,in,out,first_ms\n0,5,2,9\n4,5,2,\n";
    const columns = { arrival: "when_ms", prompt: "in", output: "out", ttft: "first_ms" };
    expect(readCsvTruth(text, "real.csv", { columns })[0]).toMatchObject({
      completed: 1,
      failed: 1,
      notes: ["1 rows without latencies are left out"],
    });
  });

  it("says which column is missing, has no unit, or holds no number", () => {
    const read = (text: string) => () => readCsvTruth(text, "real.csv");
    expect(read("arrival_s,prompt_tokens,ttft_ms\n")).toThrow(
      "real.csv:1: has no column for output among arrival_s, prompt_tokens, ttft_ms. Name it output_tokens or give --columns",
    );
    expect(read("arrival,prompt_tokens,output_tokens,ttft_ms\n")).toThrow(
      "real.csv:1: arrival is a time without a unit",
    );
    expect(read("arrival_s,prompt_tokens,output_tokens,ttft_ms\n1,2,3,4\n1,-2,3,4\n")).toThrow(
      'real.csv:3: prompt_tokens must be a number of at least 0, got "-2"',
    );
    expect(read("arrival_s,prompt_tokens,output_tokens,ttft_ms\n1,2\n")).toThrow(/^real\.csv:2: .*/);
  });
});

const llmservingsim = "serving/rtxpro6000_llama8b/requests.csv";

describeWithReference("requests recorded by LLMServingSim", llmservingsim, () => {
  const text = readFileSync(referenceFile(llmservingsim), "utf8");

  it("are all read, and their TPOT follows from the other columns", () => {
    const asStated = readCsvTruth(text, llmservingsim)[0]!;
    const derived = readCsvTruth(text.replace("tpot_ms", "other"), llmservingsim)[0]!;
    expect(asStated).toMatchObject({ completed: 300, failed: 0 });
    expect(asStated.requests!.promptTokens[0]).toBe(2_358);
    for (const [i, tpot] of asStated.requests!.tpotMs.entries()) {
      expect(Math.abs(derived.requests!.tpotMs[i]! - tpot)).toBeLessThan(1e-3 * tpot);
    }
  });
});
