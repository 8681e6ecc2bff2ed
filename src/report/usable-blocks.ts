import type { RunReport } from "./run-report.ts";

/** Blocks of one replica that requests can have: block 0 is reserved. */
export const usableOfReplica = (kvBlocks: number): number => Math.max(1, kvBlocks - 1);

/** The same of all replicas together. */
export function usableBlocks({ result, kvBlocks }: Pick<RunReport, "result" | "kvBlocks">): number {
  return usableOfReplica(kvBlocks) * Math.max(1, result.replicas.length);
}
