import { type FlagName, flagSpec, SETTING_NAMES } from "../config/flags.ts";
import type { CommandSpec } from "./command.ts";
import { ALWAYS, TALK } from "./common-flags.ts";

const SHARED = ["seed", "block-size"] as const;
const FILE = { name: "file", help: "Trace file; .gz is fine" };
const OUT = { name: "out", help: "File to write; - is stdout" };

const READING = [...flagsFor("trace").filter((name) => name !== "trace"), ...SHARED];
const GENERATING = [
  "workload",
  ...new Set((["random", "prefix_repetition", "distribution", "sessions"] as const).flatMap(flagsFor)),
  ...SHARED,
] as const;

function flagsFor(kind: "trace" | "random" | "prefix_repetition" | "distribution" | "sessions"): FlagName[] {
  return SETTING_NAMES.filter((name) => flagSpec(name).workloads?.includes(kind));
}

/** Commands over workloads alone: no server is simulated. */
export const WORKLOAD_COMMANDS: readonly CommandSpec[] = [
  {
    name: "workload inspect",
    positionals: [FILE],
    help: "Show rates, bursts, lengths and prefix reuse of a trace",
    flags: [...READING, ...ALWAYS],
    examples: [["workload inspect trace.csv --format json", "as data"]],
    load: () => import("./workload-inspect.ts"),
  },
  {
    name: "workload convert",
    positionals: [FILE, OUT],
    help: "Write a trace in another format, whole, cut or scaled",
    flags: [...READING, "to", ...TALK],
    examples: [["workload convert azure.csv busy.jsonl --rate-scale 2 --limit 1000", "twice the rate"]],
    load: () => import("./workload-convert.ts"),
  },
  {
    name: "workload generate",
    positionals: [OUT],
    help: "Write the requests that `run` would make up, as a trace",
    flags: [...GENERATING, "to", ...TALK],
    examples: [["workload generate chat.csv --workload chatbot --rate 8 --num-prompts 500", "to replay"]],
    load: () => import("./workload-generate.ts"),
  },
];
