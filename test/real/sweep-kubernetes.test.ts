import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BuiltCli, buildCli } from "./built-cli.ts";
import { type KubernetesShim, kubernetesShim } from "./kubernetes-shim.ts";

const SWEEP = `
models: llama-3.1-8b
tp: [1, 2]
latencyModels: calibrated
workloads: [{dataset: random, randomInputLen: 256, randomOutputLen: 64, randomRangeRatio: 0.5, numPrompts: 500}]
requestRates: [2, 5, 10]
seeds: 4
`;
const SUMMARIES = ["manifest.json", "summary.csv", "summary.json", "points.csv"];

describe.each(["openshift", "kubernetes"])("a sweep on %s, its client pretended", (executor) => {
  let cli: BuiltCli;
  let shim: KubernetesShim;
  let folder: string;
  let file: string;
  beforeAll(async () => {
    cli = await buildCli();
    shim = kubernetesShim("inference-sim-workspace");
    folder = mkdtempSync(join(tmpdir(), "sweep-kubernetes-"));
    file = join(folder, "sweep.yaml");
    writeFileSync(file, SWEEP);
    // What the image has on its PATH.
    const fault = join(folder, "fault");
    const program = join(shim.folder, "bin", "inference-sim");
    writeFileSync(
      program,
      `#!/bin/sh\n[ -f '${fault}' ] && . '${fault}'\nexec '${process.execPath}' '${cli.path}' "$@"\n`,
    );
    chmodSync(program, 0o755);
    const local = await cli.run(["sweep", file, "--output", join(folder, "here"), "--workers", "1"]);
    expect(local.code, local.stderr).toBe(0);
  });
  afterAll(async () => {
    await shim.remove();
    cli.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const submit = (output: string, ...more: string[]) => [
    ...["sweep", file, "--output", output, "--executor", executor, "--image", "registry/inference-sim:1"],
    ...["--shards", "3", "--poll-interval", "0.25", "--job-cpus", "1", "--job-memory", "2", ...more],
  ];
  const bytes = (output: string) => [
    ...SUMMARIES.map((name) => readFileSync(join(output, name), "utf8")),
    ...readdirSync(join(output, "results")).map((name) =>
      readFileSync(join(output, "results", name), "utf8"),
    ),
  ];
  const jobs = () => shim.applied().filter((line) => line.startsWith("Job ")).length;

  test("comes to the same bytes as on one machine, one Job a shard", async () => {
    const output = join(folder, "jobs");
    const { code, stderr } = await cli.run(submit(output, "--max-parallel", "2"), shim.env);
    expect(code, stderr).toBe(0);
    expect(jobs()).toBe(3);
    expect(bytes(output)).toEqual(bytes(join(folder, "here")));
    // With every result there, nothing is handed over.
    expect((await cli.run(submit(output), { PATH: "/nowhere" })).code).toBe(0);
  });

  test("goes on where the last call left it: shards that failed for good run again", async () => {
    const output = join(folder, "failing");
    // The container of one shard dies at every attempt.
    writeFileSync(join(folder, "fault"), '[ "$SWEEP_SHARD" = 1 ] && kill -9 $$\n');
    const first = await cli.run(submit(output), shim.env);
    expect(first.code, first.stderr).toBe(4);
    expect(first.stderr).toMatch(/infersim-sweep-\w+-1 failed: BackoffLimitExceeded/);
    expect(first.stderr).toContain("8 missing: not run");
    rmSync(join(folder, "fault"));
    const before = jobs();
    const again = await cli.run(submit(output), shim.env);
    expect(again.code, again.stderr).toBe(0);
    expect(jobs()).toBe(before + 3);
    expect(bytes(output)).toEqual(bytes(join(folder, "here")));
  });

  test("refuses what an image of another build, or with other files, has made", async () => {
    const output = join(folder, "other");
    // The image has an older sweep file in mind: what it plans is not what was planned here.
    const [program, real] = [join(shim.folder, "bin", "inference-sim"), join(shim.folder, "bin", "real-sim")];
    renameSync(program, real);
    const older = join(folder, "older.yaml");
    writeFileSync(older, SWEEP.replace("256", "255"));
    writeFileSync(
      program,
      `#!/bin/sh\nexec '${real}' sweep shard "$3" --sweep-file='${older}' --workers=1\n`,
    );
    chmodSync(program, 0o755);
    const { code, stderr } = await cli.run(submit(output), shim.env);
    renameSync(real, program);
    expect([code, stderr]).toEqual([1, expect.stringContaining("the image found other traces")]);
  });

  test("runs as one Indexed Job, and takes it up again when the watcher was killed", async () => {
    const output = join(folder, "indexed");
    const before = jobs();
    const first = cli.start(submit(output, "--indexed"), shim.env);
    for (let tries = 0; tries < 300 && jobs() === before; tries++) await sleep(50);
    first.signal("SIGKILL");
    await first.ended;
    const { code, stderr } = await cli.run(submit(output, "--indexed"), shim.env);
    expect(code, stderr).toBe(0);
    expect(bytes(output)).toEqual(bytes(join(folder, "here")));
  });

  test("hands manifests over without waiting, and shows them without handing them over", async () => {
    const output = join(folder, "later");
    const { code, stderr } = await cli.run(submit(output, "--no-wait"), shim.env);
    expect([code, stderr]).toEqual([0, expect.stringContaining("not waiting")]);
    const before = shim.applied().length;
    const dry = await cli.run(submit(join(folder, "dry"), "--indexed", "--dry-run"), shim.env);
    expect(dry.stdout).toContain("completionMode: Indexed");
    expect(dry.stdout).toContain("kind: ConfigMap");
    expect(shim.applied()).toHaveLength(before);
    const limited = await cli.run(submit(output, "--no-wait", "--max-parallel", "1"), shim.env);
    expect([limited.code, limited.stderr]).toEqual([
      2,
      expect.stringContaining("needs somebody to hand over the rest"),
    ]);
  });

  test("says what is missing before anything is handed over", async () => {
    const without = submit(join(folder, "x")).filter(
      (word) => word !== "--image" && !word.startsWith("registry"),
    );
    const noImage = await cli.run(without, shim.env);
    expect([noImage.code, noImage.stderr]).toEqual([2, expect.stringContaining("--image is missing")]);
    const forbidden = await cli.run(submit(join(folder, "y")), { ...shim.env, SHIM_FORBIDDEN: "1" });
    expect([forbidden.code, forbidden.stderr]).toEqual([2, expect.stringContaining("may not create Jobs")]);
  });
});
