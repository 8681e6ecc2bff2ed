import { describe, expect, it } from "vitest";
import { gemmSites } from "../../src/ingest/gemm-sites.ts";
import { synthTables } from "../../src/ingest/synth.ts";
import { decodeAttentionUs } from "../../src/roofline/kernels/decode-attention.ts";
import { gemmUs } from "../../src/roofline/kernels/gemm.ts";
import { H100_CONSTANTS as C } from "../roofline/h100.ts";

const files = synthTables(C, gemmSites([]));
const text = (path: string) => files.find((file) => file.path === path)!.text;
const rows = (path: string) => text(path).trim().split("\n").slice(1);

describe("synthTables", () => {
  it("is the 25 files of the matrix", () => {
    const count = (kind: string) => files.filter((file) => file.kind === kind).length;
    expect([count("gemm"), count("prefill"), count("decode")]).toEqual([1, 6, 18]);
    expect(files.map(({ path }) => path)).toContain("mha/decode/56-8-128-tp4.csv");
  });

  it("covers the sweeps", () => {
    expect(rows("gemm/data.csv")).toHaveLength(4 * 5 * 14);
    expect(rows("mha/prefill/32-8-128.csv")).toHaveLength(9);
    // 10 batches x 7 KV lengths, and two longer ones up to batch 64.
    expect(rows("mha/decode/32-8-128-tp1.csv")).toHaveLength(70 + 7 * 2);
  });

  it("holds the analytic model's times to the nanosecond", () => {
    const [m, k, n, us, mfu] = rows("gemm/data.csv").at(-1)!.split(",").map(Number) as [
      number,
      number,
      number,
      number,
      number,
    ];
    expect([m, k, n]).toEqual([8192, 8192, 24_576]);
    expect(us).toBeCloseTo(gemmUs(m, k, n, "bf16", C), 3);
    expect(mfu).toBeCloseTo((2 * m * k * n) / us / 1e6 / 989.5, 4);
  });

  it("holds the kernel of one rank in a decode file of several", () => {
    const first = rows("mha/decode/64-8-128-tp4.csv")[0]!.split(",");
    expect(first.slice(0, 4)).toEqual(["bf16", "bf16", "1", "256"]);
    expect(Number(first[4])).toBeCloseTo(decodeAttentionUs(16, 2, 128, 1, 256, 2, C), 3);
  });

  it("never writes an mfu of zero", () => {
    for (const file of files) {
      for (const row of file.text.trim().split("\n").slice(1))
        expect(Number(row.split(",").at(-1))).toBeGreaterThan(0);
    }
  });
});
