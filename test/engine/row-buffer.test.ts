import { describe, expect, it } from "vitest";
import { RowBuffer } from "../../src/engine/row-buffer.ts";

describe("RowBuffer", () => {
  it("grows, removes and sorts", () => {
    const buffer = new RowBuffer();
    for (let row = 0; row < 100; row++) buffer.push(row);
    buffer.remove(98);
    expect(() => buffer.remove(98)).toThrow("row 98 is not in the list");
    buffer.sortBy(Int32Array.from({ length: 100 }, (_, row) => -row));
    expect([buffer.length, buffer.rows[0], buffer.rows[1], buffer.rows[98]]).toEqual([99, 99, 97, 0]);
  });
});
