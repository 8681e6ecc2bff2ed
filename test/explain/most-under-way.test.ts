import { expect, it } from "vitest";
import { mostUnderWay } from "../../src/explain/most-under-way.ts";
import { resultOf } from "../metrics/results.ts";

const span = (from: number, to: number) => ({
  ...{ arrivalMs: from, firstTokenMs: to, lastTokenMs: to, promptTokens: 5, outputTokens: 1 },
});

it("counts requests from first step to last token, ends included", () => {
  expect(mostUnderWay(resultOf([span(0, 10), span(5, 20), span(11, 12), span(30, 40)]).result)).toBe(2);
  expect(mostUnderWay(resultOf([span(0, 10), span(10, 20)]).result)).toBe(2);
  expect(mostUnderWay(resultOf([span(0, 10), span(11, 20)]).result)).toBe(1);
});

it("counts replicas apart, and no rejected request", () => {
  const { result } = resultOf([span(0, 10), span(0, 10), { arrivalMs: 0, finish: "rejected" as const }]);
  expect(mostUnderWay({ ...result, replica: Uint16Array.of(0, 1, 1) })).toBe(1);
});
