import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { hasColumns, readCsvFile, requireColumns } from "../../src/validate/csv-file.ts";

const folder = mkdtempSync(join(tmpdir(), "inference-sim-csv-"));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(text: string | Buffer, name = "rows.csv"): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

describe("readCsvFile", () => {
  test("keeps cells as they stand, and says on which line a row is", () => {
    const { header, rows } = readCsvFile(fileOf('a, b\n1.0,"x, y"\n\n2, z\n'));
    expect(header).toEqual(["a", "b"]);
    expect(rows.map(({ line, cells }) => [line, ...cells])).toEqual([
      [2, "1.0", "x, y"],
      [4, "2", " z"],
    ]);
    expect(rows[1]!.text("b")).toBe("z");
    expect(rows[0]!.text("absent")).toBe("");
  });

  test("reads gzip by its first bytes, whatever the name", () => {
    const { rows } = readCsvFile(fileOf(gzipSync("a\n7\n"), "rows.bin"));
    expect(rows[0]!.number("a")).toBe(7);
  });

  test.each([
    ["", /has no data rows/],
    ["a,b\n", /has no data rows/],
    ["a,a\n1,2\n", /rows.csv:1: a is in the header twice/],
    ["a,b\n1\n", /rows.csv:2: row must have 2 fields as the header has, got 1/],
    ['a\n"1\n', /rows.csv.*is not valid CSV/],
  ])("refuses %j", (text, message) => {
    expect(() => readCsvFile(fileOf(text))).toThrow(message);
  });

  test("a file that is not there is named", () => {
    expect(() => readCsvFile(join(folder, "none.csv"))).toThrow(/none.csv: does not exist/);
    expect(() => readCsvFile(folder)).toThrow(/cannot be read/);
  });
});

describe("a row", () => {
  const row = () => readCsvFile(fileOf("n,f,empty,word\n64.0,-2.5,,x\n")).rows[0]!;

  test("reads numbers and counts, as pandas writes them too", () => {
    expect(row().count("n")).toBe(64);
    expect(row().number("f")).toBe(-2.5);
  });

  test.each([
    ["empty", (r: ReturnType<typeof row>) => r.number("empty"), /rows.csv:2: empty must be a number, got ""/],
    ["word", (r: ReturnType<typeof row>) => r.count("word"), /word must be a number of at least 1, got "x"/],
    [
      "f",
      (r: ReturnType<typeof row>) => r.number("f", { above: 0 }),
      /f must be a number above 0, got "-2.5"/,
    ],
    ["f", (r: ReturnType<typeof row>) => r.count("f", -3), /f must be a whole number, got "-2.5"/],
  ])("refuses %s", (_, read, message) => {
    expect(() => read(row())).toThrow(message);
  });
});

test("columns are asked for together", () => {
  const csv = readCsvFile(fileOf("a,b\n1,2\n"));
  expect(hasColumns(csv, ["b", "a"])).toBe(true);
  expect(hasColumns(csv, ["a", "c"])).toBe(false);
  expect(() => requireColumns(csv, ["a", "c", "d"])).toThrow(
    /c, d is missing from the header, got "a,b". Expected a,c,d/,
  );
});
