import type { VllmFlagTable } from "./vllm-flag.ts";

/**
 * vLLM's flags that change results and are no settings here. `refused` ends the command; `told` is a second-order effect
 * that is mentioned. With a value of `harmless` neither holds.
 */
export const OTHER_FLAGS: VllmFlagTable = {
  // Parallelism
  "pipeline-parallel-size": {
    ...refused("pipeline parallelism is not simulated", "1"),
    aliases: ["-pp"],
  },
  "decode-context-parallel-size": {
    ...refused("a KV cache split over ranks by context is not simulated", "1"),
    aliases: ["-dcp"],
  },
  "prefill-context-parallel-size": {
    ...refused("prefill split over ranks by context is not simulated", "1"),
    aliases: ["-pcp"],
  },
  nnodes: { ...refused("ranks on several nodes are not simulated", "1"), aliases: ["-n"] },
  "enable-expert-parallel": {
    takes: "switch",
    aliases: ["-ep"],
    refused: "whole experts on each rank are not simulated: experts are priced as sliced over the tp ranks",
    expertsOnly: true,
  },
  "enable-dbo": refusedSwitch("two batches that overlap are not simulated"),
  "ubatch-size": refused("batches cut in two are not simulated", "0"),
  "disable-custom-all-reduce": {
    takes: "switch",
    told: "all-reduces are priced as vLLM's own kernel, which NCCL's are slower than",
  },

  // What is served
  dtype: refused("32-bit weights are not simulated", "auto", "bfloat16", "float16", "half"),
  "hf-overrides": refused(
    "changes of the model's config are not read; give --model a config.json with them",
    "{}",
  ),
  "rope-scaling": { takes: "value", told: "the longest context stays that of the model's config" },
  "rope-theta": { takes: "value", told: "the longest context stays that of the model's config" },
  "load-format": {
    takes: "value",
    refused: "weights of 4 bits are not simulated",
    harmful: ["bitsandbytes", "gguf"],
  },
  runner: refused("models that generate no text are not simulated", "auto", "generate"),
  task: refused("models that generate no text are not simulated", "auto", "generate"),
  convert: refused("models that generate no text are not simulated", "auto", "none"),
  "model-impl": {
    takes: "value",
    told: "kernels are priced as vLLM's own model code runs them",
    harmless: ["auto", "vllm"],
  },
  "enable-lora": refusedSwitch("LoRA adapters are not simulated"),
  device: refused("other devices than CUDA GPUs are not simulated", "auto", "cuda"),

  // Scheduling and speculation
  "speculative-config": { ...refused("speculative decoding is not simulated"), aliases: ["-sc"] },
  "speculative-model": refused("speculative decoding is not simulated"),
  "num-speculative-tokens": refused("speculative decoding is not simulated", "0"),
  "max-num-partial-prefills": refused("several partial prefills at once are not simulated", "1"),
  "num-scheduler-steps": refused("multi-step scheduling is not simulated", "1"),
  "scheduler-delay-factor": refused("delayed scheduling is not simulated", "0", "0.0"),
  "scheduler-cls": refused("other schedulers than vLLM's own are not simulated"),
  "performance-mode": refused("other defaults than the balanced ones are not known here", "balanced"),
  "stream-interval": {
    takes: "value",
    told: "tokens are timed one by one, as the engine emits them",
    harmless: ["1"],
  },

  // Memory beyond the GPU's
  "cpu-offload-gb": refused("weights in host memory are not simulated", "0", "0.0"),
  "kv-transfer-config": refused("moving KV blocks between servers or to host memory is not simulated"),
  "kv-offloading-size": refused("KV blocks in host memory are not simulated"),
  "kv-sharing-fast-prefill": refusedSwitch("KV caches shared between layers are not simulated"),

  // Kernels
  "attention-backend": { takes: "value", told: "attention is priced as FlashAttention 3 runs it" },
  "attention-config": {
    takes: "value",
    aliases: ["-ac"],
    told: "attention is priced as FlashAttention 3 runs it",
  },
  "moe-backend": { takes: "value", told: "experts are priced by one model of grouped GEMMs" },
  "kernel-config": { takes: "value", told: "kernels are priced as vLLM chooses them by itself" },
  "worker-cls": {
    takes: "value",
    told: "steps are priced as vLLM's own worker runs them",
    harmless: ["auto"],
  },
  "additional-config": { takes: "value", told: "what plugins do is not known here", harmless: ["{}"] },
  "override-attention-dtype": { takes: "value", told: "attention is priced in the model's own type" },

  config: refused("files of vLLM flags are not read; paste the flags themselves"),
};

function refused(why: string, ...harmless: string[]) {
  return { takes: "value", refused: why, harmless } as const;
}

function refusedSwitch(why: string) {
  return { takes: "switch", refused: why } as const;
}
