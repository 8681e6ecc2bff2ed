import seedrandom from "seedrandom";

/**
 * Deals whole groups into folds, at random but reproducibly: rows of one group are never on both sides.
 * @returns the fold of every row
 */
export function foldsOf<Row>(
  rows: readonly Row[],
  groupOf: (row: Row) => string,
  folds: number,
  seed: string,
): number[] {
  const random = seedrandom.alea(seed);
  const groups = [...new Set(rows.map(groupOf))].sort();
  for (let i = groups.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [groups[i], groups[j]] = [groups[j]!, groups[i]!];
  }
  const foldOf = new Map(groups.map((group, i) => [group, i % folds]));
  return rows.map((row) => foldOf.get(groupOf(row))!);
}
