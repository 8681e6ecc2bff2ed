import { ENGINE_FLAGS, SYSTEM_FLAGS } from "../config/flags/server.ts";
import type { FlagName } from "../config/flags.ts";
import type { CommandSpec } from "./command.ts";

const ALWAYS = ["format", "quiet", "verbose", "debug"] as const;
const SERVER = [...Object.keys(SYSTEM_FLAGS), ...Object.keys(ENGINE_FLAGS)] as FlagName[];

/** Against measurements: how far off, constants from your own, and what to measure next. */
export const VALIDATE_COMMANDS: readonly CommandSpec[] = [
  {
    name: "validate",
    positionals: [
      { name: "kind", help: "kernels, steps, serving, capacity, calibrated or infersim" },
      { name: "files", help: "Files of measurements", many: true },
    ],
    help: "Compare the simulator with measurements, and show its errors",
    flags: [
      "op",
      "predictions",
      "max",
      "lookup",
      "models",
      "bench-data",
      "kv-len",
      "seed",
      ...SERVER,
      "config",
      ...ALWAYS,
    ],
    examples: [
      [
        "validate kernels gemm.csv --gpu H100",
        "errors by regime, the worst rows, a textbook roofline beside it",
      ],
      ["validate serving runs.csv --max 5 --format json", "exit code 5 when the MAPE is above 5 %"],
      ["validate steps server.log --model llama-3.1-8b --tp 2", "a log with Iteration(i): ... elapsed time"],
    ],
    load: () => import("./validate.ts"),
  },
];
