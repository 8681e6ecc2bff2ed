import type { ValueOf } from "../config/flags/spec.ts";
import { type FLAGS, type FlagName, flagSpec } from "../config/flags.ts";
import { itemsFromText } from "../config/values.ts";
import { UserError } from "../errors.ts";
import type { Invocation } from "./command.ts";

/**
 * The typed value of a flag as given; undefined when it was not.
 * @throws UserError naming the flag and what would do.
 */
export function flagValue<Name extends FlagName>(
  invocation: Invocation,
  name: Name,
): ValueOf<(typeof FLAGS)[Name]> | undefined {
  const raw = invocation.flags.get(name);
  if (raw === undefined) return undefined;
  if (typeof raw === "boolean") return raw as ValueOf<(typeof FLAGS)[Name]>;
  const spec = flagSpec(name);
  const items = itemsFromText(spec, raw, { field: `--${name}` });
  if (!spec.list && items.length > 1) {
    throw new UserError({ field: `--${name}`, message: "takes one value here", got: raw });
  }
  return (spec.list ? items : items[0]) as ValueOf<(typeof FLAGS)[Name]>;
}
