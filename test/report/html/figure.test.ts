import { lineY } from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { type FigureSpec, figure } from "../../../src/report/html/figure.ts";

const points = Array.from({ length: 100 }, (_, i) => ({ x: i, y: i * i + 0.123456 }));
const SPEC: FigureSpec = {
  id: "squares",
  title: "Squares <x>",
  alt: "They grow.",
  caption: "All 100.",
  legend: [
    { name: "line", colour: "var(--c1)" },
    { name: "points", colour: "var(--c2)", symbol: "square" },
  ],
  columns: [{ label: "x" }, { label: "y", unit: "ms" }],
  rows: points.map(({ x, y }) => [x, y]),
  at: ([x]) => ({ x: x! }),
  plot: () => ({ height: 100, marks: [lineY(points, { x: "x", y: "y" })] }),
};

const elementOf = (spec: FigureSpec) => parseHTML(figure(spec).text).document.querySelector("figure")!;

describe("figure", () => {
  it("says in words what it shows, and can be reached by the keyboard", () => {
    const chart = elementOf(SPEC).querySelector(".chart")!;
    expect(chart.getAttribute("role")).toBe("img");
    expect(chart.getAttribute("tabindex")).toBe("0");
    expect(chart.getAttribute("aria-label")).toMatch(/^They grow\. /);
    expect(elementOf(SPEC).querySelector("h3")!.textContent).toBe("Squares <x>");
  });

  it("is drawn for wide pages and for phones, and for a row of its own where it has one", () => {
    const widths = (spec: FigureSpec) =>
      [...elementOf(spec).querySelectorAll("svg")].map((svg) => svg.getAttribute("viewBox")!.split(" ")[2]);
    expect(widths(SPEC)).toEqual(["560", "340"]);
    expect(widths({ ...SPEC, full: true })).toEqual(["1160", "560", "340"]);
  });

  it("knows where each of its points stands on each drawing", () => {
    for (const view of elementOf(SPEC).querySelectorAll(".wide, .narrow")) {
      const width = Number(view.querySelector("svg")!.getAttribute("viewBox")!.split(" ")[2]);
      const x: number[] = view.getAttribute("data-x")!.split(" ").map(Number);
      expect(x).toHaveLength(100);
      expect(x.every((px, i) => px > 0 && px < width && (i === 0 || px >= x[i - 1]!))).toBe(true);
      expect(view.getAttribute("data-y")).toBeNull();
    }
  });

  it("gives the page's script four digits, and null for what is not there", () => {
    const spec = {
      ...SPEC,
      rows: [
        [1.23456, Number.NaN],
        ["a", 2],
      ] as const,
    };
    const text = elementOf(spec).querySelector("script")!.textContent!;
    expect(JSON.parse(text)).toEqual({
      columns: [
        ["x", ""],
        ["y", "ms"],
      ],
      rows: [
        [1.235, null],
        ["a", 2],
      ],
    });
  });

  it("has a table of at most 24 of its points behind it, and says of how many", () => {
    const table = elementOf(SPEC).querySelector("details table")!;
    expect(table.querySelectorAll("tbody tr")).toHaveLength(20);
    expect(table.querySelector("caption")!.textContent).toBe("Squares <x>: every 5th of 100 points");
    const headings = [...table.querySelectorAll("th[scope=col]")].map((cell) => cell.textContent);
    expect(headings).toEqual(["x", "y (ms)"]);
  });
});
