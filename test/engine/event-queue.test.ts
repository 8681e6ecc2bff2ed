import { describe, expect, it } from "vitest";
import { EVENT, EventQueue } from "../../src/engine/event-queue.ts";

describe("EventQueue", () => {
  it("orders by time, then kind, then push", () => {
    const queue = new EventQueue();
    queue.push(20, EVENT.visible, 0);
    queue.push(10, EVENT.visible, 1);
    queue.push(10, EVENT.arrival, 2);
    queue.push(10, EVENT.visible, 3);
    expect(queue.nextNs).toBe(10);
    expect(Array.from({ length: 4 }, () => queue.pop().row)).toEqual([2, 1, 3, 0]);
    expect(queue.nextNs).toBe(Number.POSITIVE_INFINITY);
  });

  it("refuses the past and what is no time", () => {
    const queue = new EventQueue();
    queue.push(10, EVENT.arrival, 0);
    queue.pop();
    queue.push(10, EVENT.arrival, 1);
    expect(() => queue.push(9, EVENT.arrival, 2)).toThrow(
      "event for request 2 at 9 ns, but the clock stands at 10 ns",
    );
    expect(() => queue.push(Number.NaN, EVENT.arrival, 2)).toThrow(RangeError);
    expect(() => queue.push(Number.POSITIVE_INFINITY, EVENT.arrival, 2)).toThrow(RangeError);
  });
});
