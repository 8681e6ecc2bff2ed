import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkRequests } from "../../src/engine/request-table.ts";
import { givenWorkload, type RequestRow, requestTable } from "../../src/library/request-rows.ts";

const row = (arrivalMs: number, more: Partial<RequestRow> = {}): RequestRow => ({
  arrivalMs,
  promptTokens: 10,
  outputTokens: 5,
  ...more,
});

describe("requestTable", () => {
  it("keeps order and turns milliseconds into whole nanoseconds", () => {
    const table = requestTable([row(0), row(0.25, { promptTokens: 7 }), row(1.0000004, { outputTokens: 1 })]);
    expect([...table.arrivalNs]).toEqual([0, 250_000, 1_000_000]);
    expect([...table.promptTokens]).toEqual([10, 7, 10]);
    expect([...table.outputTokens]).toEqual([5, 5, 1]);
    expect(table.priority).toBeUndefined();
  });

  it("has priorities where one is given", () => {
    expect([...requestTable([row(0), row(1, { priority: -3 })]).priority!]).toEqual([0, -3]);
  });

  it.each([
    [[], "requests holds no request"],
    [[row(-1)], "requests[0].arrivalMs must be a time of 0 or more, got -1"],
    [[row(Number.NaN)], "requests[0].arrivalMs must be a time of 0 or more, got NaN"],
    [[row(2), row(1)], "requests[1].arrivalMs must not be before the row above it, at 2, got 1"],
    [[row(0, { promptTokens: 0 })], "requests[0].promptTokens must be a whole number of at least 1, got 0"],
    [
      [row(0, { outputTokens: 1.5 })],
      "requests[0].outputTokens must be a whole number of at least 1, got 1.5",
    ],
    [[row(0, { priority: 0.5 })], "requests[0].priority must be a whole number, got 0.5"],
  ])("refuses %j", (rows, message) => {
    expect(() => requestTable(rows)).toThrow(message);
  });

  it("names ten problems at most", () => {
    const rows = Array.from({ length: 50 }, () => row(0, { promptTokens: 0 }));
    expect(() => requestTable(rows)).toThrow(/requests\[9\]/);
    expect(() => requestTable(rows)).not.toThrow(/requests\[10\]/);
  });

  it("gives the engine what it accepts", () => {
    const gap = fc.record({
      gapMs: fc.double({ min: 0, max: 1e4, noNaN: true }),
      promptTokens: fc.integer({ min: 1, max: 1e6 }),
      outputTokens: fc.integer({ min: 1, max: 1e6 }),
    });
    fc.assert(
      fc.property(fc.array(gap, { minLength: 1, maxLength: 30 }), (gaps) => {
        let arrivalMs = 0;
        const rows = gaps.map(({ gapMs, ...tokens }) => {
          arrivalMs += gapMs;
          return { arrivalMs, ...tokens };
        });
        checkRequests(requestTable(rows));
      }),
    );
  });
});

describe("givenWorkload", () => {
  it("takes a table as it is", () => {
    const requests = requestTable([row(0)]);
    expect(givenWorkload(requests).requests).toBe(requests);
    expect(givenWorkload([row(0)]).requests).toEqual(requests);
  });
});
