import { areaY, lineY, text } from "@observablehq/plot";
import { describe, expect, it } from "vitest";
import { draw } from "../../src/report/plot.ts";

const points = Array.from({ length: 100 }, (_, i) => ({ x: i, y: Math.sin(i / 7) }));
const { svg, scale } = draw({
  width: 600,
  height: 200,
  marks: [
    areaY(points, { x: "x", y: "y", fill: "var(--first)", fillOpacity: 0.25 }),
    lineY(points, { x: "x", y: "y", stroke: "var(--second)" }),
    text(["1.23456 <b>"], { frameAnchor: "middle" }),
  ],
});

describe("draw", () => {
  it("gives SVG text that scales with its frame", () => {
    expect(svg).toMatch(/^<svg aria-hidden="true" viewBox="0 0 600 200" /);
    expect(svg).toMatch(/<\/svg>$/);
    expect(svg.match(/<svg[^>]*>/)![0]).not.toMatch(/ (width|height)=/);
  });

  it("keeps colours that follow the page", () => {
    expect(svg).toContain('fill="var(--first)"');
    expect(svg).toContain('stroke="var(--second)"');
  });

  it("rounds coordinates and neither opacities nor text", () => {
    const path = /stroke="var\(--second\)"[\s\S]*?<path d="([^"]+)"/.exec(svg)![1]!;
    expect(path.split("L")).toHaveLength(100);
    expect(path).not.toMatch(/\.\d{3}/);
    expect(svg).toContain('fill-opacity="0.25"');
    expect(svg).toContain("1.23456 &lt;b&gt;");
  });

  it("holds no style sheet, of which the page has one", () => {
    expect(svg).not.toContain("<style");
  });

  it("says what its scales map", () => {
    const x = scale("x")!;
    expect(x.domain).toEqual([0, 99]);
    const [left, right] = [...x.range!];
    expect(left).toBeGreaterThan(0);
    expect(right).toBeLessThanOrEqual(600);
    expect(scale("color")).toBeUndefined();
  });
});
