import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/errors.ts";
import { readCsv } from "../../../src/roofline/tables/csv.ts";
import type { Column } from "../../../src/roofline/tables/parse-csv.ts";
import { writeTable } from "./write-table.ts";

const COLUMNS: readonly Column[] = [
  { name: "m", type: "count" },
  { name: "latency_us", type: "positive" },
  { name: "mfu", type: "number", optional: true },
];

function errorOf(text: string): string {
  try {
    readCsv(writeTable(text), COLUMNS);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).message.replace(/\S*table\.csv/g, "table.csv");
  }
  throw new Error("was accepted");
}

describe("readCsv", () => {
  it("finds columns by name, whatever their order, and ignores the others", () => {
    const file = writeTable("driver,latency_us,m\n570.1,3.5,8\n570.1,4,16\n");
    expect(readCsv(file, COLUMNS).rows).toEqual([
      { line: 2, values: [8, 3.5, undefined] },
      { line: 3, values: [16, 4, undefined] },
    ]);
  });

  it("keeps line numbers right across empty lines, CRLF and a byte-order mark", () => {
    const file = writeTable("\uFEFFm,latency_us\r\n8,3.5\r\n\r\n16,4\r\n");
    expect(readCsv(file, COLUMNS).rows.map((row) => row.line)).toEqual([2, 4]);
  });

  it("reads quoted fields as CSV has them, line breaks included", () => {
    const quoted = 'note,m,latency_us\n"two\nlines, one field",8,3.5\n"say ""x""",16,4\n';
    expect(readCsv(writeTable(quoted), COLUMNS).rows).toEqual([
      { line: 3, values: [8, 3.5, undefined] },
      { line: 4, values: [16, 4, undefined] },
    ]);
  });

  it("names file, line and column of every bad value", () => {
    expect(errorOf("m,latency_us\n8,3.5\n16,abc\n1.5,2\n-1,2\n4,0\n4,\n")).toBe(
      [
        'table.csv:3:4: latency_us must be a number, got "abc"',
        'table.csv:4:1: m must be a whole number of at least 1, got "1.5"',
        'table.csv:5:1: m must be a whole number of at least 1, got "-1"',
        'table.csv:6:3: latency_us must be greater than 0, got "0"',
        'table.csv:7:3: latency_us must not be empty, got ""',
      ].join("\n"),
    );
  });

  it.each(["NaN", "inf", "Infinity", "1e999", "3,5"])("refuses %s as a latency", (value) => {
    expect(errorOf(`m,latency_us\n8,${value}\n`)).toMatch(/^table\.csv:2/);
  });

  it("says which column is missing", () => {
    expect(errorOf("m,latency\n8,3\n")).toBe(
      'table.csv:1: latency_us is missing from the header, got "m,latency". Expected columns: m,latency_us,mfu',
    );
  });

  it("refuses rows with too few or too many fields", () => {
    expect(errorOf("m,latency_us\n8\n")).toBe("table.csv:2: row must have 2 fields as the header has, got 1");
  });

  it("refuses empty files, headers without rows, and broken quotes", () => {
    expect(errorOf("m,latency_us\n")).toBe("table.csv: has no data rows");
    expect(errorOf("")).toMatch(/missing from the header/);
    expect(errorOf('m,latency_us\n"8,3\n')).toMatch(/is not valid CSV/);
  });

  it("lists twenty problems and counts the rest", () => {
    const lines = errorOf(`m,latency_us\n${"8,x\n".repeat(30)}`).split("\n");
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toBe("table.csv: has 10 more problems of this kind");
  });
});
