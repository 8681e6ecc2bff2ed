import { existsSync, readFileSync } from "node:fs";
import { flagSpec } from "../../config/flags.ts";
import { loadGpu } from "../../config/hardware.ts";
import { loadModel } from "../../config/models.ts";
import type { JsonFile, JsonPath } from "../../config/read-json.ts";
import { zodProblems } from "../../config/zod-problems.ts";
import { UserError } from "../../errors.ts";
import { axisOf, excludeOf, includeAxes, linkAxes } from "./axes.ts";
import { flagOfKey, SECTIONS } from "./keys.ts";
import { AXIS_KEYS, SWEEP_KEYS, type SweepDocument, sweepSchema } from "./schema.ts";
import { type Choices, SectionReader } from "./section.ts";
import type { Axis, SweepSpec } from "./spec.ts";
import { workloadCells } from "./workload-cells.ts";
import { parseYamlFile } from "./yaml-file.ts";

/**
 * Reads a sweep file.
 * @throws UserError with file, line and column of everything that is wrong
 */
export function readSweepFile(file: string): SweepSpec {
  return parseSweep(readText(file), file);
}

/** The same for text that came from elsewhere. */
export function parseSweep(text: string, file: string): SweepSpec {
  const json = parseYamlFile(text, file);
  const parsed = sweepSchema.safeParse(json.value);
  if (!parsed.success) throw new UserError(zodProblems(parsed.error, json, () => SWEEP_KEYS));
  const reader = new SectionReader(json, existenceChecks(json));
  const spec = specOf(reader, parsed.data, file);
  if (reader.problems.length > 0) throw new UserError(reader.problems);
  return spec;
}

function specOf(reader: SectionReader, document: SweepDocument, file: string): SweepSpec {
  const top = (key: keyof typeof AXIS_KEYS): Choices[] =>
    document[key] === undefined ? [] : reader.choices(AXIS_KEYS[key], document[key], [key]);
  const common = reader.section(document.settings ?? {}, ["settings"], SECTIONS.settings);
  const engine = reader.section(document.engine ?? {}, ["engine"], SECTIONS.engine);
  const {
    workloads,
    ownRates,
    axis: workload,
  } = workloadCells(reader, document.workloads ?? [], ["workloads"]);
  const listed: Axis[] = [
    ...[...top("models"), ...top("gpus"), ...top("tp"), ...top("replicas"), ...top("latencyModels")].map(
      axisOf,
    ),
    ...[...common, ...engine].filter(isAxis).map(axisOf),
    ...(workload === undefined ? [] : [workload]),
    ...top("requestRates").map(axisOf),
    ...seedChoices(document.seeds).map(axisOf),
  ];
  const settings = Object.fromEntries(
    [...common, ...engine].filter((one) => !isAxis(one)).map(({ name, values }) => [name, values[0]!]),
  );
  const axes = linkAxes(reader, listed, document.linked ?? [], ["linked"]);
  const each = <T>(
    key: "include" | "exclude",
    read: (entry: Record<string, unknown>, path: JsonPath) => T,
  ): T[] => (document[key] ?? []).map((entry, index) => read(entry, [key, index]));
  return {
    file,
    settings,
    workloads,
    ownRates,
    axes,
    includes: each("include", (entry, path) => includeAxes(reader, entry, axes, path)),
    excludes: each("exclude", (entry, path) => excludeOf(reader, entry, axes, path)),
  };
}

/** Flags that take a list hold all of it in every scenario; of others, a list is an axis. */
function isAxis({ name, values }: Choices): boolean {
  return values.length > 1 && flagSpec(name).list !== true;
}

/** `3` is the seeds 0, 1 and 2. */
function seedChoices(seeds: number | readonly number[] | undefined): Choices[] {
  const values = typeof seeds === "number" ? Array.from({ length: seeds }, (_, seed) => seed) : seeds;
  return values === undefined ? [] : [{ name: "seed", values: [...new Set(values)], path: ["seeds"] }];
}

/** What does not exist is wrong in every scenario: better said before the first one runs. */
function existenceChecks(json: JsonFile): ConstructorParameters<typeof SectionReader>[1] {
  const hardware = (json.value as { settings?: Record<string, unknown> }).settings ?? {};
  const [, path] = Object.entries(hardware).find(([key]) => flagOfKey(key) === "hardware-config") ?? [];
  return {
    model: loadModel,
    gpu: (name) => loadGpu(name, typeof path === "string" ? path : undefined),
    trace: (file) => {
      if (existsSync(file)) return;
      throw new UserError({ field: "trace", message: "does not exist", got: file });
    },
  };
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const message =
      code === "ENOENT"
        ? "does not exist"
        : code === "EISDIR"
          ? "is a folder, not a sweep file"
          : `cannot be read (${code})`;
    throw new UserError({ field: file, message });
  }
}
