import { Heap } from "heap-js";
import { compareRank } from "./rank.ts";
import { RequestList } from "./request-list.ts";
import type { RequestState } from "./request-state.ts";

/** Requests the scheduler sees but has not admitted, and those it preempted. */
export interface WaitingQueue {
  readonly length: number;
  /** The row to admit next; -1 when empty. */
  peek(): number;
  /** Removes the row `peek` returned. */
  pop(): void;
  push(row: number): void;
  /** Takes a preempted request back. */
  restore(row: number): void;
  /** Takes a row out, wherever it stands. */
  remove(row: number): void;
  /** All rows, in admission order. Not for the hot path. */
  rows(): number[];
}

/** First come, first served; a preempted request goes to the head. */
export class FifoQueue implements WaitingQueue {
  private readonly list: RequestList;

  constructor(next: Int32Array, prev: Int32Array) {
    this.list = new RequestList(next, prev);
  }

  get length(): number {
    return this.list.length;
  }

  peek(): number {
    return this.list.head;
  }

  pop(): void {
    this.list.remove(this.list.head);
  }

  push(row: number): void {
    this.list.push(row);
  }

  restore(row: number): void {
    this.list.unshift(row);
  }

  remove(row: number): void {
    this.list.remove(row);
  }

  rows(): number[] {
    const rows: number[] = [];
    for (let row = this.list.head; row >= 0; row = this.list.next[row]!) rows.push(row);
    return rows;
  }
}

/** Lowest (priority, arrival, row) first; a preempted request takes its old rank. */
export class PriorityQueue implements WaitingQueue {
  private readonly heap: Heap<number>;
  private readonly compare: (a: number, b: number) => number;

  constructor(rows: RequestState) {
    this.compare = (a, b) => compareRank(rows, a, b);
    this.heap = new Heap<number>(this.compare);
  }

  get length(): number {
    return this.heap.length;
  }

  peek(): number {
    return this.heap.peek() ?? -1;
  }

  pop(): void {
    this.heap.pop();
  }

  push(row: number): void {
    this.heap.push(row);
  }

  restore(row: number): void {
    this.heap.push(row);
  }

  remove(row: number): void {
    this.heap.remove(row);
  }

  rows(): number[] {
    return this.heap.toArray().sort(this.compare);
  }
}
