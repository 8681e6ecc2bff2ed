import { isMapping } from "../mapping.ts";

/**
 * JSON given by parts, as vLLM takes it: `--compilation-config.cudagraph_mode NONE` sets one key of what was given before, a
 * `+` after the last key appends to a list.
 *
 * @returns the whole as JSON
 */
export function joinJson(before: string | boolean | undefined, path: string, text: string): string {
  const root = objectOf(before);
  const keys = path.split(".");
  const last = keys.pop()!;
  const parent = keys.reduce<Record<string, unknown>>((here, key) => {
    const inner = isMapping(here[key]) ? { ...here[key] } : {};
    define(here, key, inner);
    return inner;
  }, root);
  const value = jsonOrText(text);
  if (last.endsWith("+")) {
    const key = last.slice(0, -1);
    const items = typeof value === "string" ? value.split(",").map(jsonOrText) : [value].flat();
    define(parent, key, [...(Array.isArray(parent[key]) ? parent[key] : []), ...items]);
  } else define(parent, last, value);
  return JSON.stringify(root);
}

function objectOf(value: string | boolean | undefined): Record<string, unknown> {
  const known = typeof value === "string" ? jsonOrText(value) : undefined;
  return isMapping(known) ? { ...known } : {};
}

/** Not an assignment: a key named __proto__ must stay a key. */
function define(object: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
