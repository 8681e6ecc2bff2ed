import { describe, expect, it } from "vitest";
import { mapAxes } from "../../../../src/report/html/sweep/heat-maps.ts";
import { axesOf, shortNameOf } from "../../../../src/report/html/sweep/points.ts";
import { sliceOf } from "../../../../src/report/html/sweep/slice.ts";
import { point } from "./points.ts";

const MODELS = ["calibrated", "mfu"];
const points = [1, 2, 4].flatMap((tp) =>
  ["H100", "A100"].flatMap((gpu) => MODELS.map((model) => point({ tp, gpu, "latency-model": model }, {}))),
);
const axes = axesOf(points);

describe("sliceOf", () => {
  it("keeps all where there is room, and says nothing", () => {
    const { groups, said } = sliceOf(points, axes, 12);
    expect(groups).toHaveLength(12);
    expect(said).toBe("");
  });

  it("holds the axis of fewest values, never the latency model, and says at what", () => {
    const slice = sliceOf(points, axes, 8);
    expect(slice.groups.map(([, [first]]) => shortNameOf(first!, slice.axes))).toEqual(
      [1, 2, 4].flatMap((tp) => MODELS.map((model) => `tp ${tp}, ${model}`)),
    );
    expect(slice.said).toBe("For gpu H100: 6 of 12 settings. ");
  });

  it("takes the first values where a single axis has too many", () => {
    const single = sliceOf(points.slice(0, 1).concat(points.slice(4)), [axes[0]!], 2);
    expect(single.groups.map(([name]) => name)).toEqual(["tp 1", "tp 2"]);
    expect(single.said).toBe("2 of 3 settings. ");
  });
});

describe("mapAxes", () => {
  it("are two that vary independently", () => {
    const chosen = mapAxes(points, axes)!;
    expect([chosen.across.name, chosen.up.name]).toEqual(["tp", "gpu"]);
  });

  it("are not there where axes only vary together", () => {
    const linked = [
      point({ model: "a", tp: 1 }, {}),
      point({ model: "b", tp: 2 }, {}),
      point({ model: "c", tp: 4 }, {}),
    ];
    // The three stand in one group, but on a diagonal that would leave most of a map empty.
    expect(mapAxes(linked, axesOf(linked))).toBeUndefined();
  });
});
