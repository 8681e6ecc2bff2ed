/**
 * JSON with sorted keys and no spaces: equal values give equal text. `undefined` is left out; infinity, which JSON has no
 * word for, becomes `"inf"`.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`).join(",")}}`;
  }
  if (value === Number.POSITIVE_INFINITY) return '"inf"';
  if (typeof value === "number" && !Number.isFinite(value)) throw new Error(`no canonical JSON of ${value}`);
  return JSON.stringify(value ?? null);
}
