import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { loadModel } from "../../../src/config/models.ts";
import { packageRoot } from "../../../src/config/package-root.ts";
import { findInferSimFiles } from "../../../src/roofline/infersim/files.ts";
import { inferSimRank } from "../../../src/roofline/infersim/rank.ts";

function folderOf(...paths: readonly string[]): string {
  const root = mkdtempSync(join(tmpdir(), "infersim-files-"));
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), "");
  }
  return root;
}

const llama = loadModel("llama-3.1-8b");

test.each([
  ["gemm/h100/data.csv", "mha/decode/h100/16-4-128.csv"],
  ["h100/gemm/data.csv", "h100/mha/decode/16-4-128.csv"],
  ["gemm/data.csv", "mha/decode/32-8-128-tp2.csv"],
])("finds %s and %s", (gemm, decode) => {
  const root = folderOf(gemm, decode);
  const files = findInferSimFiles(root, "H100", inferSimRank(llama, 2));
  expect([files.gemm.file, files.decode?.file]).toEqual([join(root, gemm), join(root, decode)]);
  expect(files.prefill).toBeUndefined();
});

test("latent attention and grouped GEMM under their own names", () => {
  const root = folderOf(
    "gemm/h800/data.csv",
    "mla/prefill/h800/64-128-64.csv",
    "mla/decode/h800/64-512-64.csv",
    "grouped_gemm/prefill/h800/data.csv",
    "moe/h800/grouped_gemm_decode.csv",
  );
  const files = findInferSimFiles(root, "H800", inferSimRank(loadModel("deepseek-v3"), 2));
  expect(files.notes).toEqual([
    "taken for measurements, since no manifest.json lists them: gemm/h800/data.csv, mla/prefill/h800/64-128-64.csv, " +
      "mla/decode/h800/64-512-64.csv, grouped_gemm/prefill/h800/data.csv, moe/h800/grouped_gemm_decode.csv",
  ]);
  expect(files.groupedDecode?.file).toBe(join(root, "moe/h800/grouped_gemm_decode.csv"));
});

test("the project's own tables are found, and known to be no measurements", () => {
  const files = findInferSimFiles(join(packageRoot(), "bench_data"), "H100", inferSimRank(llama, 2));
  expect(files.gemm.measured).toBe(false);
  expect(files.decode?.file).toContain("32-8-128-tp2.csv");
});

test("another GPU's own folder is refused", () => {
  const h200 = join(packageRoot(), "bench_data", "h200");
  expect(() => findInferSimFiles(h200, "H100", inferSimRank(llama, 1))).toThrow(
    "holds the tables of H200, not of h100",
  );
});
