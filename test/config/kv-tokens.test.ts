import { expect, it } from "vitest";
import { kvTokens } from "../../src/config/kv-tokens.ts";

it.each([
  ["533744", 533_744],
  ["533,744", 533_744],
  ["1,045,632", 1_045_632],
  ["INFO 10-09 12:00:00 [kv_cache_utils.py:1087] GPU KV cache size: 533,744 tokens", 533_744],
])("%j holds %d", (text, tokens) => {
  expect(kvTokens(text)).toBe(tokens);
});

it.each(["", "0", "-5", "many", "5,33", "1e5", "12 GiB"])("%j holds none", (text) => {
  expect(() => kvTokens(text)).toThrow("--expect-kv-tokens must be a number of tokens");
});
