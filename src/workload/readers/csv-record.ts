const COMMA = 44;
const QUOTE = 34;

/** One line of CSV as a buffer and the bounds of its fields: no strings are made for numbers. */
export class CsvRecord {
  buffer: Buffer = Buffer.alloc(0);
  line = 0;
  count = 0;
  /** Byte at which the line starts, for columns in errors. */
  lineStart = 0;
  /** Whether columns are those of the file. */
  exactColumns = true;
  starts = new Int32Array(64);
  ends = new Int32Array(64);
  readonly #delimiter: number;

  constructor(delimiter = COMMA) {
    this.#delimiter = delimiter;
  }

  /** @returns false for quotes that this cannot follow: open at the end of the line, or text after a closing quote */
  split(buffer: Buffer, start: number, end: number, line: number): boolean {
    this.buffer = buffer;
    this.line = line;
    this.lineStart = start;
    this.count = 0;
    const delimiter = this.#delimiter;
    let fieldStart = start;
    for (let i = start; i < end; i++) {
      const c = buffer[i]!;
      if (c === delimiter) {
        this.#push(fieldStart, i);
        fieldStart = i + 1;
      } else if (c === QUOTE) return this.#splitQuoted(start, end);
    }
    this.#push(fieldStart, end);
    return true;
  }

  /** Takes fields that another parser has cut out. Columns hold as far as that parser removed no quotes. */
  set(fields: readonly string[], line: number): void {
    this.buffer = Buffer.from(fields.join(","));
    this.line = line;
    this.lineStart = 0;
    this.count = 0;
    let start = 0;
    for (const field of fields) {
      const end = start + Buffer.byteLength(field);
      this.#push(start, end);
      start = end + 1;
    }
  }

  text(field: number): string {
    return this.buffer.toString("utf8", this.starts[field]!, this.ends[field]!);
  }

  /** Column of a field in its line, from 1; undefined where quotes that are gone have moved it. */
  column(field: number): number | undefined {
    return this.exactColumns ? this.starts[field]! - this.lineStart + 1 : undefined;
  }

  #push(start: number, end: number): void {
    const { buffer } = this;
    while (start < end && buffer[start]! <= 32) start++;
    while (end > start && buffer[end - 1]! <= 32) end--;
    if (this.count === this.starts.length) {
      this.starts = doubled(this.starts);
      this.ends = doubled(this.ends);
    }
    this.starts[this.count] = start;
    this.ends[this.count++] = end;
  }

  /** Fields in quotes lose them; a doubled quote inside stays doubled, for no number has one. */
  #splitQuoted(start: number, end: number): boolean {
    const { buffer } = this;
    this.count = 0;
    let fieldStart = start;
    let quotes = 0;
    for (let i = start; i <= end; i++) {
      if (i < end && buffer[i] === QUOTE) quotes++;
      if ((i < end && buffer[i] !== this.#delimiter) || quotes % 2 === 1) continue;
      this.#push(fieldStart, i);
      if (quotes > 0 && !this.#unquote(this.count - 1)) return false;
      fieldStart = i + 1;
      quotes = 0;
    }
    return quotes === 0;
  }

  #unquote(field: number): boolean {
    const first = this.starts[field]!;
    const last = this.ends[field]! - 1;
    if (last <= first || this.buffer[first] !== QUOTE || this.buffer[last] !== QUOTE) return false;
    this.starts[field] = first + 1;
    this.ends[field] = last;
    return true;
  }
}

function doubled(from: Int32Array): Int32Array<ArrayBuffer> {
  const to = new Int32Array(from.length * 2);
  to.set(from);
  return to;
}
