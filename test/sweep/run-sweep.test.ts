import { appendFileSync, cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { mergeSweep } from "../../src/sweep/merge.ts";
import { newStore, planOf, runHere, SMALL } from "./sweeps.ts";

const summary = (folder: string) =>
  ["summary.csv", "summary.json", "points.csv"].map((name) => readFileSync(join(folder, name), "utf8"));

describe("runSweep", () => {
  it("runs every scenario once, and nothing the second time", async () => {
    const [plan, store] = [planOf(SMALL), newStore()];
    expect((await runHere(plan, store)).sort()).toEqual(plan.scenarios.map(({ id }) => id).sort());
    expect(await runHere(plan, store)).toEqual([]);
    expect(store.ids().size).toBe(8);
  });

  it("runs only what is new when a sweep grows", async () => {
    const store = newStore();
    await runHere(planOf(SMALL), store);
    const larger = planOf(SMALL.replace("[10, 20]", "[10, 20, 30]"));
    expect(await runHere(larger, store)).toHaveLength(4);
    expect(await runHere(planOf(SMALL.replace("seeds: 2", "seeds: 3")), store)).toHaveLength(4);
  });

  it("runs only the scenarios again that read what has changed", async () => {
    const store = newStore();
    const tables = join(store.folder, "tables");
    cpSync("bench_data/h100", tables, { recursive: true });
    const text = SMALL.replace("calibrated", "[calibrated, mfu]").replace(
      "settings: {",
      `settings: {benchDataPath: ${tables}, `,
    );
    expect(await runHere(planOf(text), store)).toHaveLength(16);
    appendFileSync(join(tables, "gemm", "data.csv"), "\n");
    const plan = planOf(text);
    const again = await runHere(plan, store);
    const mfu = plan.scenarios.filter(({ point }) => point["latency-model"] === "mfu");
    expect(again.sort()).toEqual(mfu.map(({ id }) => id).sort());
  });

  it("gives the same bytes whatever parts it is run in, and in whatever order", async () => {
    const [plan, whole, parts] = [planOf(SMALL), newStore(), newStore()];
    await runHere(plan, whole);
    for (const index of [2, 0, 1]) await runHere(plan, parts, { index, of: 3 });
    mergeSweep(plan, whole, 0);
    mergeSweep(plan, parts, 0);
    expect(summary(parts.folder)).toEqual(summary(whole.folder));
    for (const { id } of plan.scenarios) {
      expect(readFileSync(parts.resultFile(id), "utf8")).toBe(readFileSync(whole.resultFile(id), "utf8"));
    }
  });

  it("uses the same random numbers for scenarios that are compared", async () => {
    const [plan, store] = [
      planOf(SMALL.replace("randomInputLen: 64", "randomInputLen: 64, burstiness: 0.5")),
      newStore(),
    ];
    await runHere(plan, store);
    const inputs = plan.scenarios
      .filter(({ point }) => point.seed === 1)
      .map(({ id }) => store.readResult(id).figures.total_input_tokens);
    expect(new Set(inputs).size).toBe(1);
    const other = store.readResult(plan.scenarios.find(({ point }) => point.seed === 0)!.id);
    expect(other.figures.total_input_tokens).not.toBe(inputs[0]);
  });

  it("reports a scenario that cannot be run, and runs the rest", async () => {
    // 70B does not fit on one GPU; three ranks do not divide its heads.
    const text = SMALL.replace("[1, 2]", "[1, 3, 4]")
      .replace("llama-3.1-8b", "llama-3.1-70b")
      .replace("seeds: 2", "seeds: 1");
    const [plan, store] = [planOf(text), newStore()];
    expect(await runHere(plan, store)).toHaveLength(4);
    const { ok, failed, missing, gaps } = mergeSweep(plan, store, 0);
    expect([ok, failed, missing]).toEqual([2, 4, 0]);
    expect(gaps.map(({ reason, count }) => [reason.slice(0, 47), count])).toEqual([
      ["llama-3.1-70b does not fit on H100 with --tp 1,", 2],
      ["--tp must divide the 64 attention heads of llam", 2],
    ]);
    expect(readFileSync(join(store.folder, "summary.csv"), "utf8")).toContain(",failed,");
  });

  it("refuses to run something else than was planned", async () => {
    const store = newStore();
    const trace = join(store.folder, "trace.csv");
    const row = (at: number) => `${at},100,10\n`;
    writeFileSync(trace, `arrival_s,prompt_tokens,output_tokens\n${row(0)}${row(1)}`);
    const plan = planOf(`{models: llama-3.1-8b, latencyModels: calibrated, workloads: [{trace: ${trace}}]}`);
    writeFileSync(trace, `arrival_s,prompt_tokens,output_tokens\n${row(0)}${row(2)}`);
    await expect(runHere(plan, store)).rejects.toThrow("is not what was planned");
  });

  it("ends when results cannot be stored", async () => {
    const [plan, store] = [planOf(SMALL), newStore()];
    store.open();
    // A folder in the way of the first result.
    const { mkdirSync } = await import("node:fs");
    mkdirSync(join(store.resultFile(plan.scenarios[0]!.id), "x"), { recursive: true });
    const hidden = Object.assign(Object.create(store), { ids: () => new Set() });
    await expect(runHere(plan, hidden)).rejects.toThrow("cannot be written");
  });
});
