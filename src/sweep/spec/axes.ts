import { knownNames } from "../../config/did-you-mean.ts";
import type { FlagName } from "../../config/flags.ts";
import type { JsonPath } from "../../config/read-json.ts";
import type { Item } from "../../config/values.ts";
import { flagOfKey } from "./keys.ts";
import type { Choices, SectionReader } from "./section.ts";
import type { Axis, Cell, Exclude } from "./spec.ts";

export function axisOf({ name, values }: Choices): Axis {
  return { names: [name], values: values.map((value) => ({ [name]: value })) };
}

/** Joins axes that advance together into one. Their lists must be equally long. */
export function linkAxes(
  reader: SectionReader,
  axes: readonly Axis[],
  groups: readonly (readonly string[])[],
  path: JsonPath,
): Axis[] {
  let joined = [...axes];
  for (const [index, group] of groups.entries()) {
    const members = group.flatMap((key, at) => {
      const name = axisName(reader, key, axes, [...path, index, at]);
      return joined.filter((axis) => name !== undefined && axis.names.includes(name));
    });
    if (members.length < group.length) continue;
    const [first, ...rest] = members as [Axis, ...Axis[]];
    const lengths = new Set(members.map(({ values }) => values.length));
    if (lengths.size > 1 || new Set(members).size < members.length) {
      const sizes = members.map((axis) => `${axis.names.join("+")} ${axis.values.length}`).join(", ");
      const message = `must be different axes with equally many values (${sizes})`;
      reader.tell([...path, index], { field: `linked.${index}`, message });
      continue;
    }
    const values = first.values.map(
      (_, at): Cell => Object.assign({}, ...members.map((axis) => axis.values[at])),
    );
    const link: Axis = { names: members.flatMap(({ names }) => names), values };
    joined = joined.flatMap((axis) => (axis === first ? [link] : rest.includes(axis) ? [] : [axis]));
  }
  return joined;
}

/** The main grid with some of its axes replaced: what an entry of `include` stands for. */
export function includeAxes(
  reader: SectionReader,
  entry: Readonly<Record<string, unknown>>,
  axes: readonly Axis[],
  path: JsonPath,
): Axis[] {
  const cells = matching(reader, entry, axes, path, false);
  const given = Object.keys(cells);
  const kept = axes.filter(({ names }) => !names.some((name) => given.includes(name)));
  const torn = axes.filter(
    ({ names }) => names.some((name) => given.includes(name)) && !names.every((name) => given.includes(name)),
  );
  for (const { names } of torn) {
    reader.tell(path, {
      field: path.join("."),
      message: `must name all of ${names.join(", ")}, which are linked, or none`,
    });
  }
  const own = Object.entries(cells).map(([name, values]): Axis => {
    return { names: [name], values: values.map((value) => ({ [name]: value })) };
  });
  // Axes that the entry replaces stay in their place, so that seeds still run fastest.
  const slots = axes.map((axis) =>
    kept.includes(axis) ? [axis] : own.filter(({ names }) => axis.names.includes(names[0]!)),
  );
  return slots.flat();
}

/** An entry of `exclude`. */
export function excludeOf(
  reader: SectionReader,
  entry: Readonly<Record<string, unknown>>,
  axes: readonly Axis[],
  path: JsonPath,
): Exclude {
  return matching(reader, entry, axes, path, true);
}

/** Values by axis, as `include` and `exclude` write them; for the latter each must be a value of its axis. */
function matching(
  reader: SectionReader,
  entry: Readonly<Record<string, unknown>>,
  axes: readonly Axis[],
  path: JsonPath,
  existing: boolean,
): Record<string, Item[]> {
  const cells: Record<string, Item[]> = {};
  for (const [key, data] of Object.entries(entry)) {
    const here = [...path, key];
    const name = axisName(reader, key, axes, here);
    if (name === undefined) continue;
    const isWorkload = key === "workload" || key === "workloads";
    const [choices] = isWorkload ? [{ values: [data].flat() as Item[] }] : reader.choices(name, data, here);
    if (choices === undefined) continue;
    const known = axes.find(({ names }) => names.includes(name))!.values.map((cell) => String(cell[name]));
    for (const value of choices.values) {
      if ((!existing && !isWorkload) || known.includes(String(value))) continue;
      const remedy = knownNames(String(value), [...new Set(known)]);
      reader.tell(here, { field: here.join("."), message: "is no value of that axis", got: value, remedy });
    }
    cells[name] = choices.values as Item[];
  }
  return cells;
}

/** The flag of an axis that the file names; undefined, and told, where there is no such axis. */
function axisName(
  reader: SectionReader,
  key: string,
  axes: readonly Axis[],
  path: JsonPath,
): FlagName | undefined {
  const name = key === "workloads" ? "workload" : flagOfKey(key);
  const names = axes.flatMap((axis) => axis.names);
  if (name !== undefined && names.includes(name)) return name;
  reader.tell(path, {
    field: path.join("."),
    message: "is no axis of this sweep",
    got: key,
    remedy: knownNames(key, [...new Set(names)]),
  });
  return undefined;
}
