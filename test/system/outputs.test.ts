import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CLI, cli, EXAMPLE, ROOT, scratchFolder, words } from "./cli.ts";

const scratch = scratchFolder();
const RUN = `replay ${EXAMPLE} --model llama-3.1-8b --limit 100`;

async function ok(line: string) {
  const ended = await cli(words(line));
  expect(ended.code).toBe(0);
  return ended;
}
const text = (...path: string[]) => readFileSync(join(...path), "utf8");

describe("stdout", () => {
  it("is the result and nothing else; notes go to stderr", async () => {
    const { stdout, stderr } = await ok(RUN);
    expect(stdout).toMatch(/^============ Serving Benchmark Result ============\n/);
    expect(stderr).toContain("azure trace example-azure-format.csv, 100 requests");
  });

  it("is pure JSON with --format json, and says the same as result.json", async () => {
    const folder = scratch.path("json");
    const { stdout } = await ok(`${RUN} --format json --verbose --reproducible --output ${folder}`);
    expect(stdout).toBe(text(folder, "result.json"));
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ num_prompts: 100, completed: 100, failed: 0 });
    expect(result.ttfts).toHaveLength(100);
    const { simulator } = result;
    for (const key of ["rejected", "preemptions", "steps", "kvBlocks", "latencyShare"]) {
      expect(simulator).toHaveProperty(key);
    }
    const shares = Object.values<number>(simulator.latencyShare).reduce((a, b) => a + b);
    expect(shares).toBeCloseTo(1, 9);
  });

  it("is one row of figures with --format csv", async () => {
    const { stdout } = await ok(`${RUN} --format csv --quiet`);
    expect(stdout.trim().split("\n")).toHaveLength(2);
  });

  it("has no colours and no bar where it is no terminal", async () => {
    const { stdout, stderr } = await ok(RUN);
    expect(stdout + stderr).not.toContain("\u001b");
  });

  it("may be closed early, as by head", async () => {
    const command = `${process.execPath} ${CLI} ${RUN} --format json --quiet | head -c 100 > /dev/null`;
    const child = spawn("bash", ["-c", `set -o pipefail; ${command}`], {
      cwd: ROOT,
      stdio: ["ignore", "ignore", "pipe"],
    });
    let stderr = "";
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    await new Promise((resolve) => child.on("close", resolve));
    expect(stderr).toBe("");
  });
});

describe("the output folder", () => {
  it("holds one row a request, all accounted for", async () => {
    const folder = scratch.path("rows");
    await ok(`${RUN} --output ${folder} --quiet`);
    const [header, ...rows] = text(folder, "requests.csv").trim().split("\n");
    expect(header).toMatch(
      /^request_id,arrival_ms,first_scheduled_ms,first_token_ms,last_token_ms,prompt_tokens/,
    );
    expect(rows).toHaveLength(100);
    const reason = header!.split(",").indexOf("finish_reason");
    for (const row of rows) expect(row.split(",")[reason]).toBe("stop");
  });

  it("keeps each run of a comparison apart, beside the table over all", async () => {
    const folder = scratch.path("several");
    await ok(`${RUN} --tp 1,2 --output ${folder} --quiet`);
    expect(text(folder, "comparison.csv").trim().split("\n")).toHaveLength(3);
    const one = JSON.parse(text(folder, "tp-2", "result.json"));
    const table = JSON.parse(text(folder, "comparison.json"));
    expect(table.scenarios[1].mean_ttft_ms).toBe(one.mean_ttft_ms);
  });

  it("is the same bytes again, by the same line, by result.json and by config.resolved.json", async () => {
    const flags = "--reproducible --quiet --format json";
    const line =
      "run --model llama-3.1-8b --workload chatbot --rate 7 --num-prompts 40 --seed 3 --goodput ttft:100";
    const folder = scratch.path("again");
    const first = await ok(`${line} ${flags} --output ${folder}`);
    const second = await ok(`${line} ${flags}`);
    const fromResult = await ok(`run --config ${join(folder, "result.json")} ${flags}`);
    const fromConfig = await ok(`run --config ${join(folder, "config.resolved.json")} ${flags}`);
    expect(second.stdout).toBe(first.stdout);
    expect(fromResult.stdout).toBe(first.stdout);
    expect(fromConfig.stdout).toBe(first.stdout);
    expect(first.stdout).not.toMatch(/"(date|wallSeconds|engineSeconds)"/);
  });

  it("is the same step by step", async () => {
    const flags = `${RUN} --reproducible --quiet --format json`;
    expect((await ok(`${flags} --step-by-step --check-invariants`)).stdout).toBe((await ok(flags)).stdout);
  });
});

describe("an interrupt", () => {
  it("ends the process at once, as a shell reports by 130", async () => {
    const args = words("run --model llama-3.1-8b --num-prompts 300000 --rate 20 --step-by-step --quiet");
    const child = spawn(process.execPath, [CLI, ...args], { cwd: ROOT, stdio: "ignore" });
    setTimeout(() => child.kill("SIGINT"), 1000);
    const ended = await new Promise((resolve) =>
      child.on("close", (code, signal) => resolve(signal ?? code)),
    );
    expect(["SIGINT", 130]).toContain(ended);
  });
});
