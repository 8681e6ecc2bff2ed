import { describe, expect, it } from "vitest";
import { type Column, textTable } from "../../src/report/text-table.ts";

const columns: Column[] = [
  { heading: "name", align: "left" },
  { group: "first group", heading: "a", align: "right" },
  { group: "first group", heading: "b", align: "right" },
  { group: "second", heading: "c", align: "right" },
];
const rows = [
  ["one", "1", "22", "333"],
  ["three", "4444", "5", "6"],
];

describe("textTable", () => {
  it("aligns text left and numbers right, under headings of columns and groups", () => {
    expect(textTable(columns, rows)).toEqual([
      "       first group  second",
      "name      a      b       c",
      "-----  ----  -----  ------",
      "one       1     22     333",
      "three  4444      5       6",
    ]);
  });

  it("continues in a second block with the labels again where the width ends", () => {
    expect(textTable(columns, rows, { labels: 1, width: 20 })).toEqual([
      "       first group",
      "name      a      b",
      "-----  ----  -----",
      "one       1     22",
      "three  4444      5",
      "",
      "       second",
      "name        c",
      "-----  ------",
      "one       333",
      "three       6",
    ]);
  });

  it("has no line of groups when there are none", () => {
    expect(textTable([{ heading: "x", align: "left" }], [["1"]])).toEqual(["x", "-", "1"]);
  });
});
