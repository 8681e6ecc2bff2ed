import { describe, expect, it } from "vitest";
import { traceOptions } from "../../src/config/trace-request.ts";

describe("traceOptions", () => {
  it("hands the transforms on under the readers' names", () => {
    const options = traceOptions(
      { "time-scale": 2, limit: 5, start: 1, end: 9, "drop-longer": 4096 },
      undefined,
    );
    expect(options).toMatchObject({ timeScale: 2, limit: 5, startS: 1, endS: 9, maxModelLen: 4096 });
  });

  it("reads column names, which may hold an equals sign", () => {
    expect(traceOptions({ columns: ["arrival=ts", "prompt=a=b"] }, undefined).columns).toEqual({
      arrival: "ts",
      prompt: "a=b",
    });
  });

  it.each([
    [["arrival"], "--columns must be ROLE=NAME pairs"],
    [["=x"], "--columns must be ROLE=NAME pairs"],
    [["arival=x"], 'Did you mean "arrival"?'],
  ])("refuses %s", (columns, message) => {
    expect(() => traceOptions({ columns }, undefined)).toThrow(message);
  });

  it("refuses a window that is empty", () => {
    expect(() => traceOptions({ start: 9, end: 9 }, undefined)).toThrow(
      "--start must be before --end 9, got 9",
    );
  });
});
