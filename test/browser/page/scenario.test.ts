import { describe, expect, it } from "vitest";
import { simulate } from "../../../src/browser/index.ts";
import { figures, spoken, warning } from "../../../src/browser/page/figures.ts";
import { START } from "../../../src/browser/page/inputs.ts";
import { scenario } from "../../../src/browser/page/scenario.ts";
import { hardwareFile } from "../../../src/config/hardware.ts";
import { modelsFolder } from "../../../src/config/models.ts";
import { readJson } from "../../../src/config/read-json.ts";

const { H100 } = readJson(hardwareFile()).value as Record<string, Record<string, unknown>>;
const llama = readJson(`${modelsFolder()}/llama-3.1-8b.json`).value;
const CATALOG = { models: { "llama-3.1-8b": llama }, gpus: { H100 }, tables: {} };
const run = (inputs: Partial<typeof START>) => simulate(scenario(CATALOG, { ...START, ...inputs }));

describe("the page's run", () => {
  it("has the lengths and the rate that are set", async () => {
    const { requests, requestRate } = await run({ prompt: 512, output: 64, spread: 0, rate: 4 });
    expect(requestRate).toBe(4);
    expect(new Set(requests.promptTokens)).toEqual(new Set([512]));
    expect(new Set(requests.outputTokens)).toEqual(new Set([64]));
  });

  it("spreads lengths around their means, none longer than the context", async () => {
    const { requests, summary } = await run({ prompt: 4096, output: 64, spread: 1 });
    const mean = requests.promptTokens.reduce((sum, tokens) => sum + tokens, 0) / requests.count;
    expect(mean).toBeGreaterThan(0.8 * 4096);
    expect(mean).toBeLessThan(1.2 * 4096);
    expect(summary.rejected).toBe(0);
  });

  it("is shorter where answers are long", async () => {
    expect((await run({ output: 128 })).requests.count).toBe(400);
    expect((await run({ output: 4096, rate: 1 })).requests.count).toBe(100);
  });
});

describe("the page's figures", () => {
  it("are the run's, with units", async () => {
    const steady = await run({ rate: 2 });
    const [ttft, tpot, , throughput] = figures(steady);
    expect(ttft).toMatchObject({ unit: "ms", value: steady.summary.ttft.p50Ms.toFixed(2) });
    expect(tpot!.title).toBe("Time per output token after the first, median");
    expect(throughput!.beside).toMatch(/requests\/s$/);
    expect(warning(steady)).toBeUndefined();
    expect(spoken(steady)).toMatch(/^Steady\. Time to first token, median \d/);
  });

  it("warn of overload before anything else", async () => {
    const overloaded = await run({ rate: 100, maxNumSeqs: 8 });
    expect(warning(overloaded)).toMatch(/^Overloaded: the queue grows by \d/);
    expect(spoken(overloaded)).toMatch(/^Overloaded/);
    // Seconds where milliseconds would be many.
    expect(figures(overloaded)[2]!.unit).toBe("s");
  });

  it("have no TPOT for answers of one token", async () => {
    expect(figures(await run({ output: 1, spread: 0 }))[1]).toMatchObject({ value: "-" });
  });
});
