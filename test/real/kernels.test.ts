import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { readProvenance } from "../../src/ingest/campaign/provenance.ts";

/** The kernel scripts on CPU: every kernel against float64, tiny sizes, Triton's in its interpreter. */
const KERNELS = fileURLToPath(new URL("../../bench/kernels", import.meta.url));
const python = process.env.INFERENCE_SIM_PYTHON ?? "python3";
const probe = spawnSync(python, ["-c", "import torch, triton"]);

// Two cores, other tests beside these.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });
const why =
  probe.status === 0 ? "" : ` [skipped: ${python} has no torch and triton; set INFERENCE_SIM_PYTHON]`;

const WITHOUT_GPU = { ...process.env, PYTHONDONTWRITEBYTECODE: "1", CUDA_VISIBLE_DEVICES: "" };
const ATTENTION = ["--heads=8", "--kv-heads=2", "--head-dim=32"];
const SCRIPTS: readonly (readonly [string, readonly string[], RegExp])[] = [
  ["gemm.py", ["--dtype=bf16", "--m=1", "--sites=64x48"], /gemm bf16.*: ok/],
  ["gemm.py", ["--dtype=fp8", "--m=1", "--sites=64x48"], /quantisation scales.*: ok[\s\S]*gemm fp8: .*: ok/],
  ["prefill.py", [...ATTENTION, "--seq-lens=16"], /prefill 8-2.*: ok[\s\S]*KV write 8-2.*: ok/],
  ["decode.py", [...ATTENTION, "--sweep=1x16,32"], /decode 7-1, 8 splits.*: ok/],
  ["sdpa.py", ["--heads=2,4", "--batch=2", "--seq-len=16", "--head-dim=8"], /sdpa.*: ok/],
  ["allreduce.py", ["--ranks=2", "--bytes=256"], /all-reduce of 2 ranks.*: ok/],
];

describe.skipIf(probe.status !== 0)(`kernel scripts${why}`, () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "kernels-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const run = (script: string, args: readonly string[], cwd = folder) =>
    spawnSync(python, [join(KERNELS, script), ...args], {
      cwd,
      env: WITHOUT_GPU,
    });
  const common = (out: string) => [`--out=${out}`, "--gpu=H100", "--peak-tflops=989.5", "--memory-tbs=3.35"];

  test.each(SCRIPTS)("%s %j is right, and marks its rows", (script, args, says) => {
    const out = join(folder, `${script}-${args[0]}`, "table.csv");
    const { status, stderr } = run(script, [...args, ...common(out), "--self-test"]);
    expect(status, stderr.toString()).toBe(0);
    expect(stderr.toString()).toMatch(says);
    expect(readProvenance(out).selfTest).toBe(true);
    expect(existsSync(`${out}.part`)).toBe(false);
  });

  test("the Triton kernels compile for an H100, with tensor cores and loads that run ahead", () => {
    const script = fileURLToPath(new URL("compile_kernels.py", import.meta.url));
    const { status, stdout, stderr } = spawnSync(python, [script, KERNELS], { env: WITHOUT_GPU });
    expect(status, stderr.toString()).toBe(0);
    expect(stdout.toString().trim().split("\n")).toHaveLength(6);
  });

  test("without a GPU it says so, and leaves no table", () => {
    const out = join(folder, "none.csv");
    const { status, stderr } = run("gemm.py", ["--dtype=bf16", "--m=1", "--sites=64x48", ...common(out)]);
    expect(status).toBe(1);
    expect(stderr.toString()).toContain("no GPU is visible");
    expect(existsSync(out)).toBe(false);
  });

  test("an interrupted table is taken up where it ended, a torn line dropped", () => {
    const out = join(folder, "again.csv");
    const args = ["--dtype=bf16", "--m=1", "--sites=64x48", ...common(out), "--self-test"];
    expect(run("gemm.py", args).status).toBe(0);
    const [header, first] = readFileSync(out, "utf8").split("\n");
    writeFileSync(`${out}.part`, `${header}\n${first}\n4,64,4`);
    expect(run("gemm.py", args).status).toBe(0);
    const lines = readFileSync(out, "utf8").trim().split("\n");
    expect(lines).toHaveLength(3);
    expect(lines[1]).toBe(first);
    expect(lines[2]).toMatch(/^4,64,48,/);
  });

  test("a candidate that is wrong fails its self-test", () => {
    writeFileSync(join(folder, "mine.py"), "def attention(q, k, v):\n    return v * 1.01\n");
    const args = ["--heads=2", "--batch=2", "--seq-len=16", "--head-dim=8", "--kernel=mine:attention"];
    const { status, stderr } = run("sdpa.py", [...args, ...common(join(folder, "mine.csv")), "--self-test"]);
    expect(status).toBe(1);
    expect(stderr.toString()).toContain("WRONG");
  });
});
