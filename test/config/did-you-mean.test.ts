import { expect, test } from "vitest";
import { didYouMean, knownNames } from "../../src/config/did-you-mean.ts";

test("names what is near, whatever its case", () => {
  expect(didYouMean("h10", ["A100-SXM", "H100"])).toBe("H100");
  expect(didYouMean("BwEfConstant", ["BwEffConstant", "BwPeakTBs"])).toBe("BwEffConstant");
});

test("completes what is cut short, where only one can be meant", () => {
  expect(didYouMean("A100", ["A100-SXM", "H100"])).toBe("A100-SXM");
  expect(didYouMean("qwen", ["qwen3-8b", "qwen3-14b"])).toBeUndefined();
});

test("takes two letters in the wrong order for one slip", () => {
  expect(didYouMean("modle", ["model", "gpu", "tp", "rate"])).toBe("model");
  expect(didYouMean("pt", ["model", "gpu", "tp"])).toBe("tp");
});

test("is silent about what is not near", () => {
  expect(didYouMean("tpu", ["A100-SXM", "H100"])).toBeUndefined();
  expect(didYouMean("", ["a"])).toBeUndefined();
  expect(didYouMean("a", [])).toBeUndefined();
});

test("lists what there is", () => {
  expect(knownNames("h10", ["A100-SXM", "H100"])).toBe('Did you mean "H100"? There is: A100-SXM, H100');
  expect(knownNames("tpu", ["A100-SXM", "H100"])).toBe("There is: A100-SXM, H100");
});
