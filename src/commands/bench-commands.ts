import { CLUSTER_FLAGS } from "../config/flags/cluster.ts";
import type { FlagName } from "../config/flags.ts";
import type { CommandSpec } from "./command.ts";
import { ALWAYS } from "./common-flags.ts";

const GPU = ["gpu", "hardware-config"] as const;
const JOBS = ["shapes", "with", "only"] as const;
const CLUSTER = Object.keys(CLUSTER_FLAGS) as FlagName[];
const CAMPAIGN = [
  "target",
  "campaign",
  ...GPU,
  ...JOBS,
  "retry-failed",
  "self-test",
  "kernels",
  "python",
  "time-limit",
  "gemm-time-limit",
  "queue-limit",
  ...CLUSTER,
  "dry-run",
] as const;

/** `inference-sim bench ...`: from jobs on a cluster to tables that the simulator reads. */
export const BENCH_COMMANDS: readonly CommandSpec[] = [
  {
    name: "bench plan",
    help: "List the jobs of a benchmark campaign: waves, rows, expected time",
    flags: [...GPU, ...JOBS, ...ALWAYS],
    examples: [["bench plan --gpu H100", "what a campaign would run, and for how long"]],
    load: () => import("./bench-plan.ts"),
  },
  {
    name: "bench jobs",
    help: "Write the campaign's job files, and submit none",
    flags: [...CAMPAIGN, "output", ...ALWAYS],
    examples: [["bench jobs --target slurm --output jobs", "sbatch scripts in a folder"]],
    load: () => import("./bench-jobs.ts"),
  },
  {
    name: "bench submit",
    help: "Submit a campaign wave by wave and watch it; run it again to go on",
    flags: [...CAMPAIGN, "poll-interval", ...ALWAYS],
    examples: [
      ["bench submit --target openshift --gpu H100", "25 jobs through oc"],
      ["bench submit --target local --gpu H200 --devices 0,1", "on the GPUs of this machine"],
      ["bench submit --target slurm --only 32-8-128/decode/tp2", "one job again"],
    ],
    load: () => import("./bench-submit.ts"),
  },
  {
    name: "bench status",
    help: "Show where the jobs of a campaign stand",
    flags: ["campaign", ...GPU, "kernels", ...ALWAYS],
    examples: [["bench status --campaign out/campaign", "done, running and failed jobs"]],
    load: () => import("./bench-status.ts"),
  },
  {
    name: "bench collect",
    help: "Check a campaign's tables and bring the sound ones to the simulator",
    flags: ["campaign", ...GPU, "kernels", "only", "bench-data-path", "dry-run", ...ALWAYS],
    examples: [["bench collect --campaign out/campaign --dry-run", "what would be taken, and what not"]],
    load: () => import("./bench-collect.ts"),
  },
  {
    name: "bench validate",
    help: "Check that tables are whole and within the roofline",
    flags: [...GPU, ...JOBS, "bench-data-path", ...ALWAYS],
    examples: [["bench validate --gpu H100", "the tables that ship"]],
    load: () => import("./bench-validate.ts"),
  },
  {
    name: "bench lint",
    help: "Find the known faults of kernel tables",
    flags: [...GPU, "bench-data-path", ...ALWAYS],
    examples: [["bench lint --gpu H100 --bench-data-path ../InferSim/bench_data", "any layout"]],
    load: () => import("./bench-lint.ts"),
  },
  {
    name: "bench import",
    positionals: [{ name: "path", help: "Folder of InferSim's or BLIS's tables, or file of another format" }],
    help: "Convert tables of others, and name their faults",
    flags: ["from", ...GPU, "output", "dry-run", ...ALWAYS],
    examples: [
      ["bench import ../InferSim/bench_data --from infersim --output tables/h100", "with provenance"],
    ],
    load: () => import("./bench-import.ts"),
  },
  {
    name: "bench report",
    help: "Write a report on tables, or on an attention baseline, as Markdown and HTML",
    flags: [
      ...GPU,
      "bench-data-path",
      "shapes",
      "against",
      "baseline",
      "candidate",
      "ncu",
      "output",
      ...ALWAYS,
    ],
    examples: [
      ["bench report --gpu H100 --against tables/h100 --output report", "two sets of tables"],
      [
        "bench report --baseline sdpa.csv --candidate mine.csv --ncu mine.ncu.csv",
        "what a kernel has to beat",
      ],
    ],
    load: () => import("./bench-report.ts"),
  },
];
