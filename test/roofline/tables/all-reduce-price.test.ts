import { expect, it } from "vitest";
import { allReduceUs } from "../../../src/roofline/kernels/all-reduce.ts";
import { allReducePrice } from "../../../src/roofline/tables/all-reduce-price.ts";
import { INTERPOLATED, MEASURED, MODELLED } from "../../../src/roofline/tables/along.ts";
import type { AllReduceTable } from "../../../src/roofline/tables/kernel-tables.ts";
import { H100_CONSTANTS as C } from "../h100.ts";

const TABLE: AllReduceTable = {
  source: "measured",
  series: new Map([
    [
      "custom/4",
      {
        x: Float64Array.of(8192, 1 << 20),
        us: Float64Array.of(5, 15),
        exact: Uint8Array.of(1, 1),
      },
    ],
  ]),
};

it("costs nothing on one rank", () => {
  expect(allReducePrice(TABLE, 1, 1 << 20, false, C).us).toBe(0);
});

it("takes the table where it has the implementation and ranks, else the model", () => {
  expect(allReducePrice(TABLE, 4, 8192, false, C)).toEqual({ us: 5, provenance: MEASURED });
  const between = allReducePrice(TABLE, 4, 100_000, false, C);
  expect(between.provenance).toBe(INTERPOLATED);
  expect(between.us).toBeGreaterThan(5);
  expect(between.us).toBeLessThan(15);
  expect(allReducePrice(TABLE, 2, 8192, false, C)).toEqual({
    us: allReduceUs(2, 8192, "custom", C),
    provenance: MODELLED,
  });
});

it("never goes below the launch cost of an eager step", () => {
  const eager = allReducePrice(TABLE, 4, 8192, true, C);
  expect(eager).toEqual({ us: allReduceUs(4, 8192, "eager", C), provenance: MODELLED });
  expect(eager.us).toBeGreaterThan(5);
});
