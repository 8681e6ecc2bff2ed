import { ARRIVAL_PROCESSES, PRESETS } from "../../workload/spec.ts";
import type { FlagTable } from "./spec.ts";

export { LENGTH_FLAGS } from "./lengths.ts";

const GROUP = "Workload (names of `vllm bench serve`):";
const LENGTHS = "Workload lengths:";
const GENERATED = ["random", "prefix_repetition", "distribution", "preset", "sessions"] as const;
/** Trace formats without arrival times take theirs from the generator too. */
const ARRIVING = [...GENERATED, "trace"] as const;

/** How many requests, and when. */
export const ARRIVAL_FLAGS = {
  workload: {
    type: "string",
    choices: ["random", "prefix_repetition", "distribution", "sessions", "trace", "prompt", ...PRESETS],
    aliases: ["dataset-name"],
    defaultFrom: "trace, distribution or prompt when their flags are given, else random",
    group: GROUP,
    help: "Where requests come from; chatbot ... multidoc are presets",
  },
  "num-prompts": {
    type: "integer",
    min: 1,
    aliases: ["num-requests"],
    default: 1000,
    workloads: GENERATED,
    group: GROUP,
    help: "Requests to send",
  },
  "request-rate": {
    type: "number",
    above: 0,
    infinite: true,
    axis: true,
    aliases: ["rate"],
    default: Number.POSITIVE_INFINITY,
    unit: "requests/s",
    workloads: ARRIVING,
    group: GROUP,
    help: "Mean arrival rate; inf sends all at once",
  },
  burstiness: {
    type: "number",
    above: 0,
    infinite: true,
    default: 1,
    workloads: ARRIVING,
    group: GROUP,
    help: "Shape of the gaps: 1 is Poisson, lower is burstier, inf is constant",
  },
  "arrival-process": {
    type: "string",
    choices: ARRIVAL_PROCESSES,
    default: "gamma",
    workloads: ARRIVING,
    group: GROUP,
    help: "Distribution of the gaps",
  },
  "ramp-up-strategy": {
    type: "string",
    choices: ["linear", "exponential"],
    workloads: ARRIVING,
    group: GROUP,
    help: "Let the rate go from --ramp-up-start-rps to --ramp-up-end-rps",
  },
  "ramp-up-start-rps": {
    type: "number",
    above: 0,
    unit: "requests/s",
    workloads: ARRIVING,
    group: GROUP,
    help: "Rate at the first request",
  },
  "ramp-up-end-rps": {
    type: "number",
    above: 0,
    unit: "requests/s",
    workloads: ARRIVING,
    group: GROUP,
    help: "Rate at the last request",
  },
  stages: {
    type: "string",
    list: true,
    workloads: ARRIVING,
    group: GROUP,
    help: "One rate after another, RATE:SECONDS,...: 5:60,20:30; without --num-prompts all they send",
  },
  "max-concurrency": {
    type: "integer",
    min: 1,
    unit: "requests",
    group: GROUP,
    help: "Closed loop: most requests in flight",
  },
  seed: {
    type: "integer",
    min: 0,
    default: 0,
    group: GROUP,
    help: "Seed of every random stream",
  },
} as const satisfies FlagTable;

/** `vllm bench serve --dataset-name random` and `prefix_repetition`, with their defaults. */
export const DATASET_FLAGS = {
  "random-input-len": {
    type: "integer",
    min: 1,
    default: 1024,
    unit: "tokens",
    workloads: ["random"],
    group: LENGTHS,
    help: "Prompt length of --workload random",
  },
  "random-output-len": {
    type: "integer",
    min: 1,
    default: 128,
    unit: "tokens",
    workloads: ["random"],
    group: LENGTHS,
    help: "Output length of --workload random",
  },
  "random-range-ratio": {
    type: "number",
    min: 0,
    below: 1,
    default: 0,
    workloads: ["random"],
    group: LENGTHS,
    help: "Lengths vary by this share either way",
  },
  "random-prefix-len": {
    type: "integer",
    min: 0,
    default: 0,
    unit: "tokens",
    workloads: ["random"],
    group: LENGTHS,
    help: "Tokens in front that all prompts share",
  },
  "prefix-repetition-prefix-len": {
    type: "integer",
    min: 1,
    default: 256,
    unit: "tokens",
    workloads: ["prefix_repetition"],
    group: LENGTHS,
    help: "Length of each shared prefix",
  },
  "prefix-repetition-suffix-len": {
    type: "integer",
    min: 1,
    default: 256,
    unit: "tokens",
    workloads: ["prefix_repetition"],
    group: LENGTHS,
    help: "Length of each prompt's own part",
  },
  "prefix-repetition-num-prefixes": {
    type: "integer",
    min: 1,
    default: 10,
    workloads: ["prefix_repetition"],
    group: LENGTHS,
    help: "Different prefixes",
  },
  "prefix-repetition-output-len": {
    type: "integer",
    min: 1,
    default: 128,
    unit: "tokens",
    workloads: ["prefix_repetition"],
    group: LENGTHS,
    help: "Output length",
  },
} as const satisfies FlagTable;
