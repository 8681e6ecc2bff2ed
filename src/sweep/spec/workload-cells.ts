import { basename } from "node:path";
import type { JsonPath } from "../../config/read-json.ts";
import { SECTIONS } from "./keys.ts";
import type { SectionReader } from "./section.ts";
import type { Axis, Cell } from "./spec.ts";

export interface WorkloadCells {
  readonly workloads: Record<string, Cell>;
  /** Names of those that state their own arrival rates. */
  readonly ownRates: ReadonlySet<string>;
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
  const ownRates = new Set<string>();
  const values: Cell[] = [];
  for (const [index, entry] of entries.entries()) {
    const here = [...path, index];
    const choices = reader.section(entry, here, SECTIONS.workloads, ["name"]);
    const fixed = Object.fromEntries(
      choices
        .filter((choice) => choice.values.length === 1)
        .map((choice) => [choice.name, choice.values[0]!]),
    );
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
    if (choices.some((choice) => choice.name === "request-rate")) ownRates.add(name);
    let cells: Cell[] = [{ workload: name }];
    for (const choice of choices.filter((one) => one.values.length > 1)) {
      cells = cells.flatMap((cell) => choice.values.map((value) => ({ ...cell, [choice.name]: value })));
    }
    values.push(...cells);
  }
  return { workloads, ownRates, axis: values.length === 0 ? undefined : { names: ["workload"], values } };
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
