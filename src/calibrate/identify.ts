/** How well the data tell one fitted parameter from the others. */
export interface Identifiability {
  /** One standard error of the parameter, in its own unit; Infinity when nothing depends on it. */
  readonly standardError: number;
  /** How much the others inflate its variance: 1 alone, large when another parameter does the same. */
  readonly inflation: number;
  /** Index of the parameter that it trades with most, and their correlation in the Jacobian. */
  readonly partner: number;
  readonly correlation: number;
  readonly verdict: "identified" | "weak" | "no effect" | "trades";
}

/** Variance inflation above which two parameters are the same to the data; 10 is the usual warning, 100 beyond doubt. */
const TRADES = 100;
/** Standard errors above this share of the value say little. */
const WEAK = 0.5;
/** Change of a log prediction over the parameter's whole range below which nothing depends on it. */
const NO_EFFECT = 1e-4;

/**
 * From the Jacobian of log predictions at the optimum (`jacobian[row][parameter]`, per unit of the parameter), by the
 * Gauss-Newton covariance s^2 (J'J)^-1 and its variance inflation factors.
 */
export function identifiability(
  jacobian: readonly (readonly number[])[],
  residuals: readonly number[],
  values: readonly number[],
  ranges: readonly number[],
): Identifiability[] {
  const n = jacobian.length;
  const p = values.length;
  const norms = values.map((_, j) => Math.sqrt(jacobian.reduce((sum, row) => sum + row[j]! ** 2, 0)));
  const scaled = jacobian.map((row) => row.map((value, j) => (norms[j]! > 0 ? value / norms[j]! : 0)));
  const gram = values.map((_, i) =>
    values.map((_, j) => scaled.reduce((sum, row) => sum + row[i]! * row[j]!, 0)),
  );
  const inverse = inverseOf(gram);
  const spread = residuals.reduce((sum, residual) => sum + residual ** 2, 0) / Math.max(1, n - p);
  return values.map((value, j) => {
    const effect = norms[j]! * ranges[j]!;
    const inflation = Math.max(1, inverse[j]![j]!);
    const standardError =
      norms[j]! > 0 ? Math.sqrt(spread * inflation) / norms[j]! : Number.POSITIVE_INFINITY;
    const partner = mostCorrelated(gram, j);
    const correlation = partner < 0 ? 0 : gram[j]![partner]!;
    const verdict = !(effect > NO_EFFECT * Math.sqrt(n))
      ? "no effect"
      : inflation > TRADES
        ? "trades"
        : standardError > WEAK * Math.abs(value)
          ? "weak"
          : "identified";
    return { standardError, inflation, partner, correlation, verdict };
  });
}

function mostCorrelated(gram: readonly (readonly number[])[], j: number): number {
  let best = -1;
  for (let i = 0; i < gram.length; i++) {
    if (i !== j && (best < 0 || Math.abs(gram[j]![i]!) > Math.abs(gram[j]![best]!))) best = i;
  }
  return best;
}

/** Largest entry on the diagonal of an inverse that does not exist. */
const SINGULAR = 1e12;

/** Gauss-Jordan with pivoting; a ridge of 1e-12 keeps a singular matrix invertible, with huge entries. */
function inverseOf(matrix: readonly (readonly number[])[]): number[][] {
  const n = matrix.length;
  const rows = matrix.map((row, i) => [
    ...row.map((value, j) => value + (i === j ? 1 / SINGULAR : 0)),
    ...row.map((_, j) => (i === j ? 1 : 0)),
  ]);
  for (let i = 0; i < n; i++) {
    let pivot = i;
    for (let k = i + 1; k < n; k++) if (Math.abs(rows[k]![i]!) > Math.abs(rows[pivot]![i]!)) pivot = k;
    [rows[i], rows[pivot]] = [rows[pivot]!, rows[i]!];
    const lead = rows[i]![i]!;
    if (lead === 0) continue;
    rows[i] = rows[i]!.map((value) => value / lead);
    for (let k = 0; k < n; k++) {
      const factor = rows[k]![i]!;
      if (k !== i && factor !== 0) rows[k] = rows[k]!.map((value, j) => value - factor * rows[i]![j]!);
    }
  }
  return rows.map((row) => row.slice(n));
}
