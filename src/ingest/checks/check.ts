import type { KernelConstants } from "../../roofline/kernels/constants.ts";
import type { BenchTable } from "../bench-table.ts";
import type { Finding } from "../finding.ts";
import type { GemmSite } from "../gemm-sites.ts";

export interface CheckContext {
  readonly constants: KernelConstants;
  /** Memory of the GPU: points whose buffers do not fit are not missed. */
  readonly memoryBytes: number;
  /** Weight matrices that a GEMM table must hold. */
  readonly sites: readonly GemmSite[];
}

/** Looks at one table for one fault of tables. */
export type Check = (table: BenchTable, context: CheckContext) => Finding[];
