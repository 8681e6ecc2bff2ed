import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { type Waterfall, waterfallFigure } from "../../../../src/report/html/charts/waterfall.ts";

/** A hundred requests: 1 ms of work each, and i ms of waiting; the last was rejected. */
const count = 101;
const waitNs = Float64Array.from({ length: count }, (_, i) => i * 1e6);
const workNs = new Float64Array(count).fill(1e6);
const totalNs = waitNs.map((ns, i) => (i === 100 ? Number.NaN : ns + 1e6));
const WATERFALL: Waterfall = {
  ...{ id: "ttft", name: "TTFT", totalNs },
  parts: [
    { name: "waiting", ns: waitNs },
    { name: "nothing", ns: new Float64Array(count) },
    { name: "GEMM", ns: workNs },
  ],
};

describe("waterfallFigure", () => {
  const { document } = parseHTML(waterfallFigure(WATERFALL)!.text);
  const { columns, rows } = JSON.parse(document.querySelector("script")!.textContent!);

  it("has the mean of each part in groups from the fastest to the slowest", () => {
    expect(columns).toEqual([
      ["group", ""],
      ["requests", ""],
      ["TTFT", "ms"],
      ["waiting", "ms"],
      ["GEMM", "ms"],
    ]);
    // Requests 0 to 9 wait 4.5 ms in the mean, 99 waits 99.
    expect(rows[0]).toEqual(["0 to 10 %", 10, 5.5, 4.5, 1]);
    expect(rows.at(-1)).toEqual(["99 to 100 %", 1, 100, 99, 1]);
  });

  it("has parts that sum to the latency", () => {
    for (const [, , total, ...parts] of rows as [string, number, number, ...number[]][]) {
      expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(total, 1);
    }
  });

  it("says what the slowest spend most on", () => {
    expect(document.querySelector(".chart")!.getAttribute("aria-label")).toContain(
      "99.00 of 100.0 ms on waiting",
    );
    expect(document.querySelector("figcaption")!.textContent).toMatch(/^100 requests/);
  });

  it("shows few requests one by one, and more in groups of which none is empty", () => {
    const of = (requests: number) => {
      const some = { ...WATERFALL, totalNs: totalNs.slice(0, requests) };
      const { document } = parseHTML(waterfallFigure(some)!.text);
      return JSON.parse(document.querySelector("script")!.textContent!).rows as [string, number][];
    };
    expect(of(3).map(([name]) => name)).toEqual(["request 0", "request 1", "request 2"]);
    for (const requests of [13, 50, 99]) {
      const groups = of(requests);
      expect(groups.every(([, count]) => count > 0)).toBe(true);
      expect(groups.reduce((sum, [, count]) => sum + count, 0)).toBe(requests);
    }
  });

  it("tells eleven parts apart by colour", () => {
    const parts = Array.from({ length: 11 }, (_, i) => ({ name: `part ${i}`, ns: workNs }));
    const many = { ...WATERFALL, parts };
    const { document } = parseHTML(waterfallFigure(many)!.text);
    const keys = [...document.querySelectorAll(".legend i")].map((key) => key.getAttribute("style"));
    expect(new Set(keys).size).toBe(11);
  });

  it("is nothing where no request completed", () => {
    expect(waterfallFigure({ ...WATERFALL, totalNs: new Float64Array(3).fill(Number.NaN) })).toBeUndefined();
  });
});
