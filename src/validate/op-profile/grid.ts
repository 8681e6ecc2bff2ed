/**
 * Times measured at points of several dimensions, as a tree: the values of the first dimension, below each those of
 * the second that were measured with it, and so on. The points need not make a full grid.
 */
export class Grid {
  private readonly root: Node;

  /** @param rows coordinates of a point, then its time; at least one row */
  constructor(rows: readonly (readonly number[])[]) {
    this.root = build(rows, 0);
  }

  /** Straight lines between neighbours in each dimension; beyond the last point the last line goes on. */
  at(point: readonly number[]): number {
    return valueAt(this.root, point, 0);
  }
}

type Node = number | { readonly x: Float64Array; readonly below: readonly Node[] };

function build(rows: readonly (readonly number[])[], dimension: number): Node {
  const dimensions = rows[0]!.length - 1;
  if (dimension === dimensions) return rows.at(-1)![dimensions]!;
  const groups = new Map<number, (readonly number[])[]>();
  for (const row of rows) {
    const group = groups.get(row[dimension]!) ?? [];
    group.push(row);
    groups.set(row[dimension]!, group);
  }
  const x = Float64Array.from(groups.keys()).sort();
  return { x, below: Array.from(x, (value) => build(groups.get(value)!, dimension + 1)) };
}

function valueAt(node: Node, point: readonly number[], dimension: number): number {
  if (typeof node === "number") return node;
  const { x, below } = node;
  const at = point[dimension]!;
  const last = x.length - 1;
  if (last === 0 || at <= x[0]!) return valueAt(below[0]!, point, dimension + 1);
  let low = 0;
  while (low < last - 1 && x[low + 1]! <= at) low += 1;
  const share = (at - x[low]!) / (x[low + 1]! - x[low]!);
  const from = valueAt(below[low]!, point, dimension + 1);
  if (share === 0) return from;
  return from + share * (valueAt(below[low + 1]!, point, dimension + 1) - from);
}
