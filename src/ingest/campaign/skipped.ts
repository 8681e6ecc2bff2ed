import { existsSync, readFileSync } from "node:fs";

/**
 * The points that a kernel script left out, by label, with its reason: lines of JSON beside the table,
 * `{"point": "batch 512, kv_len 32768", "reason": "needs 137 GB, 79 GB are free"}`.
 */
export function readSkipped(table: string): ReadonlyMap<string, string> {
  const file = `${table}.skipped`;
  if (!existsSync(file)) return new Map();
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "");
  return new Map(
    lines.map((line) => {
      const { point, reason } = JSON.parse(line) as { point: string; reason: string };
      return [point, reason];
    }),
  );
}
