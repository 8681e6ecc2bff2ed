import { expect, it } from "vitest";
import { barTable } from "../../src/explain/bar-table.ts";

const COLUMNS = [
  { heading: "part", align: "left" },
  { heading: "ms", align: "right" },
] as const;
const table = (width: number) =>
  barTable(
    COLUMNS,
    [
      ["gemm", "3"],
      ["host", "1"],
    ],
    [3, 1],
    ["sum", "4"],
    width,
  );

it("gives the bars what the terminal leaves, and the sum none", () => {
  expect(table(18)).toEqual([
    "part  ms",
    "----  --  --------",
    "gemm   3  ██████",
    "host   1        ██",
    "sum    4",
  ]);
  expect(table(500)[1]).toBe(`----  --  ${"-".repeat(32)}`);
});

it("leaves them out where that is too little", () => {
  expect(table(17)).toEqual(["part  ms", "----  --", "gemm   3", "host   1", "sum    4"]);
});
