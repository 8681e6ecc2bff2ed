import { expect, test } from "vitest";
import { crossings, mapPoints, type RatioPoint } from "../../src/map/ratio-grid.ts";

const at = (batch: number, ratio: number, rest: Partial<RatioPoint> = {}): RatioPoint => ({
  ...{ tp: 1, prompt: 0, kv: 512, batch, ratio, v1Us: ratio, v2Us: 1 },
  ...rest,
});

test("the map holds decodes alone, prompts alone, and both", () => {
  const points = mapPoints({ tp: [1, 2], prompt: [128], batch: [1, 8], kv: [512, 1024] });
  // A tp: one prompt alone, 2 x 2 decodes, the same beside the prompt.
  expect(points.length).toBe(2 * (1 + 4 + 4));
  expect(points.filter(({ batch }) => batch === 0)).toEqual([
    { tp: 1, prompt: 128, batch: 0, kv: 0 },
    { tp: 2, prompt: 128, batch: 0, kv: 0 },
  ]);
});

test("a crossing lies between batches, in logarithms of both", () => {
  // From 1/2 at 16 to 2 at 64: halfway, at 32.
  const [found, ...more] = crossings([at(16, 0.5), at(64, 2)]);
  expect(found).toMatchObject({ tp: 1, prompt: 0, kv: 512, beyond: "v1" });
  expect(found!.batch).toBeCloseTo(32, 10);
  expect(more).toEqual([]);
  expect(crossings([at(16, 2), at(64, 0.5)])[0]!.beyond).toBe("v2");
});

test("no crossing between rows of different KV lengths, nor where the ratio stays on one side", () => {
  expect(crossings([at(64, 0.5), at(1, 2, { kv: 1024 })])).toEqual([]);
  expect(crossings([at(16, 0.5), at(64, 0.9)])).toEqual([]);
});
