import { expect, it } from "vitest";
import { workloadCsv, workloadText } from "../../src/report/workload-summary.ts";
import { inspectWorkload } from "../../src/workload/inspect.ts";
import { lines, load } from "../workload/temp-trace.ts";

const summary = async (...rows: string[]) =>
  inspectWorkload(await load(lines("arrival,prompt,output", ...rows)));

it("shows rates, lengths and histograms", async () => {
  const text = workloadText(await summary("0,1,4", "1,2,4", "1,3,4", "4,10,8"));
  expect(text).toMatch(/^requests +4$/m);
  expect(text).toMatch(/^rate +1\.000 requests\/s$/m);
  expect(text).toMatch(/^burstiness +1\.143$/m);
  expect(text).toMatch(/^most within a second +2$/m);
  expect(text).toMatch(/^prefix reuse +0\.0 % \(0 of 16 prompt tokens/m);
  expect(text).toMatch(/^prompt +4\.0 +3\.5 +1\.0 +2\.5 .* +10\.0 +16$/m);
  // Prompts 1 | 2, 3 | none | 10: the fullest bin has the full width, half of it half.
  const bars = text.slice(text.indexOf("prompt tokens\n"), text.indexOf("output tokens\n")).split("\n");
  expect(bars.slice(1, 5)).toEqual([
    `  1  1  ${"█".repeat(20)}`,
    `  2  2  ${"█".repeat(40)}`,
    "  4  0",
    `  8  1  ${"█".repeat(20)}`,
  ]);
});

it("says that all arrive at once, and draws no arrivals then", async () => {
  const text = workloadText(await summary("5,1,4", "5,2,4"));
  expect(text).toMatch(/^rate +all at once$/m);
  expect(text).not.toContain("arrivals over time");
});

it("is one row of figures as CSV", async () => {
  const [header = "", row = "", end] = workloadCsv(await summary("0,1,4", "1,2,4", "1,3,4", "4,10,8")).split(
    "\n",
  );
  const figures = Object.fromEntries(header.split(",").map((name, i) => [name, row.split(",")[i]]));
  expect(end).toBe("");
  expect(figures).toMatchObject({ requests: "4", requestRate: "1", prompt_total: "16", output_max: "8" });
  expect(figures).toMatchObject({ infiniteCacheHitRatio: "0", hitTokens: "0", inputTokens: "16" });
});
