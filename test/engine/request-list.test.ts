import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RequestList } from "../../src/engine/request-list.ts";

describe("RequestList", () => {
  it("is an array with cheap removal", () => {
    const step = fc.record({ row: fc.integer({ min: 0, max: 9 }), front: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const list = new RequestList(new Int32Array(10), new Int32Array(10));
        let model: number[] = [];
        for (const { row, front } of steps) {
          if (model.includes(row)) {
            list.remove(row);
            model = model.filter((other) => other !== row);
          } else if (front) {
            list.unshift(row);
            model.unshift(row);
          } else {
            list.push(row);
            model.push(row);
          }
          const seen: number[] = [];
          for (let at = list.head; at >= 0; at = list.next[at]!) seen.push(at);
          expect(seen).toEqual(model);
          expect([list.length, list.tail]).toEqual([model.length, model.at(-1) ?? -1]);
        }
      }),
    );
  });
});
