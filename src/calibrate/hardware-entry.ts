import { readJson } from "../config/read-json.ts";
import type { Calibration } from "./fit.ts";

/** Where a fitted configuration comes from, for its `sources`. */
interface CalibrationOrigin {
  /** The hardware file that the fit began with. */
  readonly hardwareFile: string;
  /** What was measured: `gemm times of gemm.csv`. */
  readonly measurements: readonly string[];
  readonly latencyModel: string;
  /** ISO date. */
  readonly date: string;
}

/** A hardware config with one GPU: its entry as it was, the fitted values in it, and their provenance. */
export function fittedHardware(calibration: Calibration, name: string, origin: CalibrationOrigin): object {
  const file = readJson(origin.hardwareFile).value as Record<string, Record<string, unknown>>;
  const entry = file[calibration.gpu.name] ?? {};
  const fitted = calibration.parameters.map(
    ({ parameter, value }) => [parameter.name, rounded(value)] as const,
  );
  const mfu = fitted.filter(([key]) => key.startsWith("mfu.")).map(([key, value]) => [key.slice(4), value]);
  const own = fitted.filter(([key]) => !key.startsWith("mfu."));
  const sources = (entry.sources ?? {}) as Record<string, string>;
  return {
    [name]: {
      ...entry,
      ...Object.fromEntries(own),
      ...(mfu.length === 0
        ? {}
        : { mfu: { ...(entry.mfu as object | undefined), ...Object.fromEntries(mfu) } }),
      sources: {
        ...sources,
        ...Object.fromEntries(fitted.map(([key]) => [key, provenance(calibration, key, origin)])),
      },
    },
  };
}

function provenance(
  { parameters, observations, heldOut, folds, seed }: Calibration,
  key: string,
  origin: CalibrationOrigin,
): string {
  const own = parameters.find(({ parameter }) => parameter.name === key)!;
  const error =
    heldOut === undefined
      ? "too few rows to hold any out"
      : `held-out error ${percent(heldOut.mapePct)} (${folds} folds, seed ${seed})`;
  const said = own.verdict === "identified" ? "" : `; ${own.verdict}`;
  const bound = own.atBound ? "; at its physical bound" : "";
  return `Fitted ${origin.date} for --latency-model ${origin.latencyModel} on ${observations} values, ${origin.measurements.join(", ")}: ${error}${said}${bound}`;
}

/** Four digits: more say nothing. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

function percent(value: number): string {
  return `${value.toFixed(1)} %`;
}
