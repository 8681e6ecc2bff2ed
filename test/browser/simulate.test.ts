import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { type BrowserOptions, simulate, type TableTexts } from "../../src/browser/index.ts";
import { packageRoot } from "../../src/config/package-root.ts";
import { loadGpu, loadModel, simulate as simulateWithFiles } from "../../src/index.ts";

const WORKLOAD = { workload: "chatbot", requestRate: 15, numPrompts: 80, seed: 3 } as const;
const given = (options: Partial<BrowserOptions> = {}): BrowserOptions => ({
  ...WORKLOAD,
  model: loadModel("llama-3.1-8b"),
  gpu: loadGpu("H100"),
  ...options,
});

/** The texts of a folder by path. */
function textsOf(folder: string): TableTexts {
  const files = (readdirSync(folder, { recursive: true }) as string[])
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile());
  return Object.fromEntries(files.map((file) => [relative(folder, file), readFileSync(file, "utf8")]));
}

describe("simulate without files", () => {
  it("gives the figures of Node with the same tables", async () => {
    const tables = textsOf(join(packageRoot(), "bench_data", "h100"));
    const [here, there] = [
      await simulate(given({ tables, tp: 2 })),
      await simulateWithFiles({ ...WORKLOAD, tp: 2 }),
    ];
    expect(here.result).toEqual(there.result);
    expect(here.summary).toEqual(there.summary);
    expect(here.config).toEqual(there.config);
  });

  it("gives them with the calibrated model, which has no tables", async () => {
    const latencyModel = "calibrated";
    const [here, there] = [
      await simulate(given({ latencyModel })),
      await simulateWithFiles({ ...WORKLOAD, latencyModel }),
    ];
    expect(here.result).toEqual(there.result);
  });

  it("prices by the kernel model where there are no tables: what modelled tables say", async () => {
    const [here, there] = [await simulate(given()), await simulateWithFiles(WORKLOAD)];
    expect(here.summary.tpot.meanMs / there.summary.tpot.meanMs).toBeCloseTo(1, 2);
    expect(here.result.provenanceNs.modelled).toBe(here.result.busyNs);
  });

  it("takes a table without a manifest for a measurement, as Node does", async () => {
    const rows = "m,k,n,latency_us\n1,4096,6144,50\n8192,4096,6144,900\n";
    const { result, notes } = await simulate(given({ tables: { "gemm/data.csv": rows } }));
    expect(result.provenanceNs.interpolated).toBeGreaterThan(0);
    expect(notes.join()).toContain("taken for measurements");
  });

  it.each<[Partial<BrowserOptions>, string]>([
    [{ latencyModel: "infersim" }, "latencyModel infersim reads its tables from files"],
    [{ benchDataPath: "x" } as object, "benchDataPath is a path, and there are no files here"],
    [{ hardwareConfig: "x" } as object, "hardwareConfig is a path, and there are no files here"],
    [
      { workload: "trace", trace: "x.csv", numPrompts: undefined } as object,
      "trace is a file; give its rows as requests",
    ],
    [{ requestRate: 1e-12, numPrompts: 5 }, "and the engine's clock holds 52"],
    [
      { tables: { "gemm/data.csv": "m,k,n,latency_us\n1,2,3,x\n" } },
      "gemm/data.csv:2:7: latency_us must be a number",
    ],
  ])("refuses %o", async (options, message) => {
    await expect(simulate(given(options))).rejects.toThrow(message);
  });
});
