import type { Device } from "../hardware.ts";
import { readAllReduceFile } from "./all-reduce-file.ts";
import { readDecodeFile, readPrefillFile } from "./attention-files.ts";
import { readGemmFile } from "./gemm-file.ts";
import { type DecodeTable, isMeasured, type KernelTables, type RowSource } from "./kernel-tables.ts";
import type { TableManifest } from "./parse-manifest.ts";
import { type AttentionFile, type HeadShape, sameShape, type Tables } from "./table-folder.ts";

/**
 * Reads the tables of one GPU that can say something about kernels of `shape`: its own, and every measured one of
 * other shapes. A modelled table of another shape holds nothing that the analytic model does not.
 * @param place where they lie, for messages
 * @throws UserError for a bad row, or an FP8 table in the place of a BF16 one.
 */
export function readTables(
  found: Tables,
  manifest: TableManifest | undefined,
  place: string,
  device: Device,
  shape: HeadShape,
): KernelTables {
  const notes: string[] = found.unread.map((key) => `${key}: not read, its name is no attention shape`);
  const undescribed: string[] = [];
  const sourceOf = (key: string): RowSource => {
    const source = manifest?.files[key]?.source;
    if (source === undefined) undescribed.push(key);
    return source ?? "unknown";
  };
  const useful = (file: AttentionFile): { file: AttentionFile; source: RowSource }[] => {
    const source = sourceOf(file.key);
    return isMeasured(source) || sameShape(file.shape, shape) ? [{ file, source }] : [];
  };
  const { gemm, gemmFp8, allReduce } = found;
  const tables: KernelTables = {
    ...(gemm && { gemmBf16: readGemmFile(gemm, "bf16", sourceOf(gemm.key), device, notes) }),
    ...(gemmFp8 && { gemmFp8: readGemmFile(gemmFp8, "fp8", sourceOf(gemmFp8.key), device, notes) }),
    ...(allReduce && { allReduce: readAllReduceFile(allReduce, sourceOf(allReduce.key), notes) }),
    prefill: firstOfEach(
      found.prefill.flatMap(useful).map(({ file, source }) => readPrefillFile(file, source, notes)),
      notes,
    ),
    decode: firstOfEach(
      found.decode.flatMap(useful).flatMap(({ file, source }) => readDecodeFile(file, source, notes)),
      notes,
    ),
    notes,
  };
  if (undescribed.length > 0) {
    const which = manifest === undefined ? "there is no manifest.json" : "manifest.json does not list it";
    notes.push(
      `${undescribed.length} files of ${place} are taken for measurements, since ${which}: ` +
        `${undescribed.slice(0, 3).join(", ")}${undescribed.length > 3 ? ", ..." : ""}`,
    );
  }
  return tables;
}

/**
 * Different files can hold the same per-rank kernel: 28-4-128 and 56-8-128-tp2. Measurements go before models, then
 * the order of the folder decides.
 */
function firstOfEach<T extends { shape: HeadShape; source: RowSource }>(
  tables: readonly T[],
  notes: string[],
): T[] {
  const kept = new Map<string, T>();
  let dropped = 0;
  for (const table of tables) {
    const { heads, kvHeads, headDim } = table.shape;
    const kvDtype = (table as Partial<DecodeTable>).kvDtype ?? "";
    const name = `${heads}-${kvHeads}-${headDim} ${kvDtype}`;
    const other = kept.get(name);
    if (other !== undefined && isMeasured(table.source) && isMeasured(other.source)) dropped += 1;
    if (other === undefined || (isMeasured(table.source) && !isMeasured(other.source))) kept.set(name, table);
  }
  if (dropped > 0)
    notes.push(`${dropped} attention tables repeat another's per-rank shape and were left out`);
  return [...kept.values()];
}
