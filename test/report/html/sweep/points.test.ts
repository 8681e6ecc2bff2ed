import { describe, expect, it } from "vitest";
import { axesOf, groupBy, nameOf, shortNameOf } from "../../../../src/report/html/sweep/points.ts";
import { point } from "./points.ts";

const points = [
  point({ model: "m", tp: "4", "request-rate": 10 }, {}),
  point({ model: "m", tp: "1", "request-rate": 2 }, {}),
  point({ model: "m", tp: "4", "request-rate": 8 }, {}),
];

describe("axesOf", () => {
  it("are the labels that vary, most values first, numbers in their order", () => {
    expect(axesOf(points)).toEqual([
      { name: "request-rate", numeric: true, values: [2, 8, 10] },
      { name: "tp", numeric: true, values: ["1", "4"] },
    ]);
  });

  it("keep words in the order they come", () => {
    const [axis] = axesOf([
      point({ workload: "b" }, {}),
      point({ workload: "a" }, {}),
      point({ workload: "b" }, {}),
    ]);
    expect(axis).toEqual({ name: "workload", numeric: false, values: ["b", "a"] });
  });
});

it("points are named by what tells them apart", () => {
  const axes = axesOf(points);
  expect(nameOf(points[0]!, axes)).toBe("request-rate 10, tp 4");
  expect(shortNameOf(points[0]!, axes)).toBe("request-rate 10, tp 4");
});

it("groupBy keeps points together that agree", () => {
  const groups = groupBy(points, [{ name: "tp" }]);
  expect([...groups].map(([name, group]) => [name, group.length])).toEqual([
    ["tp 4", 2],
    ["tp 1", 1],
  ]);
});
