/** Counts what is left out, by reason, in the order in which the reasons came up. */
export class DropCounter {
  readonly #counts = new Map<string, number>();

  add(reason: string): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
  }

  get total(): number {
    let total = 0;
    for (const count of this.#counts.values()) total += count;
    return total;
  }

  list(): { reason: string; count: number }[] {
    return [...this.#counts].map(([reason, count]) => ({ reason, count }));
  }
}
