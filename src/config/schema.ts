import * as z from "zod";
import type { FlagSpec } from "./flags/spec.ts";
import { flagSpec, SETTING_NAMES } from "./flags.ts";

/** A file of settings as a zod schema, made from the table of flags: the two cannot disagree on a name. */
export function settingsSchema() {
  const keys = SETTING_NAMES.map((name) => [name, valueSchema(flagSpec(name)).optional()] as const);
  return z.strictObject(Object.fromEntries(keys)).describe("Settings of inference-sim");
}

/** For editors: JSON Schema of a YAML or JSON file of settings. */
export function settingsJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(settingsSchema(), { io: "input" }) as Record<string, unknown>;
}

function valueSchema(spec: FlagSpec): z.ZodType {
  const item = itemSchema(spec);
  const value = spec.list || spec.axis ? z.union([item, z.array(item).min(1)]) : item;
  const unit = spec.unit === undefined ? "" : ` (${spec.unit})`;
  const origin = spec.defaultFrom === undefined ? "" : `; default: ${spec.defaultFrom}`;
  const described = value.describe(`${spec.help}${unit}${origin}`);
  if (spec.default === undefined) return described;
  return described.meta({ default: spec.default === Number.POSITIVE_INFINITY ? "inf" : spec.default });
}

function itemSchema(spec: FlagSpec): z.ZodType {
  if (spec.choices) return z.enum(spec.choices as [string, ...string[]]);
  if (spec.type === "string") return z.string().min(1);
  if (spec.type === "boolean") return z.boolean();
  let number = spec.type === "integer" ? z.int() : z.number();
  if (spec.min !== undefined) number = number.min(spec.min);
  if (spec.above !== undefined) number = number.gt(spec.above);
  if (spec.max !== undefined) number = number.max(spec.max);
  if (spec.below !== undefined) number = number.lt(spec.below);
  return spec.infinite ? z.union([number, z.literal("inf")]) : number;
}
