import { describe, expect, it } from "vitest";
import { sparkline } from "../../src/report/sparkline.ts";

describe("sparkline", () => {
  it("draws heights from 0 to the largest value", () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7, 8], 20)).toBe(" ▂▃▄▅▆▇██");
    expect(sparkline([0, 0.001, 1000], 3)).toBe(" ▁█");
  });

  it("takes more values than there is room for by their mean, against the largest single one", () => {
    expect(sparkline([0, 8, 4, 4, 0, 0], 3)).toBe("▅▅ ");
  });

  it("has nothing to draw of nothing", () => {
    expect(sparkline([], 10)).toBe("");
    expect(sparkline([0, 0], 10)).toBe("  ");
  });
});
