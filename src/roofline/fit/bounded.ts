import type { ParameterTable, ValuesOf } from "../kernels/parameters/parameter.ts";

/**
 * Parameters within their physical bounds, as free coordinates for an optimiser: a logistic curve between the bounds,
 * 0 at the parameter's start. No step of the optimiser can leave the bounds.
 */
export class BoundedParameters<Table extends ParameterTable> {
  readonly names: (keyof Table & string)[];
  private readonly table: Table;

  constructor(table: Table) {
    this.table = table;
    this.names = Object.keys(table);
    for (const name of this.names) {
      const { low, high, start } = table[name]!;
      if (!(low < start && start < high)) throw new RangeError(`${name} must start between its bounds`);
    }
  }

  values(coordinates: ArrayLike<number>): ValuesOf<Table> {
    const values: Record<string, number> = {};
    for (const [i, name] of this.names.entries()) {
      const { low, high, start } = this.table[name]!;
      const atStart = Math.log((start - low) / (high - start));
      values[name] = low + (high - low) / (1 + Math.exp(-(coordinates[i]! + atStart)));
    }
    return values as ValuesOf<Table>;
  }
}
