/** Something wrong with a table. */
export interface Finding {
  /** Name of the check: `cold-first-row`, `missing-points`. */
  readonly check: string;
  /** Path of the table relative to the GPU's folder. */
  readonly file: string;
  /** First line concerned. */
  readonly line?: number;
  /** How many rows are concerned, where it is more than the line. */
  readonly rows?: number;
  readonly message: string;
}

/** Findings in a fixed order: by file, then line, then check. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(
    (a, b) => compare(a.file, b.file) || (a.line ?? 0) - (b.line ?? 0) || compare(a.check, b.check),
  );
}

/** As plain rows, for a table, CSV or JSON. */
export function findingRow({ check, file, line, rows, message }: Finding) {
  return { file, line: line ?? "", check, rows: rows ?? "", message };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
