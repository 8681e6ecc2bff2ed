import { SYSTEM_FLAGS } from "../config/flags/server.ts";
import { type FlagName, flagSpec, SETTING_NAMES } from "../config/flags.ts";
import { BENCH_COMMANDS } from "./bench-commands.ts";
import type { CommandSpec } from "./command.ts";
import { ALWAYS, REAL_SERVER, SERVER } from "./common-flags.ts";
import { SWEEP_COMMANDS } from "./sweep-commands.ts";
import { VALIDATE_COMMANDS } from "./validate-commands.ts";
import { WORKLOAD_COMMANDS } from "./workload-commands.ts";

const KV_CHECK = ["expect-kv-tokens", "kv-tolerance"] as const;
const RUN_OUTPUT = [
  ...REAL_SERVER,
  ...KV_CHECK,
  "config",
  "output",
  "report",
  "perfetto",
  "steps",
  "sample",
  "watch",
  "save-detailed",
  "reproducible",
  "dry-run",
  "step-by-step",
  "check-invariants",
  ...ALWAYS,
] as const;
const FOR_TRACES = SETTING_NAMES.filter((name) => {
  const { workloads } = flagSpec(name);
  return name !== "workload" && name !== "trace" && (workloads === undefined || workloads.includes("trace"));
});

/** Every subcommand, in the order `--help` lists them. The first is the default. */
export const COMMANDS: readonly CommandSpec[] = [
  {
    name: "run",
    help: "Simulate a workload (the default command)",
    flags: [...SETTING_NAMES, ...RUN_OUTPUT],
    briefFlags: [
      ...(Object.keys(SYSTEM_FLAGS) as FlagName[]),
      "workload",
      "num-prompts",
      "request-rate",
      "prefill-tokens",
      "config",
      "output",
      ...ALWAYS,
    ],
    examples: [
      ["--model llama-2-7b --gpu H100 --tp 2 --prefill-tokens 2048", "TTFT of one prompt"],
      ["run --model llama-3.1-8b --workload chatbot --rate 10 --tp 1,2,4", "one table over three servers"],
    ],
    load: () => import("./run.ts"),
  },
  {
    name: "replay",
    positionals: [{ name: "trace", help: "Trace file: Azure, Mooncake, Vidur, any CSV or JSONL" }],
    help: "Simulate the requests of a trace",
    flags: [...FOR_TRACES, ...RUN_OUTPUT],
    examples: [
      ["replay trace.csv --model llama-3.1-8b --latency-model calibrated,mfu", "compare latency models"],
      ["replay log.jsonl --model llama-3.1-8b --columns arrival=t,prompt=in,output=out", "any columns"],
    ],
    load: () => import("./replay.ts"),
  },
  {
    name: "step",
    help: "Price one engine step, with its breakdown",
    flags: ["prefill", "decode", ...SERVER, ...REAL_SERVER, "config", ...ALWAYS],
    examples: [
      ["step --model llama-3.1-8b --prefill 2048 --decode 32x1024 --tp 2", "one chunk beside 32 decodes"],
    ],
    load: () => import("./step.ts"),
  },
  {
    name: "explain",
    positionals: [
      { name: "run", help: "Output folder or result.json of an earlier run, which is run again", many: true },
    ],
    help: "Say where the time of a request or of a step goes, and what would shorten it",
    flags: [
      ...(["request", "p50", "p90", "p95", "p99", "slowest", "step", "replica", "try"] as const),
      ...SETTING_NAMES,
      ...REAL_SERVER,
      "config",
      ...ALWAYS,
    ],
    briefFlags: [
      "request",
      "p50",
      "p90",
      "p95",
      "p99",
      "slowest",
      "step",
      "replica",
      "try",
      "config",
      ...ALWAYS,
    ],
    examples: [
      ["explain --workload chatbot --rate 10 --p99 ttft", "why the slowest first tokens are slow"],
      ["explain out/example --request 17", "a request of an earlier run"],
      ["explain out/example --step 120", "an engine step"],
    ],
    load: () => import("./explain.ts"),
  },
  {
    name: "memory",
    help: "Plan GPU memory: weights, activations, KV blocks",
    flags: [...SERVER, ...REAL_SERVER, ...KV_CHECK, "config", ...ALWAYS],
    examples: [
      ["memory --model llama-3.1-70b --gpu H100 --tp 4", "KV blocks of one GPU"],
      [
        'memory --vllm-args "vllm serve Qwen/Qwen3-8B --max-num-seqs 512" --expect-kv-tokens 381200',
        "check a server's log",
      ],
    ],
    load: () => import("./memory.ts"),
  },
  {
    name: "models",
    help: "List the models that ship",
    flags: [...ALWAYS],
    examples: [["models --format csv", "for a spreadsheet"]],
    load: () => import("./models.ts"),
  },
  {
    name: "gpus",
    help: "List the GPUs of the hardware file",
    flags: ["hardware-config", ...ALWAYS],
    examples: [["gpus", "peaks, memory and where they come from"]],
    load: () => import("./gpus.ts"),
  },
  {
    name: "config print",
    help: "Show every setting and where its value comes from",
    flags: [...SETTING_NAMES, ...REAL_SERVER, "config", ...ALWAYS],
    examples: [["config print --model llama-3.1-8b --tp 2", "what a run would use, and why"]],
    load: () => import("./config-print.ts"),
  },
  {
    name: "config schema",
    help: "Print the JSON Schema of configuration files",
    flags: ["debug"],
    examples: [["config schema > settings.schema.json", "for an editor that completes YAML"]],
    load: () => import("./config-schema.ts"),
  },
  {
    name: "completion",
    positionals: [{ name: "shell", help: "bash, zsh or fish", choices: ["bash", "zsh", "fish"] }],
    help: "Print a script that completes commands, flags and their values",
    flags: ["debug"],
    examples: [["completion bash >> ~/.bashrc", "from the next shell on"]],
    load: () => import("./completion.ts"),
  },
  ...WORKLOAD_COMMANDS,
  ...SWEEP_COMMANDS,
  ...VALIDATE_COMMANDS,
  ...BENCH_COMMANDS,
  {
    name: "bench synth",
    help: "Write kernel tables from the analytic model, marked as modelled",
    flags: ["gpu", "hardware-config", "output", "dry-run", ...ALWAYS],
    examples: [["bench synth --gpu H100 --output tables/h100", "into a folder of its own"]],
    load: () => import("./bench-synth.ts"),
  },
];

/** What a first word means that has subcommands of its own. */
export const COMMAND_GROUPS: Readonly<Record<string, string>> = {
  config: "Show settings, or the schema of settings files",
  workload: "Look at workloads, and write them as traces",
  bench: "Kernel tables",
};
