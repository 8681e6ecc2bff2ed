import type { ProfileRow } from "./profile.ts";

/** Time of a launch as a fixed part and a part for each head. */
interface LineFit {
  readonly launchUs: number;
  readonly perHeadUs: number;
  /** Largest relative error over the rows. */
  readonly worst: number;
}

/** Least squares of time over heads. Undefined for fewer than three rows, which any line fits. */
export function fitLine(rows: readonly ProfileRow[]): LineFit | undefined {
  if (rows.length < 3) return undefined;
  const mean = (value: (row: ProfileRow) => number) =>
    rows.reduce((sum, row) => sum + value(row), 0) / rows.length;
  const [heads, us] = [mean((row) => row.heads), mean((row) => row.us)];
  const along = mean((row) => (row.heads - heads) * (row.us - us));
  const perHeadUs = along / mean((row) => (row.heads - heads) ** 2);
  const launchUs = us - perHeadUs * heads;
  const worst = Math.max(...rows.map((row) => Math.abs((launchUs + perHeadUs * row.heads) / row.us - 1)));
  return { launchUs, perHeadUs, worst };
}
