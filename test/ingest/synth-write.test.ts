import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadGpu } from "../../src/config/hardware.ts";
import { listModels, loadModel } from "../../src/config/models.ts";
import { packageRoot } from "../../src/config/package-root.ts";
import { syntheticFiles, writeSyntheticTables } from "../../src/ingest/synth-write.ts";
import { readManifest } from "../../src/roofline/tables/manifest.ts";
import { writeFiles } from "../roofline/tables/write-table.ts";

const models = listModels().map((name) => loadModel(name));
const optionsFor = (gpu: string, folder: string, date = "2026-01-31") => ({
  gpu: loadGpu(gpu),
  models,
  folder,
  version: "0.1.0",
  date,
});
const manifestOf = (folder: string) => readManifest(join(folder, "manifest.json"))!;

describe("writeSyntheticTables", () => {
  it("writes 25 tables that the manifest calls modelled, and leaves no temporary file", () => {
    const folder = writeFiles({});
    const { written, kept } = writeSyntheticTables(optionsFor("H100", folder));
    expect([written.length, kept.length]).toEqual([25, 0]);
    const { files } = manifestOf(folder);
    expect(Object.keys(files).sort()).toEqual([...written].sort());
    for (const entry of Object.values(files)) {
      expect(entry).toMatchObject({ source: "modelled", peakTFlops: 989.5, date: "2026-01-31" });
      expect(entry.fittedOn).toBeTruthy();
      expect(entry.error).toMatch(/^MAPE [\d.]+ %.* held out/);
    }
    expect(readdirSync(folder, { recursive: true }).filter((name) => `${name}`.endsWith(".tmp"))).toEqual([]);
  });

  it("calls another chip's tables derived, and says from what", () => {
    const folder = writeFiles({});
    writeSyntheticTables(optionsFor("H200", folder));
    expect(manifestOf(folder).files["gemm/data.csv"]).toMatchObject({
      source: "derived",
      derivedFrom: expect.stringContaining("H100"),
    });
  });

  it("keeps measured tables and those nobody describes", () => {
    const folder = writeFiles({ "mha/prefill/32-8-128.csv": "mine", "gemm/data.csv": "mine too" });
    const entry = { kind: "gemm", dtype: "bf16", source: "measured", tool: "torch" };
    writeFileSync(
      join(folder, "manifest.json"),
      JSON.stringify({ gpu: "H100", files: { "gemm/data.csv": entry } }),
    );
    const { kept } = writeSyntheticTables(optionsFor("H100", folder));
    expect(kept).toEqual(["gemm/data.csv", "mha/prefill/32-8-128.csv"]);
    expect(readFileSync(join(folder, "gemm/data.csv"), "utf8")).toBe("mine too");
    expect(readFileSync(join(folder, "mha/prefill/32-8-128.csv"), "utf8")).toBe("mine");
    const { files } = manifestOf(folder);
    expect(files["gemm/data.csv"]).toEqual(entry);
    expect(files["mha/prefill/32-8-128.csv"]).toBeUndefined();
    // A second run replaces its own files, and theirs still not.
    expect(writeSyntheticTables(optionsFor("H100", folder)).kept).toEqual(kept);
  });

  it("writes nothing on a dry run, and needs the chip's facts", () => {
    const folder = writeFiles({});
    const options = optionsFor("H100", folder);
    expect(writeSyntheticTables({ ...options, dryRun: true }).written).toHaveLength(25);
    expect(existsSync(join(folder, "gemm"))).toBe(false);
    const { device, ...gpu } = options.gpu;
    expect(device).toBeDefined();
    expect(() => writeSyntheticTables({ ...options, gpu })).toThrow(/H100 has no device section/);
  });
});

/** Not a check of the model: only that the shipped tables are those that the present code and constants write. */
describe.each(["H100", "H200", "A100-SXM"])("shipped tables of %s", (gpu) => {
  const folder = join(packageRoot(), "bench_data", gpu.toLowerCase());
  const { files } = manifestOf(folder);
  const { date, versions } = files["gemm/data.csv"]!;
  const { tables, entry } = syntheticFiles({
    ...optionsFor(gpu, folder, date),
    version: versions!["inference-sim"]!,
  });

  it("are what bench synth writes now", () => {
    for (const table of tables) {
      if (files[table.path]!.source === "measured") continue;
      expect(files[table.path]).toEqual(entry(table));
      expect(
        readFileSync(join(folder, table.path), "utf8") === table.text,
        `${table.path}: run bench synth --gpu ${gpu}`,
      ).toBe(true);
    }
  });
});
