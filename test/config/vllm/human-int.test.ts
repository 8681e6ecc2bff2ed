import { expect, it } from "vitest";
import { humanInt } from "../../../src/config/vllm/human-int.ts";

// The examples of vLLM's own documentation of the format.
it.each([
  ["1k", 1000],
  ["1K", 1024],
  ["25.6k", 25_600],
  ["2M", 2_097_152],
  ["1m", 1_000_000],
  ["1G", 2 ** 30],
  ["4096", 4096],
  ["-1", -1],
])("%s is %d", (text, number) => {
  expect(humanInt(text)).toBe(number);
});

it.each(["1.5K", "8kb", "", "k", "auto", "1e3", "0x10", "1,000"])("%j is none", (text) => {
  expect(humanInt(text)).toBeUndefined();
});
