import { describe, expect, it } from "vitest";
import { constantsModule, errorTable } from "../../../src/roofline/fit/render.ts";
import { startingPoint } from "../../../src/roofline/fit/starting-point.ts";
import { DECODE } from "../../../src/roofline/kernels/parameters/decode.ts";

const origin = { kind: "fitted", fittedOn: 'two "rows"', date: "2026-01-02", seed: "s" } as const;

/** The object that the module would export, read back without its type. */
function exported(text: string): ReturnType<typeof startingPoint> {
  const body = text.slice(text.indexOf("= {") + 2, text.lastIndexOf(";"));
  return new Function(`return ${body}`)();
}

describe("constantsModule", () => {
  it("writes the constants so that they read back: fits to four digits, data-sheet figures whole", () => {
    const c = startingPoint(origin);
    const fitted = { ...c, decode: { ...c.decode, launchUs: 8.123456 } };
    const back = exported(constantsModule(fitted));
    expect(back.decode.launchUs).toBe(8.123);
    expect(back.chip).toEqual(c.chip);
    expect(back.origin).toEqual(origin);
    expect({ ...back, decode: c.decode }).toEqual(c);
  });

  it("starts every fit at the tables' starting values", () => {
    expect(startingPoint(origin).decode.blockUs).toBe(DECODE.blockUs.start);
  });
});

describe("errorTable", () => {
  it("has held-out and fitted errors of a subset on one line", () => {
    const figures = { rows: 7, mapePct: 3.25, medianPct: 2, p90Pct: 9, biasPct: -1, timeWeightedPct: 4 };
    const text = errorTable("decode", {
      heldOut: { all: figures },
      fitted: { all: { ...figures, mapePct: 1 } },
    });
    const line = text.split("\n")[1]!;
    expect(line.replace(/\s+/g, " ").trim()).toBe("all 7 3.3 2.0 9.0 4.0 -1.0 | 1.0 2.0 9.0 4.0 -1.0");
  });
});
