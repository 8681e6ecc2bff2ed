import { existsSync, statSync } from "node:fs";
import { flagSpec } from "../../config/flags.ts";
import { loadGpu } from "../../config/hardware.ts";
import { loadModel } from "../../config/models.ts";
import { objectives } from "../../config/objectives.ts";
import type { JsonFile, JsonPath } from "../../config/read-json.ts";
import { readText } from "../../config/read-text.ts";
import { parseYaml } from "../../config/read-yaml.ts";
import { stages } from "../../config/stages.ts";
import { zodProblems } from "../../config/zod-problems.ts";
import { type Problem, UserError } from "../../errors.ts";
import { axisOf, excludeOf, includeAxes, linkAxes } from "./axes.ts";
import { flagOfKey, SECTIONS } from "./keys.ts";
import { AXIS_KEYS, SWEEP_KEYS, type SweepDocument, sweepSchema } from "./schema.ts";
import { type Checks, type Choices, SectionReader } from "./section.ts";
import { NO_SERVER, serverArgs } from "./server-args.ts";
import type { Axis, SweepSpec } from "./spec.ts";
import { workloadCells } from "./workload-cells.ts";

/**
 * Reads a sweep file.
 * @throws UserError with file, line and column of everything that is wrong
 */
export function readSweepFile(file: string): SweepSpec {
  return parseSweep(readText(file, "a sweep file"), file);
}

/** The same for text that came from elsewhere. */
export function parseSweep(text: string, file: string): SweepSpec {
  const json = parseYaml(text, file);
  if (json.value === null) {
    throw new UserError({ where: { file }, message: "is empty, where a sweep is expected" });
  }
  const parsed = sweepSchema.safeParse(json.value);
  if (!parsed.success) throw inOrder(zodProblems(parsed.error, json, () => SWEEP_KEYS).map(withSection));
  const reader = new SectionReader(json, checksOf(json));
  const spec = specOf(reader, parsed.data, file);
  if (reader.problems.length > 0) throw inOrder(reader.problems);
  return spec;
}

/** Where a key at the top belongs that is a setting. */
function withSection(problem: Problem): Problem {
  const name = flagOfKey(problem.field ?? "");
  const section = Object.entries<readonly string[]>(SECTIONS).find(
    ([, names]) => name !== undefined && names.includes(name),
  );
  const isNear = problem.remedy?.startsWith("Did you mean") === true;
  return section === undefined || isNear ? problem : { ...problem, remedy: `It belongs under ${section[0]}` };
}

/** From the top of the file to its end. */
function inOrder(problems: readonly Problem[]): UserError {
  const place = ({ where = {} }: Problem) => [where.line ?? 0, where.column ?? 0] as const;
  return new UserError(problems.toSorted((a, b) => place(a)[0] - place(b)[0] || place(a)[1] - place(b)[1]));
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
  const own = [...common, ...engine].filter((one) => !isAxis(one));
  const given = serverArgs(reader, document.vllmArgs);
  const server = given ?? NO_SERVER;
  const settings = {
    ...server.settings,
    ...Object.fromEntries(own.map(({ name, values }) => [name, values[0]!])),
  };
  if (document.models === undefined && given !== undefined && settings.model === undefined) {
    reader.tell(["models"], {
      field: "models",
      message: "is missing; it must be a value or a list of values",
    });
  }
  const axes = linkAxes(reader, listed, document.linked ?? [], ["linked"]);
  const each = <T>(
    key: "include" | "exclude",
    read: (entry: Record<string, unknown>, path: JsonPath) => T,
  ): T[] => (document[key] ?? []).map((entry, index) => read(entry, [key, index]));
  return {
    ...{ file, settings, notes: server.notes, check: server.check },
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

/** What does not exist or makes no sense is wrong in every scenario: better said before the first one runs. */
function checksOf(json: JsonFile): Checks {
  const hardware = (json.value as { settings?: Record<string, unknown> }).settings ?? {};
  const [, path] = Object.entries(hardware).find(([key]) => flagOfKey(key) === "hardware-config") ?? [];
  return {
    model: ([name]) => loadModel(name!),
    gpu: ([name]) => loadGpu(name!, typeof path === "string" ? path : undefined),
    trace: ([file]) => checkTrace(file!),
    goodput: objectives,
    stages,
  };
}

function checkTrace(file: string): void {
  const complain = (message: string) => {
    throw new UserError({ field: "trace", message, got: file });
  };
  if (!existsSync(file)) complain("does not exist");
  if (statSync(file).isDirectory()) complain("is a folder, not a trace");
}
