import type { MemoryPlan } from "../roofline/memory.ts";
import { csvText } from "./csv.ts";
import { formatBytes, formatCount } from "./format.ts";
import { textTable } from "./text-table.ts";

/** Bytes are those of one GPU. */
export interface MemoryJson {
  readonly weightBytes: number;
  readonly activationBytes: number;
  readonly kvBlocks: number;
  readonly kvTokens: number;
  readonly fits: boolean;
  readonly totalBytes: number;
  readonly usableBytes: number;
  readonly overheadBytes: number;
  readonly kvBytesPerBlock: number;
  /** When it does not fit: bytes that a single KV block lacks, and the smallest tp that would do. */
  readonly missingBytes?: number;
  readonly smallestTp?: number;
}

export function memoryJson(plan: MemoryPlan): MemoryJson {
  return {
    weightBytes: plan.weightBytes,
    activationBytes: plan.activationBytes,
    kvBlocks: plan.kvBlocks,
    kvTokens: plan.kvTokens,
    fits: plan.fits,
    totalBytes: plan.totalBytes,
    usableBytes: plan.usableBytes,
    overheadBytes: plan.overheadBytes,
    kvBytesPerBlock: plan.kvBytesPerBlock,
    ...(plan.missingBytes === undefined ? {} : { missingBytes: plan.missingBytes }),
    ...(plan.smallestTp === undefined ? {} : { smallestTp: plan.smallestTp }),
  };
}

export function memoryText(plan: MemoryPlan): string {
  const bytes = (name: string, value: number): string[] => [name, formatBytes(value)];
  const rows = [
    bytes("GPU memory", plan.totalBytes),
    bytes("usable", plan.usableBytes),
    bytes("weights", plan.weightBytes),
    bytes("activations", plan.activationBytes),
    bytes("overhead (CUDA, graphs, NCCL)", plan.overheadBytes),
    bytes("KV cache", plan.kvBlocks * plan.kvBytesPerBlock),
    ["KV blocks", formatCount(plan.kvBlocks)],
    ["KV tokens", formatCount(plan.kvTokens)],
  ];
  const table = textTable(
    [
      { heading: "per GPU", align: "left" },
      { heading: "", align: "right" },
    ],
    rows,
  );
  return `${table.join("\n")}\n${verdict(plan)}\n`;
}

function verdict(plan: MemoryPlan): string {
  if (plan.fits) return "fits";
  const missing = plan.missingBytes === undefined ? "" : `: ${formatBytes(plan.missingBytes)} missing`;
  const remedy = plan.smallestTp === undefined ? "" : `; --tp ${plan.smallestTp} would fit`;
  return `does not fit${missing}${remedy}`;
}

/** Header and one row; the last two columns are empty where the model fits. */
export function memoryCsv(plan: MemoryPlan): string {
  const { missingBytes = "", smallestTp = "", ...figures } = memoryJson(plan);
  const json = { ...figures, missingBytes, smallestTp };
  return csvText(Object.keys(json), [
    Object.values(json).map((value) => (typeof value === "boolean" ? String(value) : value)),
  ]);
}
