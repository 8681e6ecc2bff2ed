import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, it } from "vitest";
import { mergeSweep } from "../../src/sweep/merge.ts";
import { newStore, planOf, runHere, SMALL } from "./sweeps.ts";

const plan = planOf(SMALL);
const store = newStore();
beforeAll(() => runHere(plan, store));

const rowsOf = (name: string): Record<string, string>[] =>
  parse(readFileSync(join(store.folder, name), "utf8"), { columns: true });

describe("mergeSweep", () => {
  it("writes one row a scenario, in the order of the plan, with its figures", () => {
    mergeSweep(plan, store, 10);
    const rows = rowsOf("summary.csv");
    expect(rows.map(({ id }) => id)).toEqual(plan.scenarios.map(({ id }) => id));
    expect(rows[0]).toMatchObject({
      ...{ model: "llama-3.1-8b", gpu: "H100", tp: "1", replicas: "1", "latency-model": "calibrated" },
      ...{ workload: "random-64-8", "request-rate": "10", seed: "0", status: "ok" },
    });
    for (const row of rows) {
      const { figures } = store.readResult(row.id!);
      expect(Number(row.p99_ttft_ms)).toBe(figures.p99_ttft_ms);
      expect(Number(row.request_goodput)).toBe(figures.request_goodput);
    }
  });

  it("folds seeds into means with intervals", () => {
    const { points } = mergeSweep(plan, store, 10);
    const rows = rowsOf("summary.csv")
      .slice(0, 2)
      .map((row) => Number(row.mean_ttft_ms));
    const [point] = rowsOf("points.csv");
    const mean = (rows[0]! + rows[1]!) / 2;
    expect(Number(point!.mean_ttft_ms)).toBeCloseTo(mean, 9);
    // Two values: s / sqrt(2) is half their distance, and t(0.975, 1) = 12.7062.
    expect(Number(point!.mean_ttft_ms_ci95)).toBeCloseTo((12.7062 * Math.abs(rows[0]! - rows[1]!)) / 2, 3);
    expect(points).toHaveLength(4);
    const json = JSON.parse(readFileSync(join(store.folder, "summary.json"), "utf8"));
    expect(json.points[0].figures.mean_ttft_ms.mean).toBeCloseTo(mean, 9);
    expect(json.points[0].scenarios.map(({ seed }: { seed: number }) => seed)).toEqual([0, 1]);
  });

  it("names what is missing or damaged, and makes it again", async () => {
    const [first, second, third] = plan.scenarios.map(({ id }) => store.resultFile(id));
    const original = readFileSync(second!, "utf8");
    rmSync(first!);
    writeFileSync(second!, original.replace(/"mean_ttft_ms": /, '"mean_ttft_ms": 1'));
    writeFileSync(third!, original);
    const { ok, missing, gaps } = mergeSweep(plan, store, 0);
    expect([ok, missing]).toEqual([5, 3]);
    expect(gaps.map(({ reason }) => reason)).toEqual([
      "not run",
      expect.stringContaining("is damaged: its checksum does not fit"),
      expect.stringContaining("holds the result of another scenario"),
    ]);
    expect(await runHere(plan, store)).toHaveLength(3);
    expect(readFileSync(second!, "utf8")).toBe(original);
    expect(mergeSweep(plan, store, 0).missing).toBe(0);
  });
});
