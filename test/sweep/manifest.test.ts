import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { manifestFile, readManifest, writeManifest } from "../../src/sweep/manifest.ts";
import { newStore, planOf, runHere, SMALL } from "./sweeps.ts";

describe("manifest.json", () => {
  it("holds the whole plan: it reads back the same, and runs the same", async () => {
    const [plan, store] = [planOf(SMALL.replace("[10, 20]", "[10, inf]")), newStore()];
    writeManifest(store.folder, plan);
    expect(readManifest(store.folder)).toEqual(plan);
    expect(await runHere(readManifest(store.folder), store)).toHaveLength(8);
  });

  it("holds neither times nor paths of this machine, so equal plans are equal bytes", () => {
    const [first, second] = [newStore(), newStore()];
    writeManifest(first.folder, planOf(SMALL));
    writeManifest(second.folder, planOf(SMALL));
    expect(readFileSync(manifestFile(second.folder))).toEqual(readFileSync(manifestFile(first.folder)));
  });

  it("is refused when another version of the simulator made it", () => {
    const store = newStore();
    writeManifest(store.folder, { ...planOf(SMALL), engine: "0.0.0+other" });
    expect(() => readManifest(store.folder)).toThrow("was planned by version 0.0.0+other");
    expect(readManifest(store.folder, { anyEngine: true }).scenarios).toHaveLength(8);
  });

  it.each([
    ["{", "is not valid JSON"],
    ['{"format": "x", "scenarios": []}', "is no manifest of a sweep"],
  ])("refuses %j", (text, message) => {
    const store = newStore();
    writeFileSync(manifestFile(store.folder), text);
    expect(() => readManifest(store.folder)).toThrow(message);
  });

  it("says how to begin where there is none", () => {
    expect(() => readManifest(newStore().folder)).toThrow("Begin with `inference-sim sweep plan");
  });
});
