import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { ROOT } from "./cli.ts";

const FOLDER = join(ROOT, "examples");

/** Runs an example as a user does; its own `import "inference-sim"` finds this package. */
async function example(name: string): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [join(FOLDER, name)]);
  expect(stderr).toBe("");
  return stdout;
}
/** Numbers of a line, in order. */
const numbers = (line: string) => [...line.matchAll(/\d[\d.]*/g)].map(([text]) => Number(text));

describe("the examples", () => {
  it("are all tested here", () => {
    expect(readdirSync(FOLDER).sort()).toEqual([
      "README.md",
      "compare-tp.mjs",
      "fleet.yaml",
      "one-run.mjs",
      "own-requests.mjs",
      "price-steps.mjs",
      "what-if.mjs",
    ]);
  });

  it("one-run.mjs prints a run's figures", async () => {
    const out = await example("one-run.mjs");
    const [, ttft, p99] = /^TTFT {2}median ([\d.]+) ms, p99 ([\d.]+) ms$/m.exec(out)!;
    expect(Number(p99)).toBeGreaterThan(Number(ttft));
    const [, low, high] = /^TTFT median between ([\d.]+) and ([\d.]+) ms/m.exec(out)!;
    expect(Number(ttft)).toBeGreaterThan(Number(low));
    expect(Number(ttft)).toBeLessThan(Number(high));
    expect(out).toMatch(/tokens\/s, stable$/m);
  });

  it("compare-tp.mjs leaves out what does not fit; more GPUs are faster and yield less each", async () => {
    const out = await example("compare-tp.mjs");
    const [, one, two, four, eight] = out.trim().split("\n");
    expect(one).toMatch(/^1 {3}does not fit; tp 4 would do$/);
    expect(two).toMatch(/^2 {3}does not fit/);
    const [, ttft4, tpot4, yield4] = numbers(four!);
    const [, ttft8, tpot8, yield8] = numbers(eight!);
    expect(ttft8).toBeLessThan(ttft4!);
    expect(tpot8).toBeLessThan(tpot4!);
    expect(yield8).toBeLessThan(yield4!);
  });

  it("own-requests.mjs shows what long prompts do, and that chunks help", async () => {
    const [alone, beside, chunked] = (await example("own-requests.mjs")).trim().split("\n");
    const ttft = (line: string) => Number(/TTFT up to ([\d.]+) ms/.exec(line)![1]);
    expect(ttft(beside!)).toBeGreaterThan(5 * ttft(alone!));
    expect(ttft(chunked!)).toBeLessThan(ttft(beside!) / 2);
  });

  it("price-steps.mjs: larger batches take longer and cost less a token", async () => {
    const rows = (await example("price-steps.mjs")).trim().split("\n").slice(1).map(numbers);
    expect(rows.map(([batch]) => batch)).toEqual([1, 8, 32, 128, 256]);
    for (const [index, [, ms, each]] of rows.entries()) {
      if (index === 0) continue;
      expect(ms).toBeGreaterThan(rows[index - 1]![1]!);
      expect(each).toBeLessThan(rows[index - 1]![2]!);
    }
  });

  it("what-if.mjs: decoding reads memory", async () => {
    const [h100, wider] = [...(await example("what-if.mjs")).matchAll(/TPOT median ([\d.]+) ms/g)].map(
      ([, ms]) => Number(ms),
    );
    expect(wider! / h100!).toBeGreaterThan(0.5);
    expect(wider! / h100!).toBeLessThan(0.75);
  });
});
