import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { cli, scratchFolder } from "./cli.ts";

const GEMM = `m,k,n,dtype,latency_us,run
64,4096,6144,bf16,20,a
2048,4096,6144,bf16,150,b
64,4096,6144,bf16,0,c
`;
const STEPS = `model,tp,kind,new_tokens,batch,kv_len,step_us
llama-3.1-8b,1,decode,1,8,1024,6500
llama-3.1-8b,1,decode,1,64,1024,8200
llama-3.1-8b,1,prefill,2048,1,0,60000
llama-3.1-8b,2,decode,1,64,1024,5000
llama-3.1-8b,2,prefill,2048,1,0,38000
llama-3.1-8b,1,mixed,512,32,1024,21000
`;

describe("validate", () => {
  const scratch = scratchFolder();

  test("JSON has the figures, the predictions file the input's rows, skipped ones are told", async () => {
    const file = scratch.write("gemm.csv", GEMM);
    const out = scratch.path("predicted.csv");
    const { code, stdout } = await cli([
      "validate",
      "kernels",
      file,
      "--format",
      "json",
      "--predictions",
      out,
    ]);
    expect(code).toBe(0);
    const [report] = JSON.parse(stdout);
    expect(report).toMatchObject({ kind: "kernels", op: "gemm", file, n: 2, rows: 3 });
    expect(report.skipped).toEqual([{ reason: "latency_us is 0", count: 1 }]);
    for (const key of ["mapePct", "medianApePct", "p90ApePct", "weightedMapePct", "biasPct"]) {
      expect(report[key]).toEqual(expect.any(Number));
      expect(report.baseline[key]).toEqual(expect.any(Number));
    }
    expect(report.metrics.latency.mapePct).toBe(report.mapePct);
    const lines = readFileSync(out, "utf8").trim().split("\n");
    expect(lines[0]).toBe("m,k,n,dtype,latency_us,run,predicted_latency_us,provenance");
    expect(lines[1]).toMatch(/^64,4096,6144,bf16,20,a,[\d.]+,modelled$/);
    expect(lines[3]).toBe("64,4096,6144,bf16,0,c,,");
  });

  test("several files make several reports; an error above --max exits 5", async () => {
    const file = scratch.write("gemm.csv", GEMM);
    const twice = await cli(["validate", "kernels", file, file, "--format", "json"]);
    expect(JSON.parse(twice.stdout).length).toBe(2);
    const strict = await cli(["validate", "kernels", file, "--max", "0.001"]);
    expect(strict.code).toBe(5);
    expect(strict.stderr).toMatch(/above the 0.001 % allowed/);
    expect((await cli(["validate", "kernels", file, "--max", "1000"])).code).toBe(0);
  });

  test.each([
    [["validate", "kernel", "x.csv"], /got "kernel". Did you mean kernels\?/],
    [["validate", "kernels"], /needs at least one file/],
    [["validate", "kernels", "no-such.csv"], /no-such.csv: does not exist/],
    [
      ["validate", "calibrated", "package.json"],
      /package.json:\d+: row must have|is not valid CSV|is missing from the header/,
    ],
  ])("%j is refused", async (args, why) => {
    const { code, stderr } = await cli(args);
    expect([code, stderr]).toEqual([2, expect.stringMatching(why)]);
  });

  test("steps are priced for the model and the ranks of their row", async () => {
    const { code, stdout } = await cli([
      "validate",
      "steps",
      scratch.write("steps.csv", STEPS),
      "--format",
      "csv",
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^steps,step table,.*,step,tp,2,2,/m);
  });
});

describe("calibrate", () => {
  const scratch = scratchFolder();

  test("writes a hardware config that a run reads, with where its values come from", async () => {
    const steps = scratch.write("steps.csv", STEPS);
    const out = scratch.path("h100.json");
    const args = [
      "--latency-model",
      "calibrated",
      "--model",
      "llama-3.1-8b",
      "--fit",
      "mfuDecodeMultiplier,TOverheadMicros",
    ];
    const { code, stdout } = await cli(["calibrate", steps, ...args, "--output", out]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/held out, 5 folds, seed 0/);
    const { H100 } = JSON.parse(readFileSync(out, "utf8"));
    expect(H100.sources.TOverheadMicros).toMatch(
      /^Fitted \d{4}-\d\d-\d\d .* on 6 values, step times of steps.csv: held-out error/,
    );
    const again = await cli([
      "validate",
      "steps",
      steps,
      "--hardware-config",
      out,
      "--latency-model",
      "calibrated",
    ]);
    expect(again.code).toBe(0);
  });

  test("an efficiency above the peak is refused", async () => {
    const rows = [512, 1024, 2048, 3000, 4096, 6000].map((n) => `llama-3.1-8b,1,prefill,${n},1,0,${n * 6}`);
    const file = scratch.write("fast.csv", `${STEPS.split("\n")[0]}\n${rows.join("\n")}\n`);
    const args = [
      "--latency-model",
      "calibrated",
      "--model",
      "llama-3.1-8b",
      "--fit",
      "mfuPrefillMultiplier",
    ];
    const { code, stderr } = await cli(["calibrate", file, ...args]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/came out above 1: faster than the peak/)]);
  });

  test("fewer than five values are warned of", async () => {
    const file = scratch.write("few.csv", STEPS.split("\n").slice(0, 4).join("\n"));
    const { stderr } = await cli(["calibrate", file, "--model", "llama-3.1-8b", "--fit", "hostAsyncUs"]);
    expect(stderr).toMatch(/only 3 values: a fit below 5 describes them/);
  });
});

describe("map", () => {
  test("has the ratio of every step, where it crosses 1, and the jobs that bench would run", async () => {
    const { code, stdout } = await cli([
      "map",
      "--model",
      "llama-3.1-8b",
      "--tp",
      "1,2",
      "--batches",
      "1,256",
      "--kv-lens",
      "512",
      "--prompts",
      "1024",
      "--format",
      "json",
    ]);
    expect(code).toBe(0);
    const { points, measure, bench } = JSON.parse(stdout);
    expect(points.length).toBe(2 * (1 + 2 + 2));
    for (const { v1Us, v2Us, ratio } of points) expect(ratio).toBeCloseTo(v1Us / v2Us, 10);
    const plan = await cli(bench.replace("inference-sim bench submit", "bench plan").split(" "));
    expect(plan.code).toBe(0);
    expect(measure.length).toBeLessThanOrEqual(20);
  });
});
