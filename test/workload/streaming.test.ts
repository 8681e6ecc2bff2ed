import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { afterAll, expect, it } from "vitest";
import { loadTrace } from "../../src/workload/load-trace.ts";
import { tempFile } from "./temp-trace.ts";

const ROWS = 5_000_000;
/** Every 800th request fails: output cycles through 0..799. */
const FAILED = ROWS / 800;
const file = tempFile("burst.csv", "");
afterAll(() => rmSync(file));

/** BurstGPT's eight columns, two requests a second: 58 days. */
function writeBurst(): void {
  const handle = openSync(file, "w");
  let chunk =
    "Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type\n";
  for (let i = 0; i < ROWS; i++) {
    const prompt = (i % 2000) + 1;
    const output = i % 800;
    chunk += `${i >> 1}.0,,7,ChatGPT,${prompt},${output},${prompt + output},API log\n`;
    if (chunk.length < 1 << 20 && i < ROWS - 1) continue;
    writeSync(handle, chunk);
    chunk = "";
  }
  closeSync(handle);
}

it("five million rows are read in less than three times the memory of their table, and all are accounted for", async () => {
  writeBurst();
  const used = () => {
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  globalThis.gc?.();
  const before = used();
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, used());
  }, 10);
  const { requests, dropped } = await loadTrace(file);
  clearInterval(timer);
  peak = Math.max(peak, used());

  expect(requests.count).toBe(ROWS - FAILED);
  expect(dropped).toEqual([{ reason: "0 response tokens: the request failed", count: FAILED }]);
  // The first row, with 0 output tokens, is one of those that failed: time starts with the second, in the same second.
  expect(requests.arrivalNs.at(-1)).toBe((ROWS / 2 - 1) * 1e9);
  expect(requests.promptTokens.reduce((sum, tokens) => sum + tokens, 0)).toBe(promptSum());
  // 16 bytes a row are the table itself; while it grows and is trimmed to size there are two, and what is not collected yet.
  expect(peak - before).toBeLessThan(16 * ROWS * 3);
});

function promptSum(): number {
  let sum = 0;
  for (let i = 0; i < ROWS; i++) if (i % 800 !== 0) sum += (i % 2000) + 1;
  return sum;
}
