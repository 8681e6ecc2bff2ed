import type { RoutingPolicy } from "../../engine/router.ts";
import type { LatencyModelName } from "../../roofline/registry.ts";
import type { FlagTable } from "./spec.ts";

const GROUP = "What to simulate:";
const ENGINE = "Server (vLLM's names and defaults):";

// Spelled out, not imported: the registry would load every latency model for `--help`.
const LATENCY_MODELS = ["calibrated", "mfu", "infersim"] as const satisfies readonly LatencyModelName[];

// Not imported either: the router would load the engine.
const ROUTING_POLICIES = [
  "round-robin",
  "least-loaded",
  "prefix-aware",
] as const satisfies readonly RoutingPolicy[];

/** The served model, the hardware, and what prices a step. */
export const SYSTEM_FLAGS = {
  model: {
    type: "string",
    axis: true,
    default: "llama-3.1-8b",
    group: GROUP,
    help: "Name from `inference-sim models`, or a Hugging Face config.json",
  },
  gpu: {
    type: "string",
    axis: true,
    aliases: ["hardware"],
    default: "H100",
    group: GROUP,
    help: "Name from `inference-sim gpus`",
  },
  tp: {
    type: "integer",
    min: 1,
    axis: true,
    aliases: ["tensor-parallel-size"],
    default: 1,
    unit: "GPUs",
    group: GROUP,
    help: "Tensor-parallel ranks",
  },
  "latency-model": {
    type: "string",
    choices: LATENCY_MODELS,
    axis: true,
    aliases: ["roofline"],
    default: "mfu",
    group: GROUP,
    help: "What prices a step: 17-key roofline, MFU tables, or InferSim's arithmetic",
  },
  "bench-data-path": {
    type: "string",
    aliases: ["mfu-data-path"],
    defaultFrom: "bench_data/<gpu> as shipped",
    group: GROUP,
    help: "Folder of kernel tables",
  },
  "hardware-config": {
    type: "string",
    defaultFrom: "configs/hardware_config.json as shipped",
    group: GROUP,
    help: "Hardware file to read GPUs from",
  },
} as const satisfies FlagTable;

/** vLLM's own knobs, under vLLM's names. */
export const ENGINE_FLAGS = {
  "vllm-version": {
    type: "string",
    default: "0.19",
    group: ENGINE,
    help: "Behave as this version: sets the defaults of the knobs below",
  },
  "max-num-batched-tokens": {
    type: "integer",
    min: 1,
    unit: "tokens",
    defaultFrom: "vLLM's for the GPU",
    group: ENGINE,
    help: "Token budget of a step",
  },
  "max-num-seqs": {
    type: "integer",
    min: 1,
    unit: "requests",
    defaultFrom: "vLLM's for the GPU",
    group: ENGINE,
    help: "Most requests running at once",
  },
  "max-model-len": {
    type: "integer",
    min: 2,
    unit: "tokens",
    defaultFrom: "the model's",
    group: ENGINE,
    help: "Most tokens of one request, prompt and output together",
  },
  "gpu-memory-utilization": {
    type: "number",
    above: 0,
    max: 1,
    defaultFrom: "the version's",
    group: ENGINE,
    help: "Share of GPU memory the server may use",
  },
  "num-gpu-blocks-override": {
    type: "integer",
    min: 2,
    unit: "blocks",
    defaultFrom: "GPU memory left after weights and activations",
    group: ENGINE,
    help: "KV blocks of the pool, whatever memory says",
  },
  "kv-cache-memory-bytes": {
    type: "integer",
    min: 1,
    unit: "bytes",
    defaultFrom: "what --gpu-memory-utilization leaves",
    group: ENGINE,
    help: "Memory of the KV cache on each GPU, whatever is left",
  },
  "block-size": {
    type: "integer",
    min: 1,
    default: 16,
    unit: "tokens",
    group: ENGINE,
    help: "Tokens of a KV block",
  },
  quantization: {
    type: "string",
    choices: ["auto", "fp8"],
    default: "auto",
    group: ENGINE,
    help: "Element type of the weights; auto is the model's own",
  },
  "kv-cache-dtype": {
    type: "string",
    choices: ["auto", "bf16", "fp8"],
    default: "auto",
    group: ENGINE,
    help: "Element type of the KV cache; auto is the model's own",
  },
  "enable-chunked-prefill": {
    type: "boolean",
    default: true,
    group: ENGINE,
    help: "Split prompts over steps",
  },
  "long-prefill-token-threshold": {
    type: "integer",
    min: 0,
    default: 0,
    unit: "tokens",
    group: ENGINE,
    help: "Longest chunk of one prompt in a step; 0 is no limit",
  },
  "enable-prefix-caching": {
    type: "boolean",
    default: true,
    group: ENGINE,
    help: "Reuse the KV blocks of equal prompt prefixes",
  },
  "scheduling-policy": {
    type: "string",
    choices: ["fcfs", "priority"],
    default: "fcfs",
    group: ENGINE,
    help: "Order of the waiting queue",
  },
  "async-scheduling": {
    type: "boolean",
    defaultFrom: "the version's",
    group: ENGINE,
    help: "Schedule a step before the last one returns",
  },
  "scheduler-reserve-full-isl": {
    type: "boolean",
    defaultFrom: "the version's",
    group: ENGINE,
    help: "Admit a request only when its whole sequence fits in free blocks",
  },
  "cudagraph-mode": {
    type: "string",
    choices: ["none", "piecewise", "full-and-piecewise"],
    defaultFrom: "the version's",
    group: ENGINE,
    help: "What CUDA graphs capture; none is vLLM's --enforce-eager",
  },
  "cudagraph-capture-sizes": {
    type: "integer",
    list: true,
    min: 1,
    unit: "tokens",
    defaultFrom: "the version's, for the budgets above",
    group: ENGINE,
    help: "Batch sizes that have a CUDA graph",
  },
  "max-cudagraph-capture-size": {
    type: "integer",
    min: 1,
    unit: "tokens",
    defaultFrom: "the least of 2 x --max-num-seqs, 512 and --max-num-batched-tokens",
    group: ENGINE,
    help: "Largest batch that has a CUDA graph",
  },
} as const satisfies FlagTable;

/** How many servers share the requests. */
export const FLEET_FLAGS = {
  replicas: {
    type: "integer",
    min: 1,
    axis: true,
    default: 1,
    unit: "servers",
    group: GROUP,
    help: "Equal servers behind one router",
  },
  routing: {
    type: "string",
    choices: ROUTING_POLICIES,
    default: "round-robin",
    group: GROUP,
    help: "How the router chooses a replica",
  },
} as const satisfies FlagTable;
