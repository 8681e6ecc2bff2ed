import { UserError } from "../../errors.ts";
import { EXTRAPOLATED, MEASURED, MODELLED } from "../tables/along.ts";
import { round3 } from "./round.ts";

/** Share of the peak that a kernel reaches, and where the figure comes from. */
export interface Mfu {
  /** As InferSim uses it, rounded to three decimals. 0 is an error to divide by. */
  readonly value: number;
  /** An index of PROVENANCE. */
  readonly provenance: number;
  /** File and line, or the reason of a default. */
  readonly place: string;
}

/** A table row's MFU, for a query on the row's own point and for one beside it. */
export interface MfuRow {
  readonly onGrid: Mfu;
  readonly offGrid: Mfu;
}

/**
 * What becomes of an MFU that rounds to 0.000. InferSim divides by it and fails: `refuse` does the same, with a clear
 * error. `unrounded` takes the table's own figure where that is above 0, so that tables with more decimals can price
 * small batches, which InferSim cannot.
 */
export type ZeroMfu = "refuse" | "unrounded";

/** @param measured the file's rows are measurements */
export function mfuRow(mfu: number, measured: boolean, place: string, zero: ZeroMfu): MfuRow {
  const rounded = round3(mfu);
  const value = rounded === 0 && zero === "unrounded" ? mfu : rounded;
  return {
    onGrid: { value, provenance: measured ? MEASURED : MODELLED, place },
    offGrid: { value, provenance: measured ? EXTRAPOLATED : MODELLED, place },
  };
}

/** InferSim's figure where no row applies. */
export function defaultMfu(value: number, place: string): Mfu {
  return { value, provenance: MODELLED, place };
}

/** Where InferSim divides by zero. */
export class ZeroMfuError extends UserError {
  constructor({ place }: Mfu) {
    super({
      field: place,
      message: "has an MFU that rounds to 0.000, and InferSim's arithmetic divides by it",
      remedy: "Give the table's mfu column more decimals, or use --latency-model mfu, which reads latency_us",
    });
  }
}
