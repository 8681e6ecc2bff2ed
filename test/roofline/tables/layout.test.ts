import { describe, expect, it } from "vitest";
import { benchDataFolder, findTables } from "../../../src/roofline/tables/layout.ts";
import { writeFiles } from "./write-table.ts";

describe("findTables", () => {
  it("reads a GPU's own folder, with the shape of one rank", () => {
    const folder = writeFiles({
      "gemm/data.csv": "",
      "mha/prefill/32-8-128.csv": "",
      "mha/decode/64-8-128-tp4.csv": "",
    });
    const found = findTables(folder, "H100");
    expect(found.gemm?.key).toBe("gemm/data.csv");
    expect(found.prefill.map(({ shape }) => shape)).toEqual([{ heads: 32, kvHeads: 8, headDim: 128 }]);
    expect(found.decode).toMatchObject([
      {
        key: "mha/decode/64-8-128-tp4.csv",
        tp: 4,
        shape: { heads: 16, kvHeads: 2, headDim: 128 },
      },
    ]);
  });

  it("replicates KV heads where there are more ranks than heads", () => {
    const folder = writeFiles({ "mha/decode/28-4-128-tp7.csv": "", "mha/decode/32-2-128-tp8.csv": "" });
    const found = findTables(folder, "H100");
    expect(found.decode.map(({ shape }) => shape)).toEqual([{ heads: 4, kvHeads: 1, headDim: 128 }]);
    // 7 ranks cannot share 4 KV heads.
    expect(found.unread).toEqual(["mha/decode/28-4-128-tp7.csv"]);
  });

  it("reads a folder of GPUs and the kind-first layout", () => {
    const gpuFirst = writeFiles({ "h100/gemm/data.csv": "", "a100-sxm/gemm/data.csv": "" });
    expect(findTables(gpuFirst, "A100-SXM").gemm?.file).toContain("a100-sxm/gemm/data.csv");
    const kindFirst = writeFiles({ "gemm/h100/data.csv": "", "mha/decode/h100/14-2-128.csv": "" });
    const found = findTables(kindFirst, "H100");
    expect(found.gemm?.key).toBe("gemm/h100/data.csv");
    expect(found.decode[0]?.shape).toEqual({ heads: 14, kvHeads: 2, headDim: 128 });
  });

  it("lists names that are no shape instead of guessing", () => {
    const folder = writeFiles({ "gemm/data.csv": "", "mha/decode/llama.csv": "" });
    expect(findTables(folder, "H100").unread).toEqual(["mha/decode/llama.csv"]);
  });

  it("says what it expected where there is nothing", () => {
    const folder = writeFiles({ "readme.txt": "" });
    expect(() => findTables(folder, "H100")).toThrow(
      /holds no kernel table for H100, got .*Expected .*gemm\/h100/,
    );
    expect(() => findTables(`${folder}/missing`, "H100")).toThrow(/is not a folder/);
  });
});

describe("benchDataFolder", () => {
  it("is the GPU's name in lower case", () => {
    expect(benchDataFolder("A100-SXM")).toBe("a100-sxm");
  });
});
