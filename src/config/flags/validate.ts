import type { FlagTable } from "./spec.ts";

const GROUP = "Validation and calibration:";

/** `inference-sim validate`, `calibrate` and `map` */
export const VALIDATE_FLAGS = {
  op: {
    type: "string",
    choices: ["gemm", "prefill", "decode", "allreduce", "sdpa"],
    transient: true,
    defaultFrom: "told by the header",
    group: GROUP,
    help: "Kernel that the files hold timings of",
  },
  lookup: {
    type: "string",
    choices: ["nearest", "floor"],
    default: "nearest",
    transient: true,
    group: GROUP,
    help: "How InferSim looks its tables up: commit f2293da or 8eca9bb",
  },
  models: {
    type: "string",
    transient: true,
    defaultFrom: "configs/models as shipped",
    group: GROUP,
    help: "Folder of Hugging Face configs that the file's models are named by",
  },
  "bench-data": {
    type: "string",
    transient: true,
    group: GROUP,
    help: "Folder of InferSim's tables, for validate infersim",
  },
  predictions: {
    type: "string",
    transient: true,
    group: GROUP,
    help: "CSV file to write: the input's rows with predictions and their provenance",
  },
  max: {
    type: "number",
    min: 0,
    transient: true,
    unit: "%",
    group: GROUP,
    help: "Largest MAPE allowed of any file; above it the exit code is 5",
  },
  "kv-len": {
    type: "integer",
    min: 0,
    transient: true,
    defaultFrom: "followed from the log",
    unit: "tokens",
    group: GROUP,
    help: "Context of each decoding request in a step log",
  },
  fit: {
    type: "string",
    list: true,
    transient: true,
    defaultFrom: "the few that the file says something about",
    group: GROUP,
    help: "Parameters to fit: mfuDecodeMultiplier,BwEffConstant,hostAsyncUs,...",
  },
  name: {
    type: "string",
    transient: true,
    defaultFrom: "the GPU's",
    group: GROUP,
    help: "Name of the GPU in the hardware file that calibrate writes",
  },
} as const satisfies FlagTable;
