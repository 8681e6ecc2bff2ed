import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { priceStep } from "../../src/index.ts";
import { H100 } from "../../src/roofline/kernels/constants-h100.ts";
import { elementwiseUs } from "../../src/roofline/kernels/elementwise.ts";
import { rankWaitUs } from "../../src/roofline/kernels/rank-wait.ts";
import { routingUs } from "../../src/roofline/mfu-experts.ts";
import { mlaDecodeUs } from "../../src/roofline/mfu-mla.ts";

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

  it("has the constants of the mfu model that the program has", () => {
    const [P, B] = [989.5e12, 3.35e12];
    const numbers = (pattern: RegExp) =>
      pattern.exec(PAGE)!.slice(1).map(Number) as [number, number, number, number];

    const [launch, each, ofP, ofB] = numbers(
      /us {4}= ([\d.]+) \+ ([\d.]+) D \+ max\(FLOP \/ \(([\d.]+) P\), bytes \/ \(([\d.]+) B\)\)/,
    );
    const mla = { qLoraRank: 0, kvLoraRank: 512, ropeHeadDim: 64, nopeHeadDim: 128, valueHeadDim: 128 };
    for (const heads of [1, 128]) {
      const K = 8 * 4096;
      const busy =
        Math.max((2 * heads * (2 * 512 + 64) * K) / (ofP * P), ((512 + 64) * 2 * K) / (ofB * B)) * 1e6;
      expect(mlaDecodeUs(heads, mla, 8, K, 2, H100)).toBeCloseTo(launch + each * 8 + busy, 6);
    }

    const [kernels, kernelUs, share] = numbers(/\(4\.19\) {2}(\d+) x ([\d.]+) us .*\(([\d.]+) B\)/);
    const bytes = 100 * (8 * 4096 + 6 * 14336 + 4 * 6144);
    expect(elementwiseUs(100, 4096, 14336, 6144, H100)).toBeCloseTo(
      kernels * kernelUs + (bytes / (share * B)) * 1e6,
      6,
    );

    const [routing, routingUsEach, routingShare] = numbers(
      /\(4\.7a\) routing = (\d+) x ([\d.]+) us .*\(([\d.]+) B\)/,
    );
    const experts = { experts: 128, topK: 8, hidden: 2048, intermediate: 768, dtype: "bf16" } as const;
    expect(routingUs(experts, 100, H100)).toBeCloseTo(
      routing * routingUsEach + ((2 * 100 * 2048 * 9) / (routingShare * B)) * 1e6,
      6,
    );

    const waits = numbers(/e = ([\d.]+), ([\d.]+), ([\d.]+), ([\d.]+) for tp = 1, 2, 4, 8/);
    expect([1, 2, 4, 8].map((ranks) => rankWaitUs(ranks, 1))).toEqual(waits);
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
