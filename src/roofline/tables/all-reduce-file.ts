import { UserError } from "../../errors.ts";
import type { AllReduceTable, RowSource } from "./kernel-tables.ts";
import { parseCsv } from "./parse-csv.ts";
import { loweredNote, noneLowered, type Point, type Series, toSeries } from "./series.ts";
import type { PlainFile } from "./table-folder.ts";

const IMPLEMENTATIONS = ["custom", "nccl"];

/** Reads `comm/allreduce.csv`: columns `impl,ranks,bytes,latency_us`, impl `custom` (CUDA graph) or `nccl`. */
export function readAllReduceFile(
  { file, key, text }: PlainFile,
  source: RowSource,
  notes: string[],
): AllReduceTable {
  const { rows } = parseCsv(text(), file, [
    { name: "impl", type: "text" },
    { name: "ranks", type: "count" },
    { name: "bytes", type: "count" },
    { name: "latency_us", type: "positive" },
  ]);
  const points = new Map<string, Point[]>();
  for (const { values, line } of rows) {
    const [impl, ranks, bytes, us] = values as [string, number, number, number];
    if (!IMPLEMENTATIONS.includes(impl)) {
      const message = `must be one of ${IMPLEMENTATIONS.join(", ")}`;
      throw new UserError({ where: { file, line }, field: "impl", message, got: impl });
    }
    const name = `${impl}/${ranks}`;
    points.set(name, [...(points.get(name) ?? []), { x: bytes, us, line }]);
  }
  const lowered = noneLowered();
  const series = new Map<string, Series>();
  for (const [name, list] of points) series.set(name, toSeries(list, 0, file, `${name}, bytes`, lowered));
  const note = loweredNote(key, "bytes", lowered, rows.length);
  if (note !== undefined) notes.push(note);
  return { source, series };
}
