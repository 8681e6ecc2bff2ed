import { flagSpec } from "../../config/flags.ts";
import { itemsFromData } from "../../config/values.ts";
import { vllmArgs } from "../../config/vllm/vllm-args.ts";
import { UserError } from "../../errors.ts";
import type { SectionReader } from "./section.ts";
import type { Cell, SweepSpec } from "./spec.ts";

const KEY = "vllmArgs";

/** What a sweep takes from the command of a real server: settings that all scenarios begin with. */
export interface ServerArgs extends Pick<SweepSpec, "notes" | "check"> {
  readonly settings: Cell;
}

export const NO_SERVER: ServerArgs = { settings: {}, notes: [], check: () => {} };

/** Undefined, and told, where it cannot be simulated. */
export function serverArgs(reader: SectionReader, text: string | undefined): ServerArgs | undefined {
  if (text === undefined) return NO_SERVER;
  const where = reader.json.where([KEY]);
  try {
    const { entries, notes, check } = vllmArgs(text, KEY);
    const settings = entries.map(({ name, data, field }) => {
      const spec = flagSpec(name);
      const items = itemsFromData(spec, data, { field, where });
      return [name, spec.list ? items : items[0]!] as const;
    });
    return { settings: Object.fromEntries(settings), notes, check };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    reader.problems.push(...error.problems.map((problem) => ({ where, ...problem })));
    return undefined;
  }
}
