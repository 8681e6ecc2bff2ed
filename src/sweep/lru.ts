/** Keeps what was used last, up to a total weight; the newest is kept whatever it weighs. */
export class Lru<T> {
  private readonly limit: number;
  private readonly entries = new Map<string, { readonly value: T; weight: number }>();
  private total = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  get(key: string): T | undefined {
    const found = this.entries.get(key);
    if (found === undefined) return undefined;
    this.entries.delete(key);
    this.entries.set(key, found);
    return found.value;
  }

  set(key: string, value: T, weight = 1): void {
    this.total += weight - (this.entries.get(key)?.weight ?? 0);
    this.entries.delete(key);
    this.entries.set(key, { value, weight });
    for (const [oldest, entry] of this.entries) {
      if (this.total <= this.limit || oldest === key) return;
      this.entries.delete(oldest);
      this.total -= entry.weight;
    }
  }
}
