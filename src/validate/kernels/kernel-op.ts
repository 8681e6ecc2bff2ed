import type { Device } from "../../roofline/hardware.ts";
import type { KernelConstants } from "../../roofline/kernels/constants.ts";
import type { Regime } from "../../roofline/kernels/regimes.ts";
import type { KernelTables } from "../../roofline/tables/kernel-tables.ts";
import type { HeadShape } from "../../roofline/tables/table-folder.ts";
import type { CsvRow } from "../csv-file.ts";

/** What prices are made from. */
export interface KernelContext {
  readonly gpu: string;
  readonly device: Device;
  readonly constants: KernelConstants;
  /** Tables that can say something about a shape of heads; absent: the analytic model alone. */
  readonly tables?: (shape: HeadShape) => KernelTables;
}

interface KernelPrediction {
  readonly us: number;
  readonly baselineUs: number;
  /** An index of PROVENANCE. */
  readonly provenance: number;
  readonly regime: Regime;
  /** Further groups, `{ batch: "1-8" }`. */
  readonly groups: Readonly<Record<string, string>>;
  readonly label: string;
}

/** A kind of kernel that files hold timings of. */
export interface KernelOp {
  readonly name: string;
  /** Columns that a file of it has; they tell what a file is. */
  readonly columns: readonly string[];
  /** The column of measured times, microseconds. */
  readonly measured: string;
  /** What the reader should know of such files. */
  readonly notes?: readonly string[];
  /** A predictor for the rows of one file. */
  predictor(context: KernelContext): (row: CsvRow) => KernelPrediction;
}

/** Remembers what a function made for a key. */
export function remembered<T>(make: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const value = known.get(key) ?? make(key);
    known.set(key, value);
    return value;
  };
}
