import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { priceStep } from "../../src/index.ts";

const PAGE = readFileSync(fileURLToPath(new URL("../../docs/formulas.md", import.meta.url)), "utf8");

describe("docs/formulas.md", () => {
  it("works its example out as the program does", () => {
    const decode = [{ count: 32, context: 1024 }];
    const { price } = priceStep({ model: "llama-3.1-8b", latencyModel: "calibrated", decode });
    const us = (text: string | undefined) => Number(text!.replace(",", ""));
    expect(us(/together ([\d,]+) us/.exec(PAGE)?.[1])).toBe(price.totalNs / 1000);
    expect(us(/sum dyn = [\d.]+ GB take ([\d,]+) us/.exec(PAGE)?.[1])).toBe(price.gemmNs / 1000);
    expect(119 + 160).toBe(price.hostNs / 1000);
  });

  it("numbers each formula once, in order within its section", () => {
    const numbers = [...PAGE.matchAll(/^ {4}\((\d+)\.(\d+)([a-z]?)\)/gm)].map(
      ([, section, number, letter]) => [Number(section), Number(number), letter] as const,
    );
    expect(numbers.length).toBeGreaterThan(40);
    const keys = numbers.map((key) => key.join("."));
    expect(new Set(keys).size).toBe(keys.length);
    for (const section of new Set(numbers.map(([section]) => section))) {
      const own = numbers.filter(([of]) => of === section).map(([, number]) => number);
      expect(own).toEqual([...own].sort((a, b) => a - b));
    }
  });

  it("refers to formulas and sources that there are", () => {
    const formulas = new Set([...PAGE.matchAll(/^ {4}\((\d+\.\d+[a-z]?)\)/gm)].map(([, key]) => key));
    const named = [...PAGE.matchAll(/\((\d+\.\d+[a-z]?)(?: to (\d+\.\d+))?\)/g)].flatMap(([, a, b]) => [
      a,
      b ?? a,
    ]);
    expect(named.filter((key) => !formulas.has(key))).toEqual([]);
    const at = PAGE.indexOf("## 8. Sources");
    const listed = [...PAGE.slice(at).matchAll(/^(\d+)\. /gm)].map(([, number]) => number);
    const cited = [...PAGE.slice(0, at).matchAll(/\[(\d+)\](?!\()/g)].map(([, number]) => number);
    expect([...new Set(cited)].sort()).toEqual(listed.sort());
  });
});
