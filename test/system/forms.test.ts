import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cli, EXAMPLE, scratchFolder, words } from "./cli.ts";

const LLAMA = "--model llama-3.1-8b --quiet";

async function ok(line: string) {
  const ended = await cli(words(line));
  expect(ended.stderr).toBe("");
  expect(ended.code).toBe(0);
  return ended.stdout;
}
const json = async (line: string) => JSON.parse(await ok(`${line} --format json`));

describe("the design documents' forms", () => {
  it.each(["calibrated", "mfu", "infersim"])("names the latency model with --roofline %s", async (name) => {
    const { code, stdout } = await cli(
      words(`--model llama-2-7b --gpu H100 --tp 2 --num-prompts 3 --format json --roofline ${name}`),
    );
    expect(code).toBe(0);
    const result = JSON.parse(stdout);
    expect(result.simulator.config["latency-model"]).toBe(name);
    expect(result.completed).toBe(3);
  });

  it("prints the TTFT of one prompt with --prefill-tokens", async () => {
    const line = "--model llama-2-7b --gpu H100 --tp 2 --prefill-tokens 2048 --quiet";
    const [, ms] = /^TTFT of a 2048-token prompt: (\d+\.\d+) ms \(llama-2-7b on 2 x H100, mfu\)$/m.exec(
      await ok(line),
    )!;
    const result = await json(line);
    expect(Number(ms)).toBeCloseTo(result.mean_ttft_ms, 3);
    // 2 x 6.74e9 parameters x 2048 tokens at the peaks of two H100: no run can be below.
    expect(Number(ms)).toBeGreaterThan(((2 * 6.47e9 * 2048) / (2 * 989.5e12)) * 1000);
  });

  it("makes a workload of a distribution", async () => {
    const result = await json(
      `run ${LLAMA} --workload distribution --prompt-tokens 2048 --output-tokens 1 --rate 100 --num-requests 50`,
    );
    expect(result.num_prompts).toBe(50);
    expect(result.request_rate).toBe(100);
    expect(result.total_input_tokens).toBe(50 * 2048);
    expect(result.total_output_tokens).toBe(50);
    expect(result.mean_tpot_ms).toBeNull();
  });

  it.each(["mfu-data-path", "bench-data-path"])("takes a folder of tables by --%s", async (flag) => {
    const line = `step --model llama-3.1-8b --prefill 100 --${flag} bench_data`;
    expect(await json(line)).toEqual(await json("step --model llama-3.1-8b --prefill 100"));
  });

  it("takes another hardware file", async () => {
    const line = "gpus --hardware-config configs/hardware_config.json --format csv";
    expect(await ok(line)).toContain("\nH100,");
  });

  it("takes vllm bench's names", async () => {
    const result = await json(
      `${LLAMA} --dataset-name random --random-input-len 64 --random-output-len 4 --num-prompts 20 ` +
        "--request-rate 50 --burstiness 0.5 --max-concurrency 2 --seed 7 --metric-percentiles 75",
    );
    expect(result).toMatchObject({
      completed: 20,
      burstiness: 0.5,
      max_concurrency: 2,
      total_input_tokens: 1280,
    });
    expect(result.p75_ttft_ms).toBeGreaterThan(0);
    expect(result.p99_ttft_ms).toBeUndefined();
  });

  it("takes vLLM's engine flags", async () => {
    const result = await json(
      `${LLAMA} --num-prompts 30 --max-num-batched-tokens 512 --max-num-seqs 4 --max-model-len 4096 --block-size 32 ` +
        "--gpu-memory-utilization 0.5 --num-gpu-blocks-override 400 --no-enable-prefix-caching " +
        "--long-prefill-token-threshold 128 --scheduling-policy priority --no-async-scheduling " +
        "--vllm-version 0.11 --kv-cache-dtype fp8 --check-invariants",
    );
    expect(result.completed).toBe(30);
    expect(result.simulator.kvBlocks).toBe(400);
    expect(result.simulator.config).toMatchObject({
      "max-num-seqs": 4,
      "async-scheduling": false,
      "kv-cache-dtype": "fp8",
      "vllm-version": "0.11",
    });
  });

  it.each(["chatbot", "contentgen", "summarization", "multidoc"])("knows the workload %s", async (name) => {
    const result = await json(`${LLAMA} --workload ${name} --num-prompts 4 --rate 2`);
    expect(result.completed).toBe(4);
  });
});

describe("comma lists", () => {
  it("make one table, with the second latency model against the first", async () => {
    const line = `${LLAMA} --num-prompts 5 --rate 4 --tp 1,2 --latency-model calibrated,mfu`;
    const text = await ok(line);
    expect(text.match(/^[12] +(calibrated|mfu) +\d/gm)).toHaveLength(4);
    expect(text.match(/mfu vs calibrated/g)).toHaveLength(2);
    const { scenarios, differences } = await json(line);
    expect(scenarios).toHaveLength(4);
    const [base, other] = scenarios;
    const percent = (other.mean_ttft_ms / base.mean_ttft_ms - 1) * 100;
    expect(differences[0].percent.mean_ttft_ms).toBeCloseTo(percent, 9);
  });

  it("work over models, GPUs and rates", async () => {
    const line = `--quiet --model llama-3.1-8b,llama-2-7b --gpu H100,A100-SXM --rate 1,inf --num-prompts 2 --format csv`;
    const rows = (await ok(line)).trim().split("\n");
    expect(rows).toHaveLength(1 + 8);
    expect(rows[0]).toMatch(/^model,gpu,request-rate,mean_ttft_ms/);
    expect(rows.at(-1)).toMatch(/^llama-2-7b,A100-SXM,inf,/);
  });
});

describe("step, memory and the listings", () => {
  it("prices a step whose parts sum to it", async () => {
    const price = await json(
      "step --model llama-3.1-8b --prefill 2048 --decode 32x1024 --tp 2 --latency-model mfu",
    );
    const { totalUs, provenance, ...parts } = price;
    const sum = Object.values<number>(parts).reduce((a, b) => a + b);
    expect(sum).toBeCloseTo(totalUs, 6);
    expect(Object.keys(parts)).toEqual([
      "gemmUs",
      "attentionUs",
      "allReduceUs",
      "headUs",
      "elementwiseUs",
      "hostUs",
    ]);
    expect(Object.values<number>(provenance).reduce((a, b) => a + b)).toBeCloseTo(1, 9);
  });

  it("charges a chunk for the tokens cached before it", async () => {
    const attention = async (prefill: string) =>
      (await json(`step --model llama-3.1-8b --prefill ${prefill}`)).attentionUs;
    expect(await attention("2048@4096")).toBeGreaterThan(await attention("2048"));
    expect(await attention("1024,1024")).toBeLessThan(await attention("2048"));
  });

  it("plans memory, and says with exit code 2 that a model does not fit", async () => {
    const plan = await json("memory --model llama-3.1-8b --gpu H100 --tp 1");
    expect(plan.fits).toBe(true);
    // As vLLM logs its cache size.
    expect(plan.kvTokens).toBe(plan.kvBlocks * 16);
    const large = await cli(words("memory --model llama-3.1-70b --gpu H100 --tp 1"));
    expect(large.code).toBe(2);
    expect(large.stdout).toMatch(/does not fit: \d+\.\d+ GiB missing; --tp [248] would fit/);
  });

  it("lists models and GPUs", async () => {
    const models = await json("models");
    expect(models.find(({ name }: { name: string }) => name === "llama-3.1-8b").layers).toBe(32);
    expect(await ok("gpus")).toContain("H100");
  });
});

describe("configuration", () => {
  const scratch = scratchFolder();

  it("prints every value with its origin", async () => {
    const file = scratch.write("run.yaml", "model: llama-3.1-8b\nmax-num-seqs: 64\nseed: 1\n");
    const args = words(`config print --config ${file} --tp 2 --format json`);
    const { stdout, code } = await cli(args, { env: { INFERENCE_SIM_SEED: "9" } });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      tp: { value: 2, origin: "flag --tp" },
      seed: { value: 9, origin: "env INFERENCE_SIM_SEED" },
      "max-num-seqs": { value: 64, origin: `file ${file}:2` },
      "async-scheduling": { value: true, origin: "preset vLLM 0.19" },
      "max-num-batched-tokens": { value: 8192, origin: "derived vLLM's for H100" },
      "block-size": { value: 16, origin: "default" },
    });
  });

  it("prints the schema that editors read", async () => {
    const schema = JSON.parse(await ok("config schema"));
    expect(schema.additionalProperties).toBe(false);
    expect(schema.properties["scheduling-policy"].enum).toEqual(["fcfs", "priority"]);
  });

  it("checks everything and runs nothing with --dry-run", async () => {
    const line = `replay ${EXAMPLE} ${LLAMA} --tp 1,2 --dry-run --output ${scratch.path("none")}`;
    expect((await ok(line)).trim().split("\n")).toHaveLength(2);
    const bad = await cli(words(`${line} --trace-format mooncake`));
    expect(bad.code).toBe(2);
  });

  it("writes modelled tables", async () => {
    const out = await ok(`bench synth --gpu H100 --output ${scratch.path("tables")} --quiet --format csv`);
    expect(out.trim().split("\n").length).toBe(1 + 25);
    const { files } = JSON.parse(readFileSync(join(scratch.path("tables"), "h100", "manifest.json"), "utf8"));
    expect(Object.values<{ source: string }>(files).every(({ source }) => source === "modelled")).toBe(true);
    const line = `step --model llama-3.1-8b --prefill 300 --bench-data-path ${scratch.path("tables")}`;
    expect((await json(line)).provenance.modelled).toBe(1);
  });
});
