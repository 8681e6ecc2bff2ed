import { basename } from "node:path";
import { type FlagName, flagSpec } from "../../config/flags.ts";
import type { JsonPath } from "../../config/read-json.ts";
import { workloadKind } from "../../config/workload-request.ts";
import { SECTIONS } from "./keys.ts";
import type { Choices, SectionReader } from "./section.ts";
import type { Axis, Cell, OwnRates } from "./spec.ts";

export interface WorkloadCells {
  readonly workloads: Record<string, Cell>;
  /** Those that state their own arrival rates. */
  readonly ownRates: OwnRates;
  /** Absent where the file names no workload: the default one then. */
  readonly axis: Axis | undefined;
}

/**
 * Named workloads, and the axis over them. An entry with lists becomes several values of that axis: the same workload with
 * each combination of them.
 */
export function workloadCells(
  reader: SectionReader,
  entries: readonly Readonly<Record<string, unknown>>[],
  path: JsonPath,
): WorkloadCells {
  const workloads: Record<string, Cell> = {};
  const ownRates = new Map<string, "one" | "several">();
  const values: Cell[] = [];
  for (const [index, entry] of entries.entries()) {
    const here = [...path, index];
    const choices = reader.section(entry, here, SECTIONS.workloads, ["name"]);
    checkUse(reader, choices);
    const fixed = Object.fromEntries(
      choices
        .filter((choice) => choice.values.length === 1)
        .map((choice) => [choice.name, choice.values[0]!]),
    );
    if (entry.name !== undefined && typeof entry.name !== "string") {
      reader.tell([...here, "name"], { field: [...here, "name"].join("."), message: "must be a text" });
    }
    const name = nameOf(entry, fixed);
    if (name in workloads) {
      const message = `is the name of another workload: ${JSON.stringify(name)}`;
      reader.tell(here, {
        field: here.join("."),
        message,
        remedy: "Give each a name of its own with `name`",
      });
    }
    workloads[name] = fixed;
    const rate = choices.find((choice) => RATES.includes(choice.name));
    const isAxis = rate?.name === "request-rate" && rate.values.length > 1;
    if (rate !== undefined) ownRates.set(name, isAxis ? "several" : "one");
    let cells: Cell[] = [{ workload: name }];
    for (const choice of choices.filter((one) => one.values.length > 1)) {
      cells = cells.flatMap((cell) => choice.values.map((value) => ({ ...cell, [choice.name]: value })));
    }
    values.push(...cells);
  }
  return { workloads, ownRates, axis: values.length === 0 ? undefined : { names: ["workload"], values } };
}

/** Settings that say the rate at which requests arrive. */
const RATES: readonly FlagName[] = ["request-rate", "ramp-up-strategy", "stages"];

/** A setting without effect on its own workload would look like one. */
function checkUse(reader: SectionReader, choices: readonly Choices[]): void {
  const given = choices.map(({ name, values }) => {
    return [name, { items: [values[0]!].flat(), origin: { layer: "file" } }] as const;
  });
  const kind = workloadKind(new Map(given));
  for (const { name, path } of choices) {
    const { workloads } = flagSpec(name);
    if (workloads === undefined || workloads.includes(kind)) continue;
    const message = `has no effect with the workload "${kind}"`;
    const remedy = `It belongs to ${workloads.join(", ")}: choose with \`dataset\``;
    reader.tell(path, { field: path.join("."), message, remedy });
  }
  const [, second] = choices.filter(({ name }) => RATES.includes(name));
  if (second === undefined) return;
  reader.tell(second.path, {
    field: second.path.join("."),
    message: "is a second rate of this workload",
    remedy: "Leave one of requestRate, rampUpStrategy and stages",
  });
}

function nameOf(entry: Readonly<Record<string, unknown>>, cell: Cell): string {
  if (typeof entry.name === "string") return entry.name;
  if (typeof cell.trace === "string")
    return basename(cell.trace).replace(/(\.(csv|jsonl?|txt))?(\.gz)?$/i, "");
  const kind = cell.workload ?? ("prompt-tokens" in cell ? "distribution" : "random");
  const lengths = [
    cell["random-input-len"] ?? cell["prompt-tokens"] ?? cell["prefix-repetition-prefix-len"],
    cell["random-output-len"] ?? cell["output-tokens"] ?? cell["prefix-repetition-output-len"],
  ].filter((length) => length !== undefined);
  return [kind, ...lengths].join("-");
}
