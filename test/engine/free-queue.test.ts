import { describe, expect, it } from "vitest";
import { FreeQueue } from "../../src/engine/free-queue.ts";

describe("FreeQueue", () => {
  it("hands out from the front, takes back at the end, lets go in the middle", () => {
    const queue = new FreeQueue(4);
    queue.remove(queue.first);
    queue.remove(3);
    queue.append(1);
    const left: number[] = [];
    while (queue.length > 0) {
      left.push(queue.first);
      queue.remove(queue.first);
    }
    expect(left).toEqual([2, 4, 1]);
    expect(queue.first).toBe(0);
  });
});
