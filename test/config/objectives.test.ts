import { describe, expect, it } from "vitest";
import { objectives } from "../../src/config/objectives.ts";

describe("objectives", () => {
  it("reads vLLM's METRIC:MS pairs", () => {
    expect(objectives(["ttft:500", "tpot:50.5"])).toEqual({ ttftMs: 500, tpotMs: 50.5 });
    expect(objectives([])).toEqual({});
  });

  it.each([
    ["tfft:5", 'Did you mean "ttft"'],
    ["ttft", "must be METRIC:MILLISECONDS"],
    ["ttft:0", "above 0"],
    ["ttft:5:6", "must be METRIC:MILLISECONDS"],
    ["e2el:inf", "above 0"],
    ["toString:5", "names no metric"],
  ])("refuses %s", (pair, message) => {
    expect(() => objectives([pair])).toThrow(message);
  });

  it("refuses the same metric twice", () => {
    expect(() => objectives(["ttft:5", "ttft:6"])).toThrow('is given twice, got "ttft"');
  });
});
