import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readManifest } from "../../../src/roofline/tables/manifest.ts";
import { writeFiles } from "./write-table.ts";

const read = (text: string) => readManifest(join(writeFiles({ "manifest.json": text }), "manifest.json"));
const ENTRY = { kind: "gemm", dtype: "bf16", source: "measured", tool: "torch" };

describe("readManifest", () => {
  it("is undefined where there is none", () => {
    expect(readManifest("/nowhere/manifest.json")).toBeUndefined();
  });

  it("reads entries by path", () => {
    const manifest = read(JSON.stringify({ gpu: "H100", files: { "gemm/data.csv": ENTRY } }));
    expect(manifest?.files["gemm/data.csv"]?.source).toBe("measured");
  });

  it("names each wrong field", () => {
    const text = JSON.stringify({ gpu: "H100", files: { "gemm/data.csv": { ...ENTRY, source: "guessed" } } });
    expect(() => read(text)).toThrow(/manifest\.json: files\.gemm\/data\.csv\.source .*measured/);
    expect(() => read("{")).toThrow(/manifest\.json: is not valid JSON/);
  });
});
