import type { InferSimKernels } from "../roofline/infersim/kernels.ts";
import type { Lookup } from "../roofline/infersim/lookup.ts";
import { ZeroMfuError } from "../roofline/infersim/mfu.ts";
import { type InferSimPass, inferSimPass } from "../roofline/infersim/passes.ts";
import { inferSimKernels } from "../roofline/infersim/setup.ts";
import type { ModelShape } from "../roofline/model-shape.ts";
import { type CsvFile, type CsvRow, requireColumns } from "./csv-file.ts";
import type { Names } from "./names.ts";
import type { Comparison, Outcome, Skipped } from "./outcome.ts";

export const INFERSIM_COLUMNS = ["model", "gpu", "tp", "phase", "batch", "len", "metric", "value"];
/** Agreement that counts as the same figure: a few roundings of a double. */
const SAME = 1e-9;

const METRICS: Readonly<Record<string, (pass: InferSimPass) => number>> = {
  ttft_ms: ({ totalMs }) => totalMs,
  tpot_ms: ({ totalMs }) => totalMs,
  attn_core_us: ({ attnCoreUs }) => attnCoreUs,
  attn_other_us: ({ attnOtherUs }) => attnOtherUs,
  ffn_us: ({ ffnUs }) => ffnUs,
  comm_us: ({ commUs }) => commUs,
};

export interface InferSimOptions {
  readonly names: Names;
  readonly lookup: Lookup;
  /** Folder of the tables the goldens were made with. */
  readonly benchDataPath: string;
}

/** InferSim's own numbers. An empty value stands for a division by zero there, and expects an error here. */
export function validateInferSim(table: CsvFile, { names, lookup, benchDataPath }: InferSimOptions): Outcome {
  requireColumns(table, INFERSIM_COLUMNS);
  const known = new Map<string, { readonly kernels: InferSimKernels; readonly layers: number }>();
  const setUp = (row: CsvRow) => {
    const key = ["model", "gpu", "tp"].map((column) => row.text(column)).join(" ");
    const found = known.get(key);
    if (found !== undefined) return found;
    const model = goldenModel(row.text("model"), names);
    const [gpu, tp] = [row.text("gpu"), row.count("tp")];
    const { kernels } = inferSimKernels({ model, gpu, tp, benchDataPath, lookup, zero: "refuse" });
    known.set(key, { kernels, layers: model.layers });
    return known.get(key)!;
  };
  const comparisons: Comparison[] = [];
  const skipped: Skipped[] = [];
  const count = { same: 0, errors: 0, missedErrors: 0 };
  const predictions = table.rows.map((row, index) => {
    const { kernels, layers } = setUp(row);
    const predicted = valueOfRow(row, kernels, layers);
    if (row.text("value") === "") {
      count[predicted === undefined ? "errors" : "missedErrors"] += 1;
      skipped.push({
        row: index,
        reason: `InferSim divides by zero, ${predicted === undefined ? "and so an error here" : "a price here"}`,
      });
      return undefined;
    }
    const measured = row.number("value", { min: 0 });
    if (predicted === undefined) {
      skipped.push({ row: index, reason: "an error here, a value in InferSim" });
      return undefined;
    }
    if (Math.abs(predicted - measured) <= SAME * Math.abs(measured)) count.same += 1;
    if (measured === 0)
      skipped.push({
        row: index,
        reason: `value 0, ${predicted === 0 ? "and 0 here" : `and ${predicted} here`}`,
      });
    else {
      comparisons.push({
        row: index,
        metric: "value",
        measured,
        predicted,
        groups: { tp: row.text("tp"), metric: row.text("metric"), phase: row.text("phase") },
        label: INFERSIM_COLUMNS.slice(0, -1)
          .map((column) => row.text(column))
          .join(" "),
      });
    }
    return { value: predicted, provenance: "InferSim's tables" };
  });
  return {
    kind: "infersim",
    op: `${lookup} lookup`,
    table,
    unit: "",
    primary: "value",
    comparisons,
    skipped,
    predictions,
    notes: [
      `${count.same} of ${table.rows.length - count.errors - count.missedErrors} values within ${SAME} relative; ` +
        `${count.errors} of ${count.errors + count.missedErrors} divisions by zero are an error here too`,
    ],
  };
}

/** InferSim takes FP8 from the model's name, whatever its config says. */
function goldenModel(name: string, names: Names): ModelShape {
  const fp8 = name.endsWith("-fp8");
  const shape = names.model(fp8 ? name.slice(0, -"-fp8".length) : name);
  return { ...shape, weightDtype: fp8 ? "fp8" : "bf16" };
}

/** Undefined where the arithmetic divides by an MFU of 0. */
function valueOfRow(row: CsvRow, kernels: InferSimKernels, layers: number): number | undefined {
  const phase = row.text("phase");
  if (phase !== "prefill" && phase !== "decode") return row.refuse("phase", "must be prefill or decode");
  const metric = METRICS[row.text("metric")];
  if (metric === undefined) {
    return row.refuse("metric", `must be one of ${Object.keys(METRICS).join(", ")}`);
  }
  try {
    return metric(inferSimPass(kernels, layers, phase, row.count("batch"), row.count("len")));
  } catch (error) {
    if (error instanceof ZeroMfuError) return undefined;
    throw error;
  }
}
