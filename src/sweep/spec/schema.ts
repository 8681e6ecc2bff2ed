import { z } from "zod";

type Scalar = string | number | boolean;

/** A value or a list of values, of which every one that is wrong is told in its place. What is right is known to the flags. */
const values = z.custom<Scalar | Scalar[]>().superRefine((data: unknown, context) => {
  const complain = (message: string, path: number[] = []) =>
    context.addIssue({ code: "custom", message, path });
  if (!Array.isArray(data)) {
    if (!isScalar(data)) complain("must be a value or a list of values");
    return;
  }
  if (data.length === 0) complain("needs at least one value");
  for (const [index, item] of data.entries()) {
    if (!isScalar(item)) complain("must be a text, a number, true or false", [index]);
  }
});

function isScalar(value: unknown): boolean {
  return (
    typeof value === "number" || typeof value === "boolean" || (typeof value === "string" && value !== "")
  );
}

const mapping = z.record(z.string(), values, "must be a mapping of settings");
const mappings = (entry: z.ZodType<Record<string, Scalar | Scalar[]>>) =>
  z.array(entry, "must be a list of mappings").min(1, "needs at least one entry");
const axes = mapping.refine((entry) => Object.keys(entry).length > 0, "must name at least one axis");

/** Axes with a key of their own: the flag each sets. */
export const AXIS_KEYS = {
  models: "model",
  gpus: "gpu",
  tp: "tp",
  replicas: "replicas",
  latencyModels: "latency-model",
  requestRates: "request-rate",
} as const;

const SEED = "must be a whole number, at least 0";
const SEEDS = "must be how many seeds, from 1 to 10000, or a list of whole numbers";

const LINK = "must be a list of axes, as in [[models, tp]]";

const KEYS = {
  description: z.string("must be a text").optional(),
  /** The command that starts a real server; what else the file says wins over it. */
  vllmArgs: z.string("must be a text").min(1, "must be a text").optional(),
  models: values.optional(),
  gpus: values.optional(),
  tp: values.optional(),
  replicas: values.optional(),
  latencyModels: values.optional(),
  /** Settings of the workload, each a value or a list; `name` is what tables call it. */
  workloads: mappings(mapping).optional(),
  requestRates: values.optional(),
  /** vLLM's knobs, each a value or a list. */
  engine: mapping.optional(),
  /** Everything else: objectives, percentiles, routing, files. */
  settings: mapping.optional(),
  /** How many seeds from 0 on, or which. */
  seeds: z
    .union(
      [z.int(SEEDS).min(1, SEEDS).max(10_000, SEEDS), z.array(z.int(SEED).nonnegative(SEED)).min(1)],
      SEEDS,
    )
    .optional(),
  include: mappings(axes).optional(),
  exclude: mappings(axes).optional(),
  linked: z
    .array(
      z.array(z.string("must be an axis"), LINK).min(2, "must name at least two axes"),
      "must be a list of lists of axes",
    )
    .optional(),
};

/** The structure of a sweep file; what single values may be is known to the table of flags. */
export const sweepSchema = z.strictObject(KEYS, "must be a mapping");

export type SweepDocument = z.infer<typeof sweepSchema>;

export const SWEEP_KEYS: readonly string[] = Object.keys(KEYS);
