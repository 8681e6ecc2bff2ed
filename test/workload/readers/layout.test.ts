import { expect, it } from "vitest";
import { unitOfName } from "../../../src/workload/readers/layout.ts";

it.each([
  ["arrival_ms", "ms"],
  ["arrivalNs", "ns"],
  ["arrival_time_us", "us"],
  ["time (s)", "s"],
  ["start_sec", "s"],
  ["arrival_seconds", "s"],
  ["arrivals", undefined],
  ["timestamp", undefined],
  ["columns", undefined],
  ["items", undefined],
  ["status", undefined],
])("the unit in %s is %s", (name, unit) => {
  expect(unitOfName(name)).toBe(unit);
});
