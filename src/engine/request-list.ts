/** A doubly linked list of table rows over two shared columns: a row is in one list at a time. All operations O(1). */
export class RequestList {
  head = -1;
  tail = -1;
  length = 0;
  readonly next: Int32Array;
  readonly prev: Int32Array;

  constructor(next: Int32Array, prev: Int32Array) {
    this.next = next;
    this.prev = prev;
  }

  push(row: number): void {
    this.prev[row] = this.tail;
    this.next[row] = -1;
    if (this.tail < 0) this.head = row;
    else this.next[this.tail] = row;
    this.tail = row;
    this.length += 1;
  }

  unshift(row: number): void {
    this.prev[row] = -1;
    this.next[row] = this.head;
    if (this.head < 0) this.tail = row;
    else this.prev[this.head] = row;
    this.head = row;
    this.length += 1;
  }

  remove(row: number): void {
    const next = this.next[row]!;
    const prev = this.prev[row]!;
    if (prev < 0) this.head = next;
    else this.next[prev] = next;
    if (next < 0) this.tail = prev;
    else this.prev[next] = prev;
    this.length -= 1;
  }
}
