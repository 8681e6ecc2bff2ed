import { z } from "zod";

const scalar = z.union(
  [z.string().min(1), z.number(), z.boolean()],
  "must be a text, a number, true or false",
);
const values = z.union([scalar, z.array(scalar).min(1)], "must be a value or a list of values");
const mapping = z.record(z.string(), values, "must be a mapping of settings");
const mappings = z.array(mapping, "must be a list of mappings").min(1, "needs at least one entry");

/** Axes with a key of their own: the flag each sets. */
export const AXIS_KEYS = {
  models: "model",
  gpus: "gpu",
  tp: "tp",
  replicas: "replicas",
  latencyModels: "latency-model",
  requestRates: "request-rate",
} as const;

const SEEDS = "must be how many seeds, from 1 to 10000, or a list of whole numbers";

const KEYS = {
  description: z.string("must be a text").optional(),
  models: values,
  gpus: values.optional(),
  tp: values.optional(),
  replicas: values.optional(),
  latencyModels: values.optional(),
  /** Settings of the workload, each a value or a list; `name` is what tables call it. */
  workloads: mappings.optional(),
  requestRates: values.optional(),
  /** vLLM's knobs, each a value or a list. */
  engine: mapping.optional(),
  /** Everything else: objectives, percentiles, routing, files. */
  settings: mapping.optional(),
  /** How many seeds from 0 on, or which. */
  seeds: z
    .union([z.int(SEEDS).min(1, SEEDS).max(10_000, SEEDS), z.array(z.int().nonnegative()).min(1)], SEEDS)
    .optional(),
  include: mappings.optional(),
  exclude: mappings.optional(),
  linked: z
    .array(z.array(z.string()).min(2, "must name at least two axes"), "must be a list of lists of axes")
    .optional(),
};

/** The structure of a sweep file; what single values may be is known to the table of flags. */
export const sweepSchema = z.strictObject(KEYS, "must be a mapping");

export type SweepDocument = z.infer<typeof sweepSchema>;

export const SWEEP_KEYS: readonly string[] = Object.keys(KEYS);
