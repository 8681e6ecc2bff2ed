import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseJson, readJson } from "../../src/config/read-json.ts";

describe("parseJson", () => {
  test("accepts comments, trailing commas and a byte-order mark", () => {
    const text = '\uFEFF{ // one\n "a": [1, 2,], /* two */ "b": {"c": null},\n}';
    expect(parseJson(text, "x.json").value).toEqual({ a: [1, 2], b: { c: null } });
  });

  test("finds line and column of a key, or of its nearest ancestor", () => {
    const json = parseJson('{\n  "a": {\n    "b": [10,\n      20]\n  }\n}', "x.json");
    expect(json.where(["a"])).toEqual({ file: "x.json", line: 2, column: 3 });
    expect(json.where(["a", "b"])).toEqual({ file: "x.json", line: 3, column: 5 });
    expect(json.where(["a", "b", 1])).toEqual({ file: "x.json", line: 4, column: 7 });
    expect(json.where(["a", "missing"])).toEqual({ file: "x.json", line: 2, column: 3 });
    expect(json.where(["nowhere"])).toEqual({ file: "x.json", line: 1, column: 1 });
  });

  test.each([
    ['{\n  "a": 1\n  "b": 2\n}', "x.json:3:3: not valid JSON: a comma is expected here"],
    ['{\n  "a": \n}', "x.json:3:1: not valid JSON: a value is expected here"],
    ['{"a": 1', 'x.json:1:8: not valid JSON: a closing "}" is expected here'],
    ['{\n "H100": {"mfu": NaN}}', 'x.json:2:18: H100.mfu must be a valid JSON value, got "NaN"'],
    ['{"a": -Infinity}', 'x.json:1:7: a must be a valid JSON value, got "-Infinity"'],
    ["", "x.json: is empty, where JSON is expected"],
    ["{} {}", "x.json:1:4: not valid JSON: the end of the file is expected here"],
  ])("says what is wrong with %j", (text, message) => {
    expect(() => parseJson(text, "x.json")).toThrow(message);
  });

  test("a key given twice is an error at its second place, not a silent drop", () => {
    expect(() => parseJson('{"H100": {"a": 1,\n"a": 2}}', "x.json")).toThrow(
      "x.json:2:1: H100.a is given twice",
    );
  });

  test("__proto__ is an ordinary key", () => {
    const value = parseJson('{"__proto__": {"x": 1}}', "x.json").value as object;
    expect(Object.keys(value)).toEqual(["__proto__"]);
    expect("x" in value).toBe(false);
  });
});

describe("readJson", () => {
  test("names the file that is missing or a folder", () => {
    const folder = mkdtempSync(join(tmpdir(), "read-json-"));
    expect(() => readJson(join(folder, "no.json"))).toThrow(`${join(folder, "no.json")} does not exist`);
    expect(() => readJson(folder)).toThrow(`${folder} is a folder`);
    writeFileSync(join(folder, "yes.json"), "[1]");
    expect(readJson(join(folder, "yes.json")).value).toEqual([1]);
  });
});
