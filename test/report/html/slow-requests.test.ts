import { parseHTML } from "linkedom";
import { expect, it } from "vitest";
import { emptyWaterfalls, W, WATERFALL_PARTS } from "../../../src/engine/waterfall-parts.ts";
import { slowRequests } from "../../../src/report/html/slow-requests.ts";
import { resultOf } from "../../metrics/results.ts";

const { result, requests } = resultOf(
  [100, 200].map((ttftMs) => ({
    ...{ arrivalMs: 0, firstTokenMs: ttftMs, lastTokenMs: 300, promptTokens: 5, outputTokens: 2 },
  })),
);
const cells = (with_: typeof result) =>
  [...parseHTML(String(slowRequests({ result: with_, requests }))).document.querySelectorAll("tbody tr")].map(
    (row) => [...row.children].map((cell) => cell.textContent),
  );

it("names the largest part of each TTFT, what decodes of others add as one", () => {
  const waterfalls = emptyWaterfalls(2);
  const set = (row: number, part: keyof typeof W, ms: number) => {
    waterfalls.ttftNs[row * WATERFALL_PARTS.length + W[part]] = ms * 1e6;
  };
  // Of 100 ms: 40 of prefill, 60 of decodes by three kernels, none of them as much.
  set(0, "prefillOwn", 40);
  set(0, "gemm", 30);
  set(0, "attention", 20);
  set(0, "host", 10);
  set(1, "slot", 163);
  set(1, "prefillOwn", 37);
  const shown = cells({ ...result, waterfalls });
  // The slowest first.
  expect(shown.map((row) => [row[0], row[8]])).toEqual([
    ["1", "waiting for a place, 82 %"],
    ["0", "decodes of others, 60 %"],
  ]);
});

it("has no such column where the run kept no waterfalls", () => {
  expect(cells(result)[0]).toHaveLength(10);
});
