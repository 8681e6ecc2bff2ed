import { describe, expect, it } from "vitest";
import { cli, scratchFolder, words } from "./cli.ts";

const scratch = scratchFolder();
const SERVE =
  "CUDA_VISIBLE_DEVICES=0,1 vllm serve meta-llama/Llama-3.1-8B-Instruct -tp 2 --max-num-seqs 256 --max-model-len 8k " +
  "--no-enable-prefix-caching --port 8000 --new-in-vllm-1 x";

async function settings(...args: string[]) {
  const { code, stdout, stderr } = await cli(["config", "print", "--format", "json", ...args]);
  expect(code, stderr).toBe(0);
  return { config: JSON.parse(stdout), stderr };
}

describe("--vllm-args", () => {
  it("makes a server's command the configuration, and lists what it ignores", async () => {
    const { config, stderr } = await settings("--vllm-args", SERVE, "--max-num-seqs", "64");
    expect(config).toMatchObject({
      model: { value: "meta-llama/Llama-3.1-8B-Instruct", origin: "vllm-args model" },
      tp: { value: 2, origin: "vllm-args -tp" },
      "max-num-seqs": { value: 64, origin: "flag --max-num-seqs" },
      "max-model-len": { value: 8000, origin: "vllm-args --max-model-len" },
      "enable-prefix-caching": { value: false, origin: "vllm-args --no-enable-prefix-caching" },
    });
    expect(stderr.trim().split("\n")).toEqual([
      "inference-sim: --vllm-args: without effect on the simulation: --port",
      "inference-sim: --vllm-args: unknown and ignored: --new-in-vllm-1 x",
    ]);
  });

  it("may come from a start script, and begin with a flag", async () => {
    const script = `#!/bin/bash\n# our server\nexport HF_HOME=/data\nexec vllm serve Qwen/Qwen3-8B \\\n  --max-num-seqs 16 \\\n  > log 2>&1 &\n`;
    const { config } = await settings("--vllm-args-file", scratch.write("start.sh", script));
    expect(config.model.value).toBe("Qwen/Qwen3-8B");
    expect(config["max-num-seqs"].value).toBe(16);
    const bare = await settings("--vllm-args=--model Qwen/Qwen3-8B --max-num-seqs 8");
    expect(bare.config["max-num-seqs"].value).toBe(8);
  });

  it.each([
    ["run", "--num-prompts", "3"],
    ["replay", "configs/workloads/chat.csv", "--limit", "3"],
    ["step", "--decode", "4x100"],
    ["memory"],
  ])("serves %s", async (...command) => {
    const { code, stdout, stderr } = await cli([...command, "--vllm-args", SERVE, "--quiet"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).not.toBe("");
  });

  it("is the same run as its flags", async () => {
    const run = ["run", "--num-prompts", "20", "--quiet", "--format", "json", "--reproducible"];
    const pasted = await cli([
      ...run,
      "--vllm-args",
      "vllm serve meta-llama/Llama-3.1-8B -tp 2 --max-num-seqs 8",
    ]);
    const typed = await cli([...run, ...words("--model meta-llama/Llama-3.1-8B --tp 2 --max-num-seqs 8")]);
    expect(pasted.stdout).toBe(typed.stdout);
  });

  it.each([
    ["vllm serve m --pipeline-parallel-size 2", /pipeline-parallel-size 2 cannot be simulated/],
    [
      "vllm serve Qwen/Qwen3-30B-A3B --enable-expert-parallel -tp 2",
      /whole experts on each rank are not simulated/,
    ],
    ["vllm serve 'm", /--vllm-args has a quote that is not closed/],
    ["sglang serve m", /--vllm-args starts no vLLM server/],
    ["vllm serve mistralai/No-Such-Model", /--model is not a known model, got "mistralai\/No-Such-Model"/],
    [
      "vllm serve m --max-num-seqs 0",
      /--vllm-args: --max-num-seqs must be a whole number of requests, at least 1/,
    ],
  ])("refuses %j in one sentence", async (line, message) => {
    const { code, stdout, stderr } = await cli(["memory", "--vllm-args", line]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(stderr).toMatch(message);
  });
});

describe("--expect-kv-tokens", () => {
  // vLLM 0.15.1 on one H100 80GB: figures from a public start-up log.
  const LOGGED = [
    ...[
      "memory",
      "--vllm-args",
      "vllm serve meta-llama/Llama-2-7b-hf --max-num-batched-tokens 2048 --max-num-seqs 128",
    ],
    "--expect-kv-tokens",
  ];

  it("agrees with the server's log", async () => {
    const { code, stderr } = await cli([...LOGGED, "GPU KV cache size: 119,408 tokens"]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/KV capacity 119,376 tokens for 119,408 expected \(-0\.03 %\), within 1\.5 %/);
  });

  it("ends with 5 where it does not, and says what would explain it", async () => {
    const { code, stderr, stdout } = await cli([...LOGGED, "238816"]);
    expect(code).toBe(5);
    expect(stdout).toContain("KV tokens");
    expect(stderr).toMatch(/is missed by more than 1\.5 %/);
    expect(stderr).toMatch(/--kv-cache-dtype fp8 would give 238,7\d\d \(-0\.0\d %\)/);
  });

  it("has a tolerance, and stops a run before it begins", async () => {
    const run = ["run", ...LOGGED.slice(1), "122000", "--num-prompts", "3", "--quiet"];
    expect(await cli([...run, "--kv-tolerance", "3"])).toMatchObject({ code: 0, stderr: "" });
    const stopped = await cli(run);
    expect(stopped).toMatchObject({ code: 5, stdout: "" });
    expect((await cli(words("memory --kv-tolerance 3"))).stderr).toContain(
      "--kv-tolerance needs --expect-kv-tokens",
    );
    expect((await cli(words("memory --expect-kv-tokens many"))).code).toBe(2);
  });
});

describe("without --model", () => {
  it.each([
    "step --prefill 2048 --decode 32x1024 --tp 2 --latency-model mfu",
    "run --workload distribution --prompt-tokens 2048 --output-tokens 1 --rate 100 --num-requests 50",
    "replay configs/workloads/chat.csv --limit 3",
    "memory",
  ])("%s takes llama-3.1-8b, and says so", async (line) => {
    const { code, stdout, stderr } = await cli(words(line));
    expect(code).toBe(0);
    expect(stderr).toContain("no --model given: simulating llama-3.1-8b\n");
    const quiet = await cli(words(`${line} --quiet`));
    expect(quiet.stderr).not.toContain("--model");
    expect(quiet.stdout).toBe(stdout);
  });

  it("shows in config print, and not where it is given", async () => {
    const { config } = await settings();
    expect(config.model).toEqual({ value: "llama-3.1-8b", origin: "default" });
    const { stderr } = await settings("--model", "qwen3-8b");
    expect(stderr).toBe("");
  });
});
