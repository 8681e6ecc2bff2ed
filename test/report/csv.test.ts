import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvText } from "../../src/report/csv.ts";

describe("csvText", () => {
  it("keeps full precision and leaves a field empty where there is no number", () => {
    expect(
      csvText(
        ["a", "b"],
        [
          ["x", 0.1 + 0.2],
          ["y", Number.NaN],
        ],
      ),
    ).toBe("a,b\nx,0.30000000000000004\ny,\n");
  });

  it("is read back by a CSV reader whatever the text", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ minLength: 1 }), fc.string()), { minLength: 1 }), (rows) => {
        expect(parse(csvText(["first", "second"], rows))).toEqual([["first", "second"], ...rows]);
      }),
    );
  });
});
