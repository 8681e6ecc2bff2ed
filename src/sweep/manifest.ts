import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { UserError } from "../errors.ts";
import { writeOutputFolder } from "../report/output-folder.ts";
import { ENGINE_VERSION } from "./engine-version.ts";
import { questionOf } from "./experiment/experiment-manifest.ts";
import type { SweepPlan } from "./plan.ts";

const item = z.union([z.string(), z.number(), z.boolean()]);
const cell = z.record(z.string(), z.union([item, z.array(item)]));

const manifestSchema = z.strictObject({
  format: z.literal("inference-sim sweep 1"),
  engine: z.string(),
  file: z.string(),
  settings: cell,
  workloads: z.record(z.string(), cell),
});

const FORMAT = "inference-sim sweep 1";
const NAME = "manifest.json";

export function manifestFile(folder: string): string {
  return join(folder, NAME);
}

/** The plan as `manifest.json`: one scenario a line, in order. */
export function manifestText({ scenarios, engine, file, settings, workloads }: SweepPlan): string {
  const head = JSON.stringify({ format: FORMAT, engine, file, settings, workloads }, inJson, 2);
  const lines = scenarios.map((scenario) => `    ${JSON.stringify(scenario, inJson)}`);
  return `${head.slice(0, -2)},\n  "scenarios": [\n${lines.join(",\n")}\n  ]\n}\n`;
}

/** @throws UserError where another command has its manifest */
export function writeManifest(folder: string, plan: SweepPlan): void {
  refuseOther(folder);
  writeOutputFolder(folder, { [NAME]: manifestText(plan) });
}

/** An earlier plan of a sweep may be replaced: results are named by what they are of. */
function refuseOther(folder: string): void {
  const file = manifestFile(folder);
  if (!existsSync(file)) return;
  let json: { readonly format?: unknown };
  try {
    json = parse(file);
  } catch {
    // A damaged one is nobody's any more.
    return;
  }
  if (json.format === FORMAT) return;
  const { command } = questionOf(json) ?? {};
  throw new UserError({
    field: `--output ${folder}`,
    message:
      command === undefined ? "holds a manifest.json of no sweep" : `holds an experiment of \`${command}\``,
    remedy: "Give another folder with --output",
  });
}

/** Whether the manifest of a folder is that of a plan. */
export function isManifestOf(folder: string, plan: SweepPlan): boolean {
  const file = manifestFile(folder);
  return existsSync(file) && readFileSync(file, "utf8") === manifestText(plan);
}

/**
 * Reads the plan of a folder.
 * @throws UserError when there is none, or another version of the simulator made it and `anyEngine` is not set
 */
export function readManifest(folder: string, { anyEngine = false } = {}): SweepPlan {
  const file = manifestFile(folder);
  if (!existsSync(file)) {
    throw new UserError({
      where: { file },
      message: "does not exist: nothing was planned in this folder",
      remedy: "Begin with `inference-sim sweep plan FILE.yaml --output FOLDER`",
    });
  }
  const json = parse(file);
  const { scenarios, ...rest } = json;
  const head = manifestSchema.safeParse(rest);
  if (!head.success || !Array.isArray(scenarios)) {
    const { command } = questionOf(json) ?? {};
    const own = command === undefined ? "" : `: it is of \`${command}\``;
    throw new UserError({ where: { file }, message: `is no manifest of a sweep${own}` });
  }
  const { format: _, ...plan } = head.data;
  if (!anyEngine && plan.engine !== ENGINE_VERSION) {
    throw new UserError({
      where: { file },
      message: `was planned by version ${plan.engine}, and this is ${ENGINE_VERSION}`,
      remedy: "Use the same build everywhere, or plan again",
    });
  }
  return { ...plan, scenarios };
}

function parse(file: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(file, "utf8"), fromJson);
  } catch (error) {
    throw new UserError({ where: { file }, message: `is not valid JSON: ${(error as Error).message}` });
  }
}

/** JSON knows no infinity; no setting but a rate or a shape can be `inf`. */
function inJson(_key: string, value: unknown): unknown {
  return value === Number.POSITIVE_INFINITY ? "inf" : value;
}

function fromJson(_key: string, value: unknown): unknown {
  return value === "inf" ? Number.POSITIVE_INFINITY : value;
}
