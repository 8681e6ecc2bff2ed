import { CLUSTER_FLAGS } from "../config/flags/cluster.ts";
import { type FlagName, SETTING_NAMES } from "../config/flags.ts";
import type { CommandSpec } from "./command.ts";
import { ALWAYS, REAL_SERVER } from "./common-flags.ts";

const FILE = { name: "file", help: "Sweep file (YAML): models, tp, workloads, rates, seeds, ..." };
const FOLDER = { name: "folder", help: "Folder of the sweep" };
const CLUSTER = (Object.keys(CLUSTER_FLAGS) as FlagName[]).filter((name) => name !== "devices");

/** Commands over many runs. */
export const SWEEP_COMMANDS: readonly CommandSpec[] = [
  {
    name: "sweep",
    positionals: [FILE],
    help: "Simulate a matrix of scenarios; what is there already is not run again",
    flags: [
      ...(["output", "workers", "dry-run", "executor", "shards", "max-parallel", "indexed"] as const),
      ...(["wait", "shard-time-limit", "poll-interval", ...CLUSTER, ...ALWAYS] as const),
    ],
    examples: [
      ["sweep configs/sweeps/tp-and-rate.yaml --output out/sweep", "on all cores"],
      [
        "sweep configs/sweeps/tp-and-rate.yaml --output out/sweep --executor slurm --shards 16",
        "as an array",
      ],
    ],
    load: () => import("./sweep.ts"),
  },
  {
    name: "sweep plan",
    positionals: [FILE],
    help: "Write the manifest of a sweep, and run nothing",
    flags: ["output", "dry-run", ...ALWAYS],
    examples: [["sweep plan configs/sweeps/tp-and-rate.yaml --output out/sweep", "to run it in parts"]],
    load: () => import("./sweep-plan.ts"),
  },
  {
    name: "sweep shard",
    positionals: [FOLDER],
    help: "Run every Nth scenario of a planned sweep",
    flags: ["shard", "workers", "sweep-file", ...ALWAYS],
    examples: [["sweep shard out/sweep --shard 0/4", "the first of four parts"]],
    load: () => import("./sweep-shard.ts"),
  },
  {
    name: "sweep merge",
    positionals: [FOLDER],
    help: "Check all results of a sweep and write its summary",
    flags: [...ALWAYS],
    examples: [["sweep merge out/sweep", "after its shards have run"]],
    load: () => import("./sweep-merge.ts"),
  },
  {
    name: "sweep status",
    positionals: [FOLDER],
    help: "Count what is done, failed and missing",
    flags: ["shards", ...ALWAYS],
    examples: [["sweep status out/sweep", "how far it has come"]],
    load: () => import("./sweep-status.ts"),
  },
  {
    name: "sweep show",
    positionals: [FOLDER],
    help: "Browse the results of a sweep",
    flags: ["where", "sort", "top", ...ALWAYS],
    examples: [["sweep show out/sweep --where tp=2 --sort p99_ttft_ms --top 5", "the fastest five"]],
    load: () => import("./sweep-show.ts"),
  },
  {
    name: "sweep report",
    positionals: [FOLDER],
    help: "Write report.html: trade-offs, maps and curves of the results there are",
    flags: [...ALWAYS],
    examples: [["sweep report out/sweep", "one page, into the sweep's folder"]],
    load: () => import("./sweep-report.ts"),
  },
  {
    name: "compare",
    positionals: [
      { name: "runs", help: "Output folders, result.json, files of settings, or sweeps", many: true },
    ],
    help: "Show how runs differ, whether by chance, and why; or a simulation against measured results",
    flags: [
      "against",
      "by",
      "seeds",
      "workers",
      "config",
      "output",
      ...REAL_SERVER,
      ...SETTING_NAMES,
      ...ALWAYS,
    ],
    examples: [
      ["compare out/a out/b", "two finished runs"],
      ["compare a.yaml b.yaml --seeds 10", "two scenarios, with the same random numbers"],
      ["compare out/sweep", "latency models across a sweep"],
      ["compare --against bench.json --tp 2", "a result of vllm bench serve with its simulation"],
    ],
    load: () => import("./compare.ts"),
  },
  {
    name: "capacity",
    help: "Find the highest request rate that meets objectives, and what limits it",
    flags: ["slo", "seeds", "workers", "config", "output", ...REAL_SERVER, ...SETTING_NAMES, ...ALWAYS],
    examples: [
      ['capacity --model llama-3.1-8b --slo "ttft_p99<500ms,tpot_p95<30ms" --tp 1,2,4', "for each tp"],
      [
        "capacity --trace trace.csv --slo 'ttft_p99<1s' --replicas 1,2,4",
        "how many times a trace's own rate",
      ],
    ],
    load: () => import("./capacity.ts"),
  },
  {
    name: "recommend",
    help: "Find the cheapest servers that meet objectives under a trace or a rate",
    flags: [
      ...(["slo", "prices", "provider", "max-replicas", "seeds", "workers", "config", "output"] as const),
      ...REAL_SERVER,
      ...SETTING_NAMES.filter((name) => name !== "replicas"),
      ...ALWAYS,
    ],
    examples: [
      [
        'recommend --model llama-3.1-8b --trace trace.csv --slo "ttft_p99<1s"',
        "GPU, tp and replicas for a trace",
      ],
      [
        "recommend --model llama-3.1-8b --rate 50 --slo 'tpot_p95<30ms' --gpu H100,H200 --tp 1,2",
        "for a rate",
      ],
    ],
    load: () => import("./recommend.ts"),
  },
  {
    name: "sensitivity",
    help: "Show what tail latencies and goodput depend on: a tornado over hardware, engine and workload",
    flags: [
      "slo",
      "knobs",
      "seeds",
      "workers",
      "config",
      "output",
      ...REAL_SERVER,
      ...SETTING_NAMES,
      ...ALWAYS,
    ],
    examples: [
      [
        "sensitivity --model llama-3.1-8b --rate 20 --slo 'ttft_p99<500ms'",
        "10 and 20 % either way on everything",
      ],
    ],
    load: () => import("./sensitivity.ts"),
  },
];
