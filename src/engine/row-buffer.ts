/** A list of table rows that is filled and emptied all the time: resetting `length` of a real array costs 80 ns. */
export class RowBuffer {
  rows: Int32Array = new Int32Array(64);
  length = 0;

  push(row: number): void {
    if (this.length === this.rows.length) {
      const longer = new Int32Array(this.length * 2);
      longer.set(this.rows);
      this.rows = longer;
    }
    this.rows[this.length++] = row;
  }

  remove(row: number): void {
    const at = this.rows.subarray(0, this.length).indexOf(row);
    if (at < 0) throw new RangeError(`row ${row} is not in the list`);
    this.rows.copyWithin(at, at + 1, this.length);
    this.length -= 1;
  }

  /** Insertion sort by `key[row]`: the input is short or nearly sorted. */
  sortBy(key: Int32Array): void {
    const { rows } = this;
    for (let i = 1; i < this.length; i++) {
      const row = rows[i]!;
      const rank = key[row]!;
      let j = i;
      for (; j > 0 && key[rows[j - 1]!]! > rank; j--) rows[j] = rows[j - 1]!;
      rows[j] = row;
    }
  }
}
