/** Coefficients of the least-squares fit of `y` by the columns, in their order; undefined where they do not determine them. */
export function leastSquares(
  columns: readonly Float64Array[],
  y: Float64Array,
): readonly number[] | undefined {
  const size = columns.length;
  const rows = columns.map((column) => [...columns.map((other) => dot(column, other)), dot(column, y)]);
  for (let at = 0; at < size; at++) {
    const pivot = rows
      .slice(at)
      .reduce((best, row) => (Math.abs(row[at]!) > Math.abs(best[at]!) ? row : best));
    if (Math.abs(pivot[at]!) < 1e-9 * Math.abs(dot(columns[at]!, columns[at]!) || 1)) return undefined;
    rows.splice(rows.indexOf(pivot), 1);
    rows.splice(at, 0, pivot);
    for (const row of rows) {
      if (row === pivot) continue;
      const factor = row[at]! / pivot[at]!;
      for (let column = at; column <= size; column++) row[column]! -= factor * pivot[column]!;
    }
  }
  return rows.map((row, at) => row[size]! / row[at]!);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
