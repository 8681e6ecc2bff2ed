import { spawn } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { CLI, cli, ROOT, scratchFolder, words } from "./cli.ts";

const scratch = scratchFolder();

/** 48 scenarios of some milliseconds each. */
const SWEEP = `
models: llama-3.1-8b
tp: [1, 2]
latencyModels: [calibrated, mfu]
workloads: [{name: w, dataset: random, randomInputLen: 256, randomOutputLen: 64, randomRangeRatio: 0.5, numPrompts: 1000}]
requestRates: [2, 5, 10, 20]
seeds: 3
`;
const SUMMARIES = ["manifest.json", "summary.csv", "summary.json", "points.csv"];

const files = (folder: string) => readdirSync(join(folder, "results")).sort();

/** All bytes of a sweep's folder, by file. */
function contents(folder: string): Record<string, string> {
  const names = [...SUMMARIES, ...files(folder).map((name) => `results/${name}`)];
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

describe("sweep", () => {
  it("gives the same bytes with one worker and with eight, and again instantly", async () => {
    const file = scratch.write("s.yaml", SWEEP);
    const [one, eight] = [scratch.path("one"), scratch.path("eight")];
    const first = await cli(words(`sweep ${file} --output ${one} --workers 1`));
    expect(first.stderr).toContain("48 ok, 0 failed, 0 missing");
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(/^tp +latency-model +request-rate/m);
    expect((await cli(words(`sweep ${file} --output ${eight} --workers 8`))).code).toBe(0);
    expect(contents(eight)).toEqual(contents(one));

    const written = files(one).map((name) => statSync(join(one, "results", name)).mtimeMs);
    const again = await cli(words(`sweep ${file} --output ${one}`));
    expect(again.stdout).toBe(first.stdout);
    expect(files(one).map((name) => statSync(join(one, "results", name)).mtimeMs)).toEqual(written);
  });

  it("gives the same bytes in shards, merges them, and says what is missing with exit code 4", async () => {
    const [folder, file] = [scratch.path("shards"), scratch.write("s.yaml", SWEEP)];
    expect((await cli(words(`sweep plan ${file} --output ${folder}`))).stdout).toContain(
      "48 scenarios planned",
    );
    await cli(words(`sweep shard ${folder} --shard 1/3 --quiet`));
    await cli(words(`sweep shard ${folder} --quiet`), { env: { SWEEP_SHARD: "2", SWEEP_SHARDS: "3" } });
    const part = await cli(words(`sweep merge ${folder} --format json`));
    expect(part.code).toBe(4);
    expect(JSON.parse(part.stdout)).toMatchObject({ ok: 32, failed: 0, missing: 16 });
    expect(part.stderr).toContain("16 missing: not run");
    const status = await cli(words(`sweep status ${folder} --shards 3 --format json`));
    expect(status.code).toBe(4);
    expect(JSON.parse(status.stdout).map(({ ok }: { ok: number }) => ok)).toEqual([0, 16, 16]);

    const array = { SLURM_ARRAY_TASK_ID: "0", SLURM_ARRAY_TASK_COUNT: "3", SLURM_CPUS_PER_TASK: "2" };
    await cli(words(`sweep shard ${folder}`), { env: array });
    expect((await cli(words(`sweep merge ${folder}`))).code).toBe(0);
    expect(contents(folder)).toEqual(contents(scratch.path("one")));
    expect((await cli(words(`sweep status ${folder}`))).code).toBe(0);
  });

  it("loses nothing that was done when it is killed at any moment", async () => {
    const [folder, file] = [scratch.path("killed"), scratch.write("s.yaml", SWEEP)];
    const whole = contents(scratch.path("one"));
    let done = 0;
    let kills = 0;
    for (let attempt = 0; attempt < 60 && done < 48; attempt++) {
      const ended = await killedAfter(150 + Math.random() * 500, [
        "sweep",
        file,
        "--output",
        folder,
        "--workers",
        "2",
      ]);
      if (ended === "SIGKILL") kills += 1;
      // Killed before it wrote anything: there is nothing to lose yet.
      if (!existsSync(join(folder, "results"))) continue;
      const names = files(folder).filter((name) => name.endsWith(".json"));
      expect(names.length).toBeGreaterThanOrEqual(done);
      done = names.length;
      for (const name of names) {
        const text = readFileSync(join(folder, "results", name), "utf8");
        expect(text, name).toBe(whole[`results/${name}`]);
      }
    }
    expect(kills).toBeGreaterThan(2);
    expect((await cli(words(`sweep ${file} --output ${folder}`))).code).toBe(0);
    for (const name of files(folder)) if (name.endsWith(".tmp")) rmSync(join(folder, "results", name));
    expect(contents(folder)).toEqual(whole);
  });

  it("lists scenarios and an estimate with --dry-run, and writes nothing", async () => {
    const [folder, file] = [scratch.path("dry"), scratch.write("s.yaml", SWEEP)];
    const { stdout, stderr, code } = await cli(
      words(`sweep ${file} --output ${folder} --dry-run --format csv`),
    );
    expect(code).toBe(0);
    expect(stdout.trim().split("\n")).toHaveLength(1 + 48);
    expect(stdout).toMatch(/^id,tp,latency-model,request-rate,seed,state$/m);
    expect(stderr).toMatch(/48 scenarios, 48 to run with 48,000 requests: about [\d.]+ m?s on \d+ threads/);
    expect(() => statSync(folder)).toThrow("ENOENT");
  });

  it("runs what can be run when a scenario fails, and says so with exit code 4", async () => {
    const file = scratch.write(
      "f.yaml",
      SWEEP.replace("tp: [1, 2]", "tp: [1, 5]").replace("seeds: 3", "seeds: 1"),
    );
    const { code, stderr, stdout } = await cli(words(`sweep ${file} --output ${scratch.path("failing")}`));
    expect(code).toBe(4);
    expect(stderr).toContain("8 failed: --tp must divide the 32 attention heads of llama-3.1-8b");
    expect(stderr).toContain("8 ok, 8 failed, 0 missing");
    expect(stdout).toContain("failed: --tp must divide");
  });

  it("browses results", async () => {
    const line = `sweep show ${scratch.path("one")} --where tp=2,latency-model=mfu --sort=-p99_ttft_ms --top 2 --format json`;
    const rows = JSON.parse((await cli(words(line))).stdout);
    expect(rows.map((row: Record<string, unknown>) => row["request-rate"])).toEqual(["20", "10"]);
  });

  it("says what was rejected, and that results of other plans are in the folder", async () => {
    const text = SWEEP.replace("randomInputLen: 256", "randomInputLen: 200000").replace("1000}", "5}");
    const [file, folder] = [scratch.write("r.yaml", text), scratch.path("others")];
    const first = await cli(words(`sweep ${file} --output ${folder}`));
    expect(first.stdout).toMatch(/\d of 15 requests rejected$/m);
    expect(first.stderr).toMatch(/rejected: .*131,?072/);
    const other = scratch.write("o.yaml", text.replace("seeds: 3", "seeds: [7]"));
    const { stderr, code } = await cli(words(`sweep ${other} --output ${folder}`));
    expect(stderr).toContain("48 results in ");
    expect(stderr).toContain("are of other plans or builds: kept, and not in this summary");
    expect(code).toBe(0);
    // The plan before had seeds, and with them a table of points.
    expect(existsSync(join(folder, "points.csv"))).toBe(false);
  });

  it("names the place of what is wrong in a sweep file, with exit code 2", async () => {
    const file = scratch.write("bad.yaml", `${SWEEP}\ntps: 3\n`);
    const { code, stderr } = await cli(words(`sweep ${file} --output ${scratch.path("bad")}`));
    expect(code).toBe(2);
    expect(stderr).toMatch(/bad\.yaml:9:1: tps is not a known key\. Did you mean "tp"\?/);
    const missing = await cli(words("sweep nothere.yaml --output x"));
    expect([missing.code, missing.stderr]).toEqual([2, "inference-sim: nothere.yaml does not exist\n"]);
    expect((await cli(["sweep"])).stderr).toContain(
      "sweep needs an argument: file. There is also: sweep plan",
    );
    expect((await cli(words("sweep shard"))).code).toBe(2);
    expect((await cli(words(`sweep ${scratch.write("s.yaml", SWEEP)}`))).stderr).toContain("needs --output");
  });

  it("refuses flags that its executor has no use for, with exit code 2", async () => {
    const file = scratch.write("s.yaml", SWEEP);
    const local = await cli(words(`sweep ${file} --dry-run --shards 3 --image x`));
    expect([local.code, local.stdout]).toEqual([2, ""]);
    expect(local.stderr).toContain("--shards has no effect with --executor local");
    expect(local.stderr).toContain("--image has no effect with --executor local");
    const slurm = await cli(words(`sweep ${file} --output x --dry-run --executor slurm --workers 2`));
    expect([slurm.code, slurm.stderr]).toEqual([2, expect.stringContaining("--workers has no effect")]);
  });

  it("reruns one of its results with --config", async () => {
    const name = files(scratch.path("one"))[0]!;
    const stored = JSON.parse(readFileSync(join(scratch.path("one"), "results", name), "utf8"));
    const copy = scratch.path("again.json");
    copyFileSync(join(scratch.path("one"), "results", name), copy);
    const { stdout } = await cli(words(`run --config ${copy} --format json --no-save-detailed --quiet`));
    const again = JSON.parse(stdout);
    for (const key of ["mean_ttft_ms", "p99_itl_ms", "output_throughput"])
      expect(again[key]).toBe(stored[key]);
  });

  it("runs every sweep that ships", async () => {
    for (const name of readdirSync(join(ROOT, "configs", "sweeps"))) {
      const { code, stderr } = await cli(
        words(`sweep configs/sweeps/${name} --output ${scratch.path(name)}`),
      );
      expect([code, stderr]).toEqual([0, expect.stringContaining(" ok, 0 failed, 0 missing")]);
    }
  });

  it("says that settings of the environment are ignored", async () => {
    const file = scratch.write(
      "e.yaml",
      "models: llama-3.1-8b\nworkloads: [{dataset: random, numPrompts: 3}]\n",
    );
    const { stderr } = await cli(words(`sweep ${file} --dry-run`), { env: { INFERENCE_SIM_TP: "2" } });
    expect(stderr).toContain("environment variable INFERENCE_SIM_TP is ignored");
  });

  it("stops at Ctrl-C with exit code 130, and goes on from there", async () => {
    const file = scratch.write("i.yaml", SWEEP.replace("seeds: 3", "seeds: 100"));
    const folder = scratch.path("interrupted");
    const child = spawn(process.execPath, [CLI, "sweep", file, "--output", folder], { cwd: ROOT });
    let stderr = "";
    child.stderr.on("data", (text: Buffer) => {
      stderr += text;
    });
    const ended = new Promise((resolve) => child.on("close", resolve));
    // As soon as there is a result: how long that takes is the machine's affair.
    const results = join(folder, "results");
    while (child.exitCode === null && !(existsSync(results) && files(folder).length > 0)) await sleep(20);
    child.kill("SIGINT");
    expect(await ended, stderr).toBe(130);
    expect(stderr).toContain("running it again goes on from there");
    expect(files(folder).length).toBeGreaterThan(0);
    expect(files(folder).length).toBeLessThan(1600);
    writeFileSync(file, SWEEP);
    expect((await cli(words(`sweep ${file} --output ${folder}`))).stderr).toContain("known before");
  });
});

/** Starts the command line in its own process and kills it outright; how it ended. */
function killedAfter(ms: number, args: readonly string[]): Promise<NodeJS.Signals | number | null> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [CLI, ...args], { cwd: ROOT, stdio: "ignore" });
    const timer = setTimeout(() => child.kill("SIGKILL"), ms);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      resolve(signal ?? code);
    });
  });
}
