import type { CommandSpec } from "./command.ts";
import { ALWAYS, SERVER } from "./common-flags.ts";

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
  {
    name: "calibrate",
    positionals: [
      { name: "files", help: "vllm bench JSON, requests.csv, step log, or kernel CSV", many: true },
    ],
    help: "Fit a few parameters of a GPU to your measurements",
    flags: ["fit", "kv-len", "seed", "output", "name", "dry-run", ...SERVER, "config", ...ALWAYS],
    examples: [
      [
        "calibrate result.json --model llama-3.1-8b --gpu H100 --output my-h100.json",
        "from vllm bench serve --save-detailed",
      ],
      [
        "calibrate server.log --model llama-3.1-8b --latency-model calibrated --fit mfuDecodeMultiplier",
        "one v1 key",
      ],
    ],
    load: () => import("./calibrate.ts"),
  },
  {
    name: "map",
    help: "Show where the two latency models differ, and what to measure next",
    flags: ["batches", "kv-lens", "prompts", ...SERVER, "config", ...ALWAYS],
    examples: [
      ["map --model llama-3.1-8b --tp 1,2,4", "step time of calibrated over mfu, batch x KV x prompt x tp"],
    ],
    load: () => import("./map.ts"),
  },
];
