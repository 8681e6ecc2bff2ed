import { describe, expect, it } from "vitest";
import { resolveSettings } from "../../../src/config/resolve.ts";
import { originText, settingsData } from "../../../src/config/settings.ts";
import { vllmArgs } from "../../../src/config/vllm/vllm-args.ts";

const parse = (text: string) => vllmArgs(text, "--vllm-args");
const data = (text: string) => Object.fromEntries(parse(text).entries.map(({ name, data }) => [name, data]));
const settings = (text: string, flags: Record<string, string> = {}) => {
  const { entries } = parse(text);
  return resolveSettings({ flags: new Map(Object.entries(flags)) as never, environment: {}, vllm: entries });
};

describe("vllmArgs", () => {
  it("turns a server's command into settings", () => {
    const text = `vllm serve meta-llama/Llama-3.1-8B --tensor-parallel-size 2 --max-num-seqs 256 \\
      --max-num-batched-tokens 8K --max-model-len 8k --gpu-memory-utilization 0.85 --kv-cache-dtype fp8_e4m3 \\
      --block-size 32 --quantization fp8 --no-enable-prefix-caching --scheduling-policy priority \\
      --async-scheduling --kv-cache-memory-bytes 4G --cudagraph-capture-sizes 1 2 4`;
    expect(data(text)).toEqual({
      model: "meta-llama/Llama-3.1-8B",
      tp: 2,
      "max-num-seqs": 256,
      "max-num-batched-tokens": 8192,
      "max-model-len": 8000,
      "gpu-memory-utilization": 0.85,
      "kv-cache-dtype": "fp8",
      "block-size": 32,
      quantization: "fp8",
      "enable-prefix-caching": false,
      "scheduling-policy": "priority",
      "async-scheduling": true,
      "kv-cache-memory-bytes": 2 ** 32,
      "cudagraph-capture-sizes": [1, 2, 4],
    });
    expect(parse(text).notes).toEqual([]);
  });

  it("makes replicas of data parallelism, and takes the version from the image", () => {
    expect(data("docker run vllm/vllm-openai:v0.11.1 --model m -dp 4")).toEqual({
      model: "m",
      "vllm-version": "0.11.1",
      replicas: 4,
      routing: "least-loaded",
    });
  });

  it("lets --enforce-eager win over what is said of graphs, in whatever order", () => {
    const graphs = `-cc '{"cudagraph_mode":"PIECEWISE"}'`;
    for (const text of [`m --enforce-eager ${graphs}`, `m ${graphs} --enforce-eager`]) {
      expect(settings(`vllm serve ${text}`).get("cudagraph-mode")!.items).toEqual(["none"]);
    }
  });

  it("stands between files and flags, and says so", () => {
    const mixed = settings("vllm serve m --max-num-seqs 64 -tp 2", { "max-num-seqs": "8" });
    expect(originText(mixed.get("max-num-seqs")!.origin)).toBe("flag --max-num-seqs");
    expect(originText(mixed.get("tp")!.origin)).toBe("vllm-args -tp");
    expect(originText(mixed.get("model")!.origin)).toBe("vllm-args model");
    expect(settingsData(mixed)).toMatchObject({ model: "m", tp: 2, "max-num-seqs": 8 });
  });

  it("tells what has no effect, what is not simulated, and what it does not know", () => {
    const text =
      "VLLM_ATTENTION_BACKEND=FLASHINFER HF_HOME=/x vllm serve m --port 80 --api-key a --attention-backend TRITON_ATTN " +
      "--brand-new 3 --pipeline-parallel-size 1 --cpu-offload-gb 0 --dtype bfloat16";
    expect(parse(text).notes).toEqual([
      "--vllm-args: not simulated, and may choose other kernels: VLLM_ATTENTION_BACKEND=FLASHINFER",
      "--vllm-args: --attention-backend TRITON_ATTN is not simulated: attention is priced as FlashAttention 3 runs it",
      "--vllm-args: without effect on the simulation: --port, --api-key",
      "--vllm-args: unknown and ignored: --brand-new 3",
    ]);
  });

  it.each([
    ["-pp 2", "--vllm-args: -pp 2 cannot be simulated: pipeline parallelism"],
    [`--speculative-config '{"method":"ngram"}'`, "cannot be simulated: speculative decoding"],
    ["--quantization awq", "--quantization awq is not simulated; fp8, fbgemm_fp8 are"],
    ["--kv-cache-dtype int4", "--kv-cache-dtype int4 is not simulated; auto, bfloat16"],
    ["--dtype float32", "--dtype float32 cannot be simulated"],
    ["--load-format gguf", "--load-format gguf cannot be simulated"],
    ["--cpu-offload-gb 8", "--cpu-offload-gb 8 cannot be simulated"],
    ["--enable-lora", "--enable-lora cannot be simulated"],
    ["--hf-overrides '{\"a\":1}'", "--hf-overrides"],
    ["--runner pooling", "models that generate no text"],
    ["--config vllm.yaml", "files of vLLM flags are not read"],
    ["--max-model-len auto", 'is not simulated where vLLM fits it to the memory, got "auto"'],
    ["--max-model-len -1", 'is not simulated where vLLM fits it to the memory, got "-1"'],
    ["--max-model-len long", 'must be a whole number (8k is 8000, 8K is 8192), got "long"'],
    ["--gpu-memory-utilization lots", "must be a number"],
  ])("refuses %s", (flags, message) => {
    expect(() => parse(`vllm serve m ${flags}`)).toThrow(message);
  });

  it("refuses the engine before v1, and everything at once", () => {
    expect(() => parse("VLLM_USE_V1=0 vllm serve m")).toThrow("it is the engine before vLLM v1");
    expect(() => parse("vllm serve m -pp 2 --max-num-seqs many")).toThrow(
      /max-num-seqs must[\s\S]*-pp 2 cannot/,
    );
  });

  it.each([
    "load-format safetensors",
    "runner generate",
    "no-enable-lora",
    "no-enable-expert-parallel",
    "nnodes 1",
  ])("has nothing against --%s", (flag) => {
    expect(parse(`vllm serve m --${flag}`).notes).toEqual([]);
  });

  it("checks values as flags are checked, under their own name", () => {
    expect(() => settings("vllm serve m --max-num-seqs 0")).toThrow(
      "--vllm-args: --max-num-seqs must be a whole number of requests, at least 1, got 0",
    );
    expect(() => settings("vllm serve m --scheduling-policy lifo")).toThrow("must be one of fcfs, priority");
  });
});

describe("a mixture of experts", () => {
  const check = (text: string, flags: Record<string, string> = {}) => {
    const given = parse(text);
    given.check(settings(text, flags));
  };

  it("cannot be spread by whole experts, or over replicas that step together", () => {
    const ep = "vllm serve Qwen/Qwen3-30B-A3B --enable-expert-parallel";
    expect(() => check(`${ep} -tp 2`)).toThrow("whole experts on each rank are not simulated");
    expect(() => check("vllm serve Qwen/Qwen3-30B-A3B -dp 2")).toThrow("share experts and step together");
  });

  it("can on one rank, and dense models do not care", () => {
    check("vllm serve Qwen/Qwen3-30B-A3B --enable-expert-parallel");
    check("vllm serve Qwen/Qwen3-8B --enable-expert-parallel -tp 2 -dp 2");
    check("vllm serve Qwen/Qwen3-30B-A3B -ep -tp 2", { model: "qwen3-8b" });
  });
});
