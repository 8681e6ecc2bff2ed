import { CLUSTER_FLAGS } from "../config/flags/cluster.ts";
import { type FlagName, SETTING_NAMES } from "../config/flags.ts";
import type { CommandSpec } from "./command.ts";

const ALWAYS = ["format", "quiet", "verbose", "debug"] as const;
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
    flags: ["against", "by", "seeds", "workers", "config", "output", ...SETTING_NAMES, ...ALWAYS],
    examples: [
      ["compare out/a out/b", "two finished runs"],
      ["compare a.yaml b.yaml --seeds 10", "two scenarios, with the same random numbers"],
      ["compare out/sweep", "latency models across a sweep"],
      ["compare --against bench.json --tp 2", "a result of vllm bench serve with its simulation"],
    ],
    load: () => import("./compare.ts"),
  },
];
