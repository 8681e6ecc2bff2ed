import type { ErrorFigures, KernelConstants } from "../kernels/constants.ts";
import type { OpErrors } from "./fit-all.ts";

/** Significant digits of fitted figures. Whole numbers are data-sheet figures and counts, and are written out. */
const DIGITS = 4;

/** Source text of the module that holds fitted constants. */
export function constantsModule(c: KernelConstants): string {
  return [
    "// biome-ignore-all lint/suspicious/noApproximativeNumericConstant: a fitted figure may happen to be near ln 10",
    'import type { KernelConstants } from "./constants.ts";',
    "",
    "/** Written by `node scripts/fit-kernels.mjs`; meanings, units and bounds are in parameters/. */",
    `export const ${c.gpu}: KernelConstants = ${literal(c)};`,
    "",
  ].join("\n");
}

function literal(value: unknown): string {
  if (typeof value === "number") {
    return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(DIGITS)));
  }
  if (typeof value === "string") return JSON.stringify(value);
  const entries = Object.entries(value as Record<string, unknown>);
  return `{ ${entries.map(([name, entry]) => `${name}: ${literal(entry)}`).join(", ")} }`;
}

/** A table of one operation's errors: a line a subset, held-out rows and fitted rows beside each other. */
export function errorTable(op: string, { heldOut, fitted }: OpErrors): string {
  const cells = (figures: ErrorFigures | undefined) =>
    figures === undefined
      ? ""
      : [figures.mapePct, figures.medianPct, figures.p90Pct, figures.timeWeightedPct, figures.biasPct]
          .map((value) => value.toFixed(1).padStart(7))
          .join("");
  const head = `${op.padEnd(18)}   rows   MAPE median    p90  timew   bias | fitted: the same`;
  const lines = Object.entries(heldOut).map(
    ([subset, figures]) =>
      `  ${subset.padEnd(16)}${String(figures.rows).padStart(7)}${cells(figures)} |${cells(fitted[subset])}`,
  );
  return [head, ...lines].join("\n");
}
